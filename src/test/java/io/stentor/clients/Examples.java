package io.stentor.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The examples of {@code docs/configuration.md}: blocks of code below a comment with their name. */
final class Examples {
    private static final Path PAGE = Path.of("docs/configuration.md");

    private Examples() {}

    static String named(String name) throws IOException {
        var block = Pattern.compile("<!-- example: " + name + " -->\n```[a-z]+\n(.*?)```\n", Pattern.DOTALL);
        var found = block.matcher(Files.readString(PAGE));
        if (!found.find()) {
            throw new AssertionError(PAGE + " has no example " + name);
        }
        return found.group(1);
    }
}
