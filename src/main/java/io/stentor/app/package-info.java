/** Tenants: who they are, what they may do, which pages may connect, and their signatures. Knows the wire only. */
package io.stentor.app;
