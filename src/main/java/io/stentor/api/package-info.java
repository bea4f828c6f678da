/** The HTTP API for back ends (protocol 8), as servlets. Meets the other edges in {@code server} alone. */
package io.stentor.api;
