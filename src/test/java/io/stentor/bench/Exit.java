package io.stentor.bench;

/** How a run of the benchmark ends, as its exit code. */
enum Exit {
    OK(0),
    /** The run could not be done: no server, connections that did not come up, requests that were refused. */
    FAILED(1),
    /** An option is unknown or out of its bounds. */
    USAGE(2),
    /** The server lost, doubled or reordered something, or told of a member too often or too rarely. */
    WRONG_DELIVERY(3);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
