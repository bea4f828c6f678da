package io.stentor.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.matrix.Row.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's table of servers is what the last run over all of them found. */
class MatrixTest {
    static final Path README = Path.of("README.md");
    static final Path KEPT = Path.of("src/test/resources/matrix.json");

    @Test
    void theTableIsWhatTheLastRunFound() throws IOException {
        var readme = Files.readString(README);

        assertThat(readme).isEqualTo(kept().in(readme));
    }

    /** A server that was added, or whose version was raised, has to be run before it is spoken of. */
    @Test
    void everyServerHasARowOfItsVersion() throws IOException {
        assertThat(kept().rows())
                .extracting(row -> row.container() + ' ' + row.version())
                .containsExactlyElementsOf(Matrix.containers().stream()
                        .map(container -> container.id() + ' ' + container.version())
                        .toList());
    }

    @Test
    void whatIsKeptIsReadAgain() {
        var matrix = new Matrix(List.of(
                new Row("tomcat10", "10.1", "17.0.1", "abc", "", 3, 1, List.of(new Skip("AnIT.aTest", "says \"no\""))),
                new Row("wildfly", "39", "", "", "was not run", 0, 0, List.of())));

        assertThat(Matrix.of(matrix.json())).isEqualTo(matrix);
    }

    @Test
    void whatDidNotRunIsARowInRed() {
        var matrix = new Matrix(List.of(
                new Row("executable", "", "17.0.1", "abc", "", 3, 0, List.of()),
                new Row("tomcat10", "10.1", "17.0.1", "abc", "", 3, 1, List.of()),
                new Row("wildfly", "39", "17.0.1", "abc", "did not start: port | in use\nat home", 0, 0, List.of())));

        assertThat(matrix.markdown()).startsWith("""
                | server | version | JDK | tests | failed | skipped | |
                | --- | --- | --- | --: | --: | --: | --- |
                | by itself | – | 17.0.1 | 3 | 0 | 0 | green |
                | Tomcat | 10.1 | 17.0.1 | 3 | 1 | 0 | **red** |
                | WildFly | 39 | 17.0.1 | 0 | 0 | 0 | **red**: did not start: port \\| in use |
                """);
    }

    @Test
    void aSkippedTestIsNamedWithItsReasonOnce() {
        var skip = new Skip("AnIT.aTest", "eats it");
        var matrix = new Matrix(List.of(
                new Row("payara", "6", "17.0.1", "abc", "", 3, 0, List.of(skip, skip)),
                new Row("glassfish", "7", "17.0.1", "abc", "", 3, 0, List.of(skip))));

        assertThat(matrix.markdown()).contains("""
                | skipped test | where | because the server |
                | --- | --- | --- |
                | `AnIT.aTest` | GlassFish, Payara Server | eats it |

                All by one `stentor.war`, SHA-256 `abc…`.
                """);
    }

    @Test
    void rowsOfTwoFilesAreNoMatrix() {
        var matrix = new Matrix(List.of(
                new Row("payara", "6", "17.0.1", "abc", "", 3, 0, List.of()),
                new Row("glassfish", "7", "17.0.1", "def", "", 3, 0, List.of())));

        assertThat(matrix.markdown()).contains("**several** files: [abc, def]");
    }

    private static Matrix kept() throws IOException {
        return Matrix.of(Files.readString(KEPT));
    }
}
