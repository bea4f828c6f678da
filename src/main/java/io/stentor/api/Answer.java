package io.stentor.api;

/**
 * What a request is answered when it succeeds. Immutable.
 *
 * @param body a JSON object
 */
record Answer(int status, String body) {
    static final Answer EMPTY = new Answer(200, "{}");
}
