/** How events reach every node. The interface knows no broker; each broker is a room of its own below this one. */
package io.stentor.cluster;
