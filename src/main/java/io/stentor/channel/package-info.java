/** Channels: who is subscribed, and in which order they hear what. Knows connections and the wire; knows no container. */
package io.stentor.channel;
