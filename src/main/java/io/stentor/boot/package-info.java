/** The only room that wires: reads the configuration, builds the parts, starts and stops them. Nothing imports it. */
package io.stentor.boot;
