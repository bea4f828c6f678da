/**
 * Starts the server under test, whichever it is, and tells Arquillian where it answers. A further container is one
 * more {@link io.stentor.conformance.container.Server} in {@link io.stentor.conformance.container.Container}.
 */
package io.stentor.conformance.container;
