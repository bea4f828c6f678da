package io.stentor.api;

import java.util.Map;

/**
 * What a request is answered when it succeeds. Immutable.
 *
 * @param json what becomes the JSON object of the body
 */
record Answer(int status, Map<String, ?> json) {
    static final Answer EMPTY = ok(Map.of());

    static Answer ok(Map<String, ?> json) {
        return new Answer(200, json);
    }
}
