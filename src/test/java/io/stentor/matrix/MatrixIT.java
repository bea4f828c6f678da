package io.stentor.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.conformance.container.Container;
import io.stentor.conformance.container.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Looks at the reports of this build after the suite ran on every server that was asked for. With {@code
 * -Dstentor.readme=write} they become the table of the README and the file that it is held against.
 */
class MatrixIT {
    private static final Path REPORTS = Path.of(System.getProperty("stentor.reports", "target/failsafe-reports"));

    static List<Container> asked() {
        return Matrix.containers().stream().filter(Container::asked).toList();
    }

    /** A suite that lost tests on the way would be green as well. */
    @ParameterizedTest
    @MethodSource("asked")
    void everyServerRanTheTestsThatTheEmbeddedOneRan(Container container) throws IOException {
        if (!Container.asked(Container.EXECUTABLE)) {
            System.out.println("skipped: whether all tests ran on " + container.title()
                    + ", because the embedded server was not asked for (-Dcontainers=executable," + container.id()
                    + ")");
            Assumptions.abort("the embedded server was not asked for");
        }
        var expected = reports(Container.EXECUTABLE).ids();
        assertThat(expected).as("tests of the embedded server").isNotEmpty();

        var missing = new TreeSet<>(expected);
        var ran = reports(container).ids();
        missing.removeAll(ran);
        var additional = new TreeSet<>(ran);
        additional.removeAll(expected);

        assertThat(missing).as("not run on " + container.title()).isEmpty();
        assertThat(additional).as("run on " + container.title() + " alone").isEmpty();
    }

    @Test
    void theTableIsWrittenWhenThatIsWanted() throws IOException {
        Assumptions.assumeTrue("write".equals(System.getProperty("stentor.readme")), "not asked to write");
        var rows = new ArrayList<Row>();
        for (var container : Matrix.containers()) {
            rows.add(reports(container).row(Launch.of(container)));
        }
        var matrix = new Matrix(rows);
        Files.writeString(MatrixTest.README, matrix.in(Files.readString(MatrixTest.README)));
        Files.writeString(MatrixTest.KEPT, matrix.json());
    }

    private static Reports reports(Container container) throws IOException {
        return new Reports(container, REPORTS.resolve(container.id()));
    }
}
