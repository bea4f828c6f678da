package io.stentor.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.AppReader;
import io.stentor.app.WebhookReader;
import io.stentor.config.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's tables of options are those that the code declares; {@code -Dstentor.readme=write} writes them. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");

    @Test
    void theTablesOfOptionsAreTheDeclaredOnes() throws IOException {
        var written = Files.readString(README);
        var generated = with(written, "server options", ServerOptions.ALL);
        generated = with(generated, "app fields", AppReader.FIELDS);
        generated = with(generated, "webhook fields", WebhookReader.FIELDS);
        if ("write".equals(System.getProperty("stentor.readme"))) {
            Files.writeString(README, generated);
        } else {
            assertThat(written).isEqualTo(generated);
        }
    }

    private static String with(String readme, String what, List<Option<?>> options) {
        var start = "<!-- " + what + ": written by ReadmeTest -->\n";
        int from = readme.indexOf(start) + start.length();
        assertThat(from).as("the place of the %s", what).isGreaterThan(start.length());
        return readme.substring(0, from) + table(options) + readme.substring(readme.indexOf("<!-- end -->", from));
    }

    private static String table(List<Option<?>> options) {
        var table = new StringBuilder("| name | default | allowed | meaning |\n| --- | --- | --- | --- |\n");
        for (var option : options) {
            var standard = option.standard().isEmpty() ? "–" : "`" + option.standard() + "`";
            table.append(
                    "| `%s` | %s | %s | %s |\n".formatted(option.name(), standard, option.allowed(), option.meaning()));
        }
        return table.toString();
    }
}
