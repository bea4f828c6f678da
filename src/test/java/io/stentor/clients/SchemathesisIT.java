package io.stentor.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Schemathesis reads the OpenAPI description that the server gives, makes up requests that keep to it and requests that
 * do not, signs them by {@code src/test/python/schemathesis_hooks.py}, and finds no answer that is a fault or not as
 * described. Skipped where Python is missing, unless {@code stentor.required} names {@code python}.
 */
class SchemathesisIT {
    /**
     * Not whether data is taken or refused as described: no schema can say that a key in the body makes the header's
     * irrelevant, or {@code channels} a bad {@code channel}. The conformance suite says it.
     */
    private static final String CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,"
            + "response_headers_conformance,response_schema_conformance,unsupported_method,allow_header_conformance";

    @Test
    void everyAnswerIsAsDescribed() throws Exception {
        var python = Python.with("requirements-schemathesis.txt", "schemathesis");
        try (var server = ExecutableWar.start("--context-path", "/stentor")) {
            var run = python.run(
                    Map.of("SCHEMATHESIS_HOOKS", "schemathesis_hooks", "PYTHONPATH", "."),
                    "schemathesis",
                    "run",
                    server.base() + "/openapi.json",
                    // It takes a relative server for relative to the host.
                    "--url=" + server.base(),
                    "--phases=examples,coverage,fuzzing",
                    "--checks=" + CHECKS,
                    "--max-examples=20",
                    "--seed=1",
                    "--request-timeout=5",
                    "--continue-on-failure",
                    "--no-color");
            System.out.println(run.output());

            assertThat(run.code())
                    .as("%s%nthe server's output:%n%s", run.output(), server.output())
                    .isZero();
            assertThat(run.output())
                    .contains("9 selected / 9 total")
                    .contains("answered: publishEvent 200 ")
                    .contains("answered: publishEvent 400 ")
                    .contains("answered: publishBatch 200 ")
                    .contains("answered: publishData 202 ")
                    .contains("answered: listChannels 200 ")
                    .contains("answered: getChannel 200 ")
                    .contains("answered: listUsers 200 ")
                    .contains("answered: countConnections 200 ")
                    .contains("answered: terminateConnections 200 ")
                    .contains("answered: forceReconnect 200 ");
            assertThat(server.output()).doesNotContain("WARN", "ERROR", "SEVERE", "Exception");
        }
    }
}
