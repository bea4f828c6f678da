/** What happens on a server, and who is told of it. Knows the wire alone. */
package io.stentor.event;
