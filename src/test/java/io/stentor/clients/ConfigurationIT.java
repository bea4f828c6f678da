package io.stentor.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stentor.app.jdbc.AppTableContract;
import io.stentor.conformance.client.Http;
import io.stentor.conformance.client.RawWebSocket;
import io.stentor.conformance.client.SignedRequests;
import io.stentor.conformance.container.Container;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples of {@code docs/configuration.md}, each done as it is written there but for ports, paths and the address of
 * the database. Servers that the build has not unpacked are skipped, unless {@code stentor.required} names them.
 */
class ConfigurationIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<Process> processes = new ArrayList<>();
    private final int port = freePort();
    private Path work;
    private DatabaseServer database;

    @BeforeEach
    void makeFolder() throws IOException {
        work = Files.createTempDirectory(
                        Files.createDirectories(Path.of("target", "clients")).toAbsolutePath(), "configuration-")
                .toRealPath();
    }

    @AfterEach
    void stop() {
        processes.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        });
        processes.forEach(process -> await().atMost(PATIENCE).until(() -> !process.isAlive()));
        if (database != null) {
            database.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"environment", "properties", "command-line"})
    void theExecutableWar(String example) throws Exception {
        Files.createSymbolicLink(work.resolve("stentor.war"), ExecutableWar.file());
        Files.writeString(work.resolve("stentor.json"), Examples.named("file"));

        shell(example);

        serves("", 120);
    }

    @Test
    void theExecutableWarWithADatabase() throws Exception {
        startDatabase();
        ExecutableWar.copy(work, org.postgresql.Driver.class);

        shell("jdbc");

        serves("", 120);
        assertThat(Http.get(base(""), "/up/chat").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomcat-parameters", "tomcat-jndi"})
    void tomcat(String example) throws Exception {
        tomcatWith(Examples.named(example));

        serves("/stentor", 60);
    }

    @Test
    void tomcatAtTheRoot() throws Exception {
        layOutTomcat();
        Files.writeString(Files.createDirectory(work.resolve("webapps/ROOT")).resolve("index.html"), "Tomcat's own");
        Files.writeString(work.resolve("stentor.xml"), Examples.named("tomcat-parameters"));
        var script = withWar(Examples.named("tomcat-root"));
        assertThat(run("script", Map.of("CATALINA_BASE", work.toString()), "sh", "-ec", script)
                        .waitFor())
                .isZero();

        startTomcat();

        serves("", 60);
    }

    @Test
    void tomcatAtAPathOfTwoSegments() throws Exception {
        tomcatWith(Examples.named("tomcat-parameters"), "realtime#stentor");

        serves("/realtime/stentor", 60);
    }

    @Test
    void tomcatWithAFile() throws Exception {
        var file = Files.writeString(work.resolve("stentor.json"), Examples.named("file"));

        tomcatWith(replaced(Examples.named("tomcat-file"), "/etc/stentor.json", file.toString()));
        serves("/stentor", 120);

        Files.writeString(file, Examples.named("file").replace("my-app", "another"));
        await().until(() -> Http.get(base("/stentor"), "/up/another").status() == 200);
    }

    @Test
    void tomcatWithADatabase() throws Exception {
        startDatabase();

        tomcatWith(ofDatabase(Examples.named("tomcat-datasource")));

        servesRows();
    }

    /** Those that are there, and as they change. */
    private void servesRows() throws Exception {
        serves("/stentor", 120);
        try (var client = connect("/stentor", "chat-key", 120, "Origin: https://www.example.com")) {
            database("DELETE FROM stentor_app WHERE id = 'chat'");
            assertThat(client.awaitText()).contains("\"code\":4001");
        }
        database("INSERT INTO stentor_app (id, app_key, secret) VALUES ('late', 'late-key', 's')");
        await().until(() -> Http.get(base("/stentor"), "/up/late").status() == 200);
    }

    @Test
    void jetty() throws Exception {
        jettyWith(Examples.named("jetty-context"));

        serves("/stentor", 60);
    }

    @Test
    void jettyAtTheRoot() throws Exception {
        jettyWith(replaced(
                Examples.named("jetty-context"),
                "  <Set name=\"contextPath\">/stentor</Set>\n",
                Examples.named("jetty-root")));

        serves("", 60);
    }

    @Test
    void jettyWithADatabase() throws Exception {
        startDatabase();
        var driver = Files.createDirectories(work.resolve("lib/ext")).resolve("postgresql.jar");
        Files.copy(ExecutableWar.jar(org.postgresql.Driver.class), driver);

        startJetty(ofDatabase(Examples.named("jetty-datasource")), "jndi,ext");

        servesRows();
    }

    private void jettyWith(String example) throws Exception {
        var override = Files.writeString(work.resolve("stentor-override.xml"), Examples.named("jetty-override"));
        startJetty(replaced(example, "/etc/stentor-override.xml", override.toString()), "jndi");
    }

    private void startJetty(String context, String modules) throws Exception {
        var start = distribution("jetty", "start.jar").resolve("start.jar").toString();
        var all =
                "--add-modules=http,ee10-deploy,ee10-websocket-jakarta,ee10-annotations,ee10-plus,ee10-jsp," + modules;
        run("modules", Map.of(), java(), "-jar", start, all).waitFor();
        Files.writeString(work.resolve("webapps/stentor.xml"), withWar(context));

        run("server", Map.of(), java(), "-jar", start, "jetty.http.host=127.0.0.1", "jetty.http.port=" + port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"glassfish", "payara"})
    void glassFish(String name) throws Exception {
        glassFishWith(name, Examples.named("glassfish"));

        serves("/stentor", 60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"glassfish", "payara"})
    void glassFishAtTheRoot(String name) throws Exception {
        var elsewhere = "asadmin deploy --name stentor --contextroot stentor /opt/stentor.war\n";
        glassFishWith(name, replaced(Examples.named("glassfish"), elsewhere, Examples.named("glassfish-root")));

        serves("", 60);
    }

    private void glassFishWith(String name, String example) throws Exception {
        var command = "glassfish/lib/client/appserver-cli.jar";
        var home = distribution(name, command);
        copy(home.resolve("glassfish/domains"), work.resolve("domains"));
        int admin = freePort();
        var xml = work.resolve("domains/domain1/config/domain.xml");
        var text = Files.readString(xml)
                .replace("0.0.0.0", "127.0.0.1")
                .replace("port=\"8080\"", "port=\"" + port + "\" address=\"127.0.0.1\"")
                .replace("port=\"4848\"", "port=\"" + admin + "\" address=\"127.0.0.1\"")
                .replace("port=\"8181\"", "port=\"" + freePort() + "\" address=\"127.0.0.1\"")
                .replace("value=\"7676\"", "value=\"" + freePort() + "\"")
                .replace("osgi.shell.telnet.port=6666", "osgi.shell.telnet.port=" + freePort());
        for (var other : List.of("3700", "3820", "3920", "8686")) {
            text = text.replace("port=\"" + other + "\"", "port=\"" + freePort() + "\"");
        }
        Files.writeString(xml, text);
        var client = home.resolve(command).toString();
        var java = Map.of("AS_JAVA", System.getProperty("java.home"), "JAVA_HOME", System.getProperty("java.home"));
        run(
                "server",
                java,
                java(),
                "-jar",
                client,
                "start-domain",
                "--verbose",
                "--domaindir",
                work.resolve("domains").toString(),
                "domain1");
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> Http.get(base(""), "/").status() > 0);

        var asadmin =
                "asadmin() { " + java() + " -jar " + client + " --host 127.0.0.1 --port " + admin + " \"$@\"; }\n";
        var script = withWar(example);
        assertThat(run("asadmin", java, "sh", "-ec", asadmin + script).waitFor())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"glassfish", "payara"})
    void glassFishWithADatabase(String name) throws Exception {
        startDatabase();

        glassFishWith(name, withDriver(ofDatabaseInParts("glassfish-datasource", "serverName=%s:portNumber=%d:")));

        servesRows();
    }

    @Test
    void openLibertyWithADatabase() throws Exception {
        startDatabase();

        libertyWith(withDriver(ofDatabaseInParts("liberty-datasource", "serverName=\"%s\" portNumber=\"%d\"")));

        servesRows();
    }

    @Test
    void wildFlyWithADatabase() throws Exception {
        startDatabase();

        var cli = "\"$JBOSS_HOME/bin/jboss-cli.sh\"";
        var here = "JAVA_OPTS=-Djboss.server.base.dir=" + work.resolve("standalone");
        var example = replaced(ofDatabase(Examples.named("wildfly-datasource")), cli, here + ' ' + cli);
        wildFlyWith(withDriver(withWar(example)));

        servesRows();
    }

    @Test
    void openLiberty() throws Exception {
        libertyWith(Examples.named("liberty"));

        serves("/stentor", 60);
    }

    @Test
    void openLibertyAtTheRoot() throws Exception {
        var elsewhere = "  <webApplication location=\"stentor.war\" contextRoot=\"/stentor\"/>\n";
        libertyWith(replaced(Examples.named("liberty"), elsewhere, Examples.named("liberty-root")));

        serves("", 60);
    }

    @ParameterizedTest
    @CsvSource({"wildfly, /stentor", "wildfly-root, ''"})
    void wildFly(String example, String context) throws Exception {
        wildFlyWith(withFile(example));

        serves(context, 120);
    }

    private void wildFlyWith(String example) throws Exception {
        var home = distribution("wildfly", "bin/standalone.sh");
        copy(home.resolve("standalone"), work.resolve("standalone"));
        var script = replaced(
                example, "$JBOSS_HOME/standalone", work.resolve("standalone").toString());
        var options = " -b 127.0.0.1 -bmanagement 127.0.0.1 -Djboss.server.base.dir=" + work.resolve("standalone")
                + " -Djboss.http.port=" + port + " -Djboss.https.port=" + freePort()
                + " -Djboss.management.http.port=" + freePort();
        run(
                "server",
                Map.of(
                        "JBOSS_HOME",
                        home.toString(),
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        // So that the signal that stops the script reaches the server.
                        "LAUNCH_JBOSS_IN_BACKGROUND",
                        "1"),
                "sh",
                "-ec",
                script.strip() + options);
    }

    @ParameterizedTest
    @CsvSource({"payara-micro, /stentor", "payara-micro-root, ''"})
    void payaraMicro(String example, String context) throws Exception {
        var jar = "payara-micro-" + Container.PAYARA_MICRO.version() + ".jar";
        var home = distribution("payara-micro", jar);
        var script = replaced(
                withFile(example), "payara-micro.jar", home.resolve(jar).toString());
        var loopback = Files.writeString(
                work.resolve("preboot"),
                "set configs.config.server-config.network-config.network-listeners.network-listener.http-listener.address"
                        + "=127.0.0.1\n");
        var options = " --nocluster --port " + port + " --prebootcommandfile " + loopback;
        var path = Path.of(java()).getParent() + File.pathSeparator + System.getenv("PATH");
        run("server", Map.of("PATH", path), "sh", "-ec", "exec " + script.strip() + options);

        serves(context, 120);
    }

    /** An example that names the WAR and a JSON file, with both in their places. */
    private String withFile(String example) throws IOException {
        var file = Files.writeString(work.resolve("stentor.json"), Examples.named("file"));
        return withWar(replaced(Examples.named(example), "/etc/stentor.json", file.toString()));
    }

    private static String withWar(String example) {
        return replaced(example, "/opt/stentor.war", ExecutableWar.file().toString());
    }

    private void libertyWith(String example) throws Exception {
        var home = distribution("liberty", "lib/ws-launch.jar");
        var server = Files.createDirectories(work.resolve("usr/servers/stentor/apps"))
                .getParent();
        Files.copy(ExecutableWar.file(), server.resolve("apps/stentor.war"));
        Files.writeString(server.resolve("server.xml"), replaced(example, "9080", String.valueOf(port)));

        var environment = Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "WLP_USER_DIR",
                work.resolve("usr").toString());
        run("server", environment, "sh", home.resolve("bin/server").toString(), "run", "stentor");
    }

    /** The table of the page is that of the script. */
    @Test
    void theTableIsTheOneOfTheScript() throws IOException {
        assertThat(AppTableContract.script("postgresql")).endsWith(Examples.named("table"));
    }

    private void startDatabase() throws Exception {
        database = PostgresqlServer.find().orElse(null);
        if (database == null) {
            Tools.missing("postgresql", "ConfigurationIT", "PostgreSQL is not installed");
        }
        database(Examples.named("table"));
        database(Examples.named("rows"));
    }

    private void database(String sql) throws Exception {
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String ofDatabase(String example) {
        var text = replaced(example, "jdbc:postgresql://db.example.com:5432/realtime", database.url());
        return replaced(text, "a-database-password", database.password());
    }

    /** One whose server is given apart from its port. */
    private String ofDatabaseInParts(String example, String form) throws IOException {
        var url = URI.create(database.url().substring("jdbc:".length()));
        var text = replaced(
                Examples.named(example),
                form.formatted("db.example.com", 5432),
                form.formatted(url.getHost(), url.getPort()));
        text = replaced(text, "realtime", url.getPath().substring(1));
        return replaced(text, "a-database-password", database.password());
    }

    private String withDriver(String example) throws Exception {
        var driver = Files.copy(ExecutableWar.jar(org.postgresql.Driver.class), work.resolve("postgresql.jar"));
        return replaced(example, "/opt/postgresql.jar", driver.toString());
    }

    private void shell(String example) throws IOException {
        var script = database == null ? Examples.named(example) : ofDatabase(Examples.named(example));
        var path = Path.of(java()).getParent() + File.pathSeparator + System.getenv("PATH");
        run("server", Map.of("PATH", path), "sh", "-c", replaced(script, "6001", String.valueOf(port)));
    }

    private void tomcatWith(String context) throws Exception {
        tomcatWith(context, "stentor");
    }

    /** @param name as Tomcat has it of a context path */
    private void tomcatWith(String context, String name) throws Exception {
        layOutTomcat();
        Files.writeString(work.resolve("conf/Catalina/localhost/" + name + ".xml"), context);
        Files.copy(ExecutableWar.file(), work.resolve("webapps/" + name + ".war"));
        startTomcat();
    }

    private void layOutTomcat() throws Exception {
        var home = distribution("tomcat", "bin/bootstrap.jar");
        for (var folder : List.of("conf/Catalina/localhost", "webapps", "lib", "logs", "temp", "work")) {
            Files.createDirectories(work.resolve(folder));
        }
        for (var file : List.of("server.xml", "web.xml", "catalina.properties", "logging.properties")) {
            Files.copy(home.resolve("conf").resolve(file), work.resolve("conf").resolve(file));
        }
        var server = work.resolve("conf/server.xml");
        var xml = replaced(Files.readString(server), "port=\"8080\"", "port=\"" + port + "\" address=\"127.0.0.1\"");
        Files.writeString(server, replaced(xml, "port=\"8005\"", "port=\"-1\""));
        Files.copy(ExecutableWar.jar(org.postgresql.Driver.class), work.resolve("lib/postgresql.jar"));
    }

    private void startTomcat() throws Exception {
        var home = distribution("tomcat", "bin/bootstrap.jar");
        run(
                "server",
                Map.of(),
                java(),
                "-Dcatalina.home=" + home,
                "-Dcatalina.base=" + work,
                "-Djava.io.tmpdir=" + work.resolve("temp"),
                "-cp",
                home.resolve("bin/bootstrap.jar") + File.pathSeparator + home.resolve("bin/tomcat-juli.jar"),
                "org.apache.catalina.startup.Bootstrap",
                "start");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** The home of a server that the build has unpacked, known by a file in it. */
    private static Path distribution(String name, String file) throws IOException {
        var all = Path.of(System.getProperty("stentor.dist", "target/dist")).toAbsolutePath();
        if (Files.isDirectory(all)) {
            try (var folders = Files.walk(all.toRealPath(), 2)) {
                var home = folders.filter(folder -> folder.toString().contains(name))
                        .filter(folder -> Files.isRegularFile(folder.resolve(file)))
                        .min(Comparator.naturalOrder());
                if (home.isPresent()) {
                    return home.get();
                }
            }
        }
        return Tools.missing(name, "ConfigurationIT", name + " was not unpacked");
    }

    private Process run(String name, Map<String, String> environment, String... command) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve(name + ".log").toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("STENTOR_"));
        builder.environment().putAll(environment);
        var process = builder.start();
        processes.add(process);
        return process;
    }

    /** Waits until the app of the examples is served, whose clients are told this activity timeout. */
    private void serves(String context, int activityTimeout) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .failFast("it ended, see " + work, () -> processes.stream().noneMatch(Process::isAlive))
                .until(() -> Http.get(base(context), "/up/my-app").status() == 200);
        connect(context, "my-key", activityTimeout).close();
        var event = "{\"name\":\"n\",\"channel\":\"c\",\"data\":\"x\"}";
        assertThat(new SignedRequests("my-app", "my-key", "a-long-secret")
                        .publish(base(context), event)
                        .status())
                .isEqualTo(200);
    }

    private RawWebSocket connect(String context, String key, int activityTimeout, String... headers) {
        var client = RawWebSocket.open(base(context), "/app/" + key + "?protocol=7", headers);
        assertThat(client.awaitText())
                .contains("connection_established")
                .contains("\\\"activity_timeout\\\":" + activityTimeout + "}");
        return client;
    }

    private URI base(String context) {
        return URI.create("http://127.0.0.1:" + port + context);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** What the test has to do otherwise than the example says must be in it. */
    private static String replaced(String text, String what, String by) {
        assertThat(text).contains(what);
        return text.replace(what, by);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
