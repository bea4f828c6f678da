package io.stentor.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stentor.config.ConfigException;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where options come from: the first place that names one wins. */
class SourcesTest {
    private static final String PROPERTY = "stentor.pong_timeout";

    @TempDir
    private Path directory;

    @AfterEach
    void forget() {
        System.clearProperty(PROPERTY);
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
    }

    @Test
    void systemPropertiesBeatTheEnvironmentAndThatBeatsTheFile() throws IOException {
        var file = write("{\"port\":1,\"host\":\"file\",\"lanes\":1}");
        var environment = Map.of("STENTOR_PORT", "2", "STENTOR_HOST", "environment", "STENTOR_CONFIG", file);

        var sources = withFile(new Sources(
                List.of(Sources.systemProperties(properties("stentor.port", "3")), Sources.environment(environment))));

        assertThat(sources.get("port")).isEqualTo("3");
        assertThat(sources.get("host")).isEqualTo("environment");
        assertThat(sources.get("lanes")).isEqualTo("1");
        assertThat(sources.get("max_connections")).isNull();
    }

    @Test
    void contextParametersBeatSystemProperties() {
        System.setProperty(PROPERTY, "20");

        assertThat(Sources.of(context(Map.of())).get("pong_timeout")).isEqualTo("20");
        assertThat(Sources.of(context(Map.of(PROPERTY, "10"))).get("pong_timeout"))
                .isEqualTo("10");
    }

    @Test
    void jndiEntriesBeatEverything() {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Naming.class.getName());
        System.setProperty(PROPERTY, "20");

        assertThat(Sources.of(context(Map.of(PROPERTY, "10"))).get("pong_timeout"))
                .isEqualTo("5");
        assertThat(Sources.of(context(Map.of("stentor.port", "10"))).get("port"))
                .isEqualTo("10");
    }

    @Test
    void environmentVariablesAreWrittenInCapitalsWithUnderscoresForDots() {
        var sources = new Sources(List.of(Sources.environment(Map.of(
                "STENTOR_WEBSOCKET_MAX_BYTES", "1", "stentor_port", "2", "PORT", "3", "STENTOR_PONG_TIMEOUT", "4"))));

        assertThat(sources.get("websocket.max_bytes")).isEqualTo("1");
        assertThat(sources.get("pong_timeout")).isEqualTo("4");
        assertThat(sources.get("port")).isNull();
    }

    @Test
    void inTheFileADottedNameIsANestedObject() throws IOException {
        var sources = file("""
                {"websocket":{"max_bytes":5,"disconnect_on_buffer_full":false},"trusted_proxies":["::1"],
                 "apps":[{"id":7}]}""");

        assertThat(sources.get("websocket.max_bytes")).isEqualTo("5");
        assertThat(sources.get("websocket.disconnect_on_buffer_full")).isEqualTo("false");
        assertThat(sources.get("trusted_proxies")).isEqualTo("[\"::1\"]");
        assertThat(sources.get("apps")).isEqualTo("[{\"id\":7}]");
    }

    @Test
    void whereNoFileIsNamedNoneIsRead() {
        var sources = new Sources(List.of(Sources.environment(Map.of())));

        assertThat(sources.file(variable -> null, warning -> {})).isNull();
    }

    @Test
    void aFileThatIsNoConfigurationIsNamedInOneLine() throws IOException {
        assertThatThrownBy(() -> file("{\"port\":1,}")).hasMessageEndingWith("stentor.json is not valid JSON");
        assertThatThrownBy(() -> file("")).hasMessageEndingWith("stentor.json is not valid JSON");
        assertThatThrownBy(() -> file("[".repeat(100))).hasMessageEndingWith("stentor.json is not valid JSON");
        assertThatThrownBy(() -> file("[]")).hasMessageEndingWith("stentor.json is not a JSON object");
        assertThatThrownBy(() -> file("null")).hasMessageEndingWith("stentor.json is not a JSON object");
        Files.write(directory.resolve("latin1.json"), new byte[] {'{', '"', (byte) 0xe9, '"', ':', '1', '}'});
        assertThatThrownBy(() -> read("latin1.json")).hasMessageEndingWith("latin1.json is not UTF-8");
        assertThatThrownBy(() -> read("nowhere.json"))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("nowhere.json cannot be read: no such file");
        assertThatThrownBy(() -> read("."))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("cannot be read: it is no readable file");
        assertThatThrownBy(() -> withFile(named("\u0000"))).isInstanceOf(ConfigException.class);
    }

    @Test
    void theComplaintAboutAFileShowsNothingOfIt() {
        assertThatThrownBy(() -> file("{\"apps\":[{\"secret\":\"hush\"}]")).hasMessageNotContaining("hush");
    }

    @Test
    void unknownNamesAreAWarningThatSaysWhere() throws IOException {
        var warnings = new ArrayList<String>();
        var path = write("{\"prot\":1,\"websocket\":{\"max_bites\":1,\"max_bytes\":1},\"apps\":[{\"unknown\":1}]}");
        var sources = withFile(new Sources(List.of(
                Sources.systemProperties(properties("stentor.Port", "1", "stentor.port", "1", "other.port", "1")),
                Sources.environment(Map.of(
                        "STENTOR_CONFIG",
                        path,
                        "STENTOR_PROT",
                        "1",
                        "STENTOR_WEBSOCKET_MAX_BYTES",
                        "1",
                        "PATH",
                        "x")))));

        sources.warnOfUnknown(ServerOptions.ALL, warnings::add);

        assertThat(warnings)
                .containsExactlyInAnyOrder(
                        "system properties have an unknown option, which is ignored: Port",
                        "environment variables have an unknown option, which is ignored: STENTOR_PROT",
                        "members of " + path + " have an unknown option, which is ignored: prot",
                        "members of " + path + " have an unknown option, which is ignored: websocket.max_bites");
    }

    private Sources file(String json) throws IOException {
        return withFile(named(write(json)));
    }

    private static Sources withFile(Sources sources) {
        return sources.with(sources.file(variable -> null, warning -> {}));
    }

    private Sources read(String name) {
        return withFile(named(directory.resolve(name).toString()));
    }

    private static Sources named(String path) {
        return new Sources(List.of(Sources.environment(Map.of("STENTOR_CONFIG", path))));
    }

    private String write(String json) throws IOException {
        return Files.writeString(directory.resolve("stentor.json"), json).toString();
    }

    private static Properties properties(String... pairs) {
        var properties = new Properties();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.setProperty(pairs[i], pairs[i + 1]);
        }
        return properties;
    }

    private static ServletContext context(Map<String, String> parameters) {
        return (ServletContext) Proxy.newProxyInstance(
                SourcesTest.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getInitParameter" -> parameters.get(String.valueOf(arguments[0]));
                    case "getInitParameterNames" -> Collections.enumeration(parameters.keySet());
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** A naming service that knows one entry. */
    public static final class Naming implements InitialContextFactory {
        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
            return new InitialContext(true) {
                @Override
                public Object lookup(String name) throws NamingException {
                    if (name.equals("java:comp/env/stentor/pong_timeout")) {
                        return 5;
                    }
                    throw new NameNotFoundException(name);
                }
            };
        }
    }
}
