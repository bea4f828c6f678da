/** JMH benchmarks of the hot paths: what one message, one frame, one signature, one delivery costs. */
package io.stentor.bench.jmh;
