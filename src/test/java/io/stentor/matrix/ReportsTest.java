package io.stentor.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.container.Container;
import io.stentor.conformance.container.Launch;
import io.stentor.matrix.Row.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
    private static final Launch STARTED = new Launch("17.0.1", "abc", "");

    @TempDir
    private Path directory;

    @Test
    void everyOutcomeIsCounted() throws IOException {
        Files.writeString(directory.resolve("TEST-io.stentor.OneIT.xml"), """
                <testsuite>
                  <testcase name="passes" classname="io.stentor.OneIT"/>
                  <testcase name="fails(String)[1]" classname="io.stentor.OneIT"><failure message="no"/></testcase>
                  <testcase name="breaks" classname="io.stentor.OneIT"><error message="oh"/></testcase>
                </testsuite>
                """);
        Files.writeString(directory.resolve("TEST-io.stentor.OtherIT.xml"), """
                <testsuite>
                  <testcase name="isNotFor(String)[2]" classname="io.stentor.OtherIT">
                    <skipped message="Assumption failed: eats it"/>
                  </testcase>
                </testsuite>
                """);

        var reports = new Reports(Container.TOMCAT_10, directory);

        assertThat(reports.row(Optional.of(STARTED)))
                .isEqualTo(new Row(
                        "tomcat10",
                        Container.TOMCAT_10.version(),
                        "17.0.1",
                        "abc",
                        "",
                        4,
                        2,
                        List.of(new Skip("OtherIT.isNotFor", "eats it"))));
        assertThat(reports.ids())
                .containsExactly(
                        "io.stentor.OneIT#breaks",
                        "io.stentor.OneIT#fails(String)[1]",
                        "io.stentor.OneIT#passes",
                        "io.stentor.OtherIT#isNotFor(String)[2]");
    }

    /** Failsafe writes the message of an assumption into the trace alone. */
    @Test
    void theReasonOfASkipMayStandInItsTrace() throws IOException {
        Files.writeString(directory.resolve("TEST-io.stentor.OneIT.xml"), """
                <testsuite>
                  <testcase name="isNotFor" classname="io.stentor.OneIT">
                    <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: \
                Assumption failed: eats it
                	at org.junit.jupiter.api.Assumptions.throwAssumptionFailed(Assumptions.java:1)]]></skipped>
                  </testcase>
                </testsuite>
                """);

        assertThat(new Reports(Container.TOMCAT_10, directory)
                        .row(Optional.of(STARTED))
                        .skipped())
                .containsExactly(new Skip("OneIT.isNotFor", "eats it"));
    }

    /** Then each class is reported as one test that broke, which is no result. */
    @Test
    void aServerThatDidNotStartHasNoTests() throws IOException {
        Files.writeString(directory.resolve("TEST-io.stentor.OneIT.xml"), """
                <testsuite><testcase name="" classname="io.stentor.OneIT"><error message="oh"/></testcase></testsuite>
                """);

        var row = new Reports(Container.WILDFLY, directory)
                .row(Optional.of(new Launch("17.0.1", "abc", "did not start")));

        assertThat(row.tests()).isZero();
        assertThat(row.failure()).isEqualTo("did not start");
        assertThat(row.green()).isFalse();
    }

    @Test
    void aServerOfWhichNothingIsKnownWasNotRun() throws IOException {
        var row = new Reports(Container.WILDFLY, directory.resolve("nowhere")).row(Optional.empty());

        assertThat(row.failure()).isEqualTo("was not run");
        assertThat(row.green()).isFalse();
    }
}
