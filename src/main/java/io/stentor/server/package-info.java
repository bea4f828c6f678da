/**
 * The use cases: open, receive, publish, drain. Everything that clients and back ends can cause happens here; edges only
 * translate. Knows no container.
 */
package io.stentor.server;
