package io.stentor.clients;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pusher's JavaScript client in Node and in a browser, Laravel Echo, and Pusher's Node SDK, by the tests in {@code src/test/js}. Where
 * Node or the browser is missing they are skipped, unless the system property {@code stentor.required} names it.
 */
class NodeClientsIT {
    private static final Path SOURCES = Path.of("src/test/js");
    private static final Path WORK = Path.of("target/js");

    @ParameterizedTest
    @ValueSource(strings = {"", "/stentor"})
    void pusherJsHearsWhatTheNodeSdkPublishes(String contextPath) throws Exception {
        passes("pusher.test.mjs", Map.of(), () -> ExecutableWar.start(at(contextPath)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/stentor"})
    void pusherJsIsOnEveryKindOfChannel(String contextPath) throws Exception {
        passes("channels.test.mjs", Map.of(), () -> ExecutableWar.startWithEverythingOn(at(contextPath)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/stentor"})
    void theNodeSdkPublishesAsksAndLetsUsersGo(String contextPath) throws Exception {
        passes("sdk.test.mjs", Map.of(), () -> ExecutableWar.startWithEverythingOn(at(contextPath)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/stentor"})
    void laravelEchoIsOnEveryKindOfChannel(String contextPath) throws Exception {
        passes("echo.test.mjs", Map.of(), () -> ExecutableWar.startWithEverythingOn(at(contextPath)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/stentor"})
    void pusherJsInABrowserIsOnEveryKindOfChannel(String contextPath) throws Exception {
        passes(
                "browser.test.mjs",
                chromium("browser.test.mjs"),
                () -> ExecutableWar.startWithEverythingOn(at(contextPath)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/stentor", "/realtime/stentor"})
    void thePageWorksInABrowser(String contextPath) throws Exception {
        passes("page.test.mjs", chromium("page.test.mjs"), () -> ExecutableWar.start(at(contextPath)));
    }

    private interface Start {
        ExecutableWar start() throws IOException;
    }

    private static String[] at(String contextPath) {
        return contextPath.isEmpty() ? new String[0] : new String[] {"--context-path", contextPath};
    }

    private static void passes(String test, Map<String, String> more, Start start) throws Exception {
        var node = node(test);
        try (var server = start.start()) {
            var environment = new HashMap<>(more);
            environment.put("STENTOR_URL", server.base().toString());
            // A refused pusher-js keeps its process alive for half a minute.
            var run = Tools.run(WORK, environment, node, "--test", "--test-force-exit", "--test-reporter=spec", test);
            System.out.println(run.output());

            assertThat(run.code())
                    .as("%s%nthe server's output:%n%s", run.output(), server.output())
                    .isZero();
            assertThat(run.output()).contains("skipped 0");
        }
    }

    /** Where the browser is, as the tests want to be told. */
    private static Map<String, String> chromium(String test) {
        return Map.of(
                "CHROMIUM",
                Optional.ofNullable(System.getenv("CHROMIUM"))
                        .or(() -> Tools.onPath("chromium", "chromium-browser", "google-chrome"))
                        .orElseGet(() -> Tools.missing("chromium", test, "there is no Chromium on the PATH")));
    }

    /** Where Node is, once the packages are there that the tests need. */
    private static String node(String test) throws Exception {
        var node = Tools.onPath("node").orElseGet(() -> Tools.missing("node", test, "there is no node on the PATH"));
        var npm = Tools.onPath("npm").orElseGet(() -> Tools.missing("node", test, "there is no npm on the PATH"));
        Tools.copy(SOURCES, WORK);
        var lock = WORK.resolve("package-lock.json");
        var installed = WORK.resolve("installed-lock.json");
        if (!Files.exists(installed) || Files.mismatch(lock, installed) >= 0) {
            var install = Tools.run(WORK, Map.of(), npm, "ci");
            if (install.code() != 0) {
                System.out.println(install.output());
                return Tools.missing("node", test, "npm ci failed");
            }
            Files.copy(lock, installed, REPLACE_EXISTING);
        }
        return node;
    }
}
