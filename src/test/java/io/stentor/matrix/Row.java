package io.stentor.matrix;

import java.util.List;

/**
 * What came of the suite on one server.
 *
 * @param container its {@link io.stentor.conformance.container.Container#id}
 * @param jdk the JDK that ran it, empty when it never ran
 * @param war the beginning of the SHA-256 of the WAR, empty likewise
 * @param failure why there is no result; empty when the server started
 * @param tests that were run or skipped
 * @param failed of them
 * @param skipped of them
 */
record Row(
        String container,
        String version,
        String jdk,
        String war,
        String failure,
        int tests,
        int failed,
        List<Skip> skipped) {

    /**
     * A test that the server under test makes impossible.
     *
     * @param test such as {@code BadFrameIT.aTest}, without its parameters
     * @param reason in the words of the test
     */
    record Skip(String test, String reason) {}

    boolean green() {
        return failure.isEmpty() && tests > 0 && failed == 0;
    }
}
