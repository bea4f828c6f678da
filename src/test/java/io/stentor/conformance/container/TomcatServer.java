package io.stentor.conformance.container;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Apache Tomcat with a private CATALINA_BASE; the WAR at {@code /stentor}, configured by context parameters. */
public final class TomcatServer extends ProcessServer {
    private final Distribution distribution;
    private final List<String> properties;
    private final @Nullable SslHost ssl;
    private int securePort;

    /** @param properties of the JVM, such as {@code -Dname=value} */
    TomcatServer(Distribution distribution, String... properties) {
        this(distribution, null, properties);
    }

    private TomcatServer(Distribution distribution, @Nullable SslHost ssl, String... properties) {
        this.distribution = distribution;
        this.ssl = ssl;
        this.properties = List.of(properties);
    }

    /** One that serves https too, see {@link #secure}, with the certificate of this key store. */
    public static TomcatServer encrypted(Path keys, String password, String... properties) {
        return new TomcatServer(Container.TOMCAT_10.distribution(), new SslHost(keys, password), properties);
    }

    private record SslHost(Path keys, String password) {}

    @Override
    public URI start(Path war, Path workDir) throws Exception {
        var home = distribution.home();
        int port = ServerProcess.freePort();
        prepare(home, workDir, port);
        if (ssl != null) {
            securePort = ServerProcess.freePort();
            addConnector(workDir, ssl);
        }
        deploy(war, workDir.resolve("webapps/" + CONTEXT + ".war"));
        var arguments = new ArrayList<>(properties);
        arguments.addAll(List.of(
                "-Xmx512m",
                "-Dcatalina.home=" + home,
                "-Dcatalina.base=" + workDir,
                "-Djava.io.tmpdir=" + workDir.resolve("temp"),
                "-Djava.util.logging.config.file=" + workDir.resolve("conf/logging.properties"),
                "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
                "-cp",
                home.resolve("bin/bootstrap.jar") + File.pathSeparator + home.resolve("bin/tomcat-juli.jar"),
                "org.apache.catalina.startup.Bootstrap",
                "start"));
        return await(ServerProcess.java(workDir, arguments), port);
    }

    /** The address as {@link #start} gives it, for https. */
    public URI secure() {
        return URI.create("https://127.0.0.1:" + securePort + "/" + CONTEXT);
    }

    private void addConnector(Path base, SslHost ssl) throws IOException {
        var connector = """
                <Connector port="%d" address="127.0.0.1" SSLEnabled="true">
                  <SSLHostConfig>
                    <Certificate certificateKeystoreFile="%s" certificateKeystorePassword="%s" type="EC"/>
                  </SSLHostConfig>
                </Connector>
                """.formatted(securePort, ssl.keys(), ssl.password());
        Directories.edit(base.resolve("conf/server.xml"), "<Engine ", connector + "<Engine ");
    }

    /** Lays out a private CATALINA_BASE. */
    private static void prepare(Path home, Path base, int port) throws IOException {
        for (var directory : List.of("conf/Catalina/localhost", "webapps", "logs", "temp", "work")) {
            Files.createDirectories(base.resolve(directory));
        }
        try (var files = Files.newDirectoryStream(home.resolve("conf"), Files::isRegularFile)) {
            for (var file : files) {
                Files.copy(file, base.resolve("conf").resolve(file.getFileName()));
            }
        }
        var server = base.resolve("conf/server.xml");
        Directories.edit(server, "port=\"8080\"", "port=\"" + port + "\" address=\"127.0.0.1\"");
        Directories.edit(server, "port=\"8005\"", "port=\"-1\"");
        // Looks each second for another WAR, not each ten.
        Directories.edit(server, "<Engine ", "<Engine backgroundProcessorDelay=\"1\" ");
        Files.writeString(
                base.resolve("conf/Catalina/localhost/" + CONTEXT + ".xml"),
                descriptor(Configuration.contextParameters()));
    }

    /** A context that sets these parameters, whatever the web.xml says. */
    static String descriptor(Map<String, String> parameters) {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Context>\n");
        parameters.forEach((name, value) -> xml.append("  <Parameter name=\"")
                .append(escaped(name))
                .append("\" value=\"")
                .append(escaped(value))
                .append("\" override=\"false\"/>\n"));
        return xml.append("</Context>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("\n", "&#10;")
                .replace("\t", "&#9;")
                .replace("\r", "&#13;");
    }
}
