package io.stentor.launch;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.jar.JarFile;

/**
 * {@code java -jar stentor.war}. It lies at the root of the WAR, where Java looks for it, and needs nothing but the JDK:
 * it unpacks the embedded server and hands over to {@link Launcher}.
 */
public final class Main {
    private static final String LIBRARIES = "WEB-INF/lib-embedded/";

    private Main() {}

    public static void main(String[] args) throws Exception {
        var war = war();
        var home = Files.createTempDirectory("stentor-");
        var loader = new URLClassLoader("launcher", unpack(war, home), ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        try {
            loader.loadClass("io.stentor.launch.Launcher")
                    .getMethod("launch", Path.class, Path.class, String[].class)
                    .invoke(null, war, home, args);
        } catch (InvocationTargetException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    private static Path war() throws URISyntaxException {
        return Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static URL[] unpack(Path war, Path home) throws IOException {
        var libraries = Files.createDirectory(home.resolve("lib"));
        var urls = new ArrayList<URL>();
        try (var archive = new JarFile(war.toFile())) {
            for (var entry : Collections.list(archive.entries())) {
                var name = entry.getName();
                if (name.startsWith(LIBRARIES) && name.endsWith(".jar")) {
                    var library = libraries.resolve(name.substring(LIBRARIES.length()));
                    try (var content = archive.getInputStream(entry)) {
                        Files.copy(content, library);
                    }
                    urls.add(url(library));
                }
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static URL url(Path file) throws MalformedURLException {
        return file.toUri().toURL();
    }
}
