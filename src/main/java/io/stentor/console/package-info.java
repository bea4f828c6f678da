/** What operators and the curious look at: health and the welcome page. Meets the other edges in {@code server} alone. */
package io.stentor.console;
