package io.stentor.transport.websocket;

import jakarta.websocket.Session;
import java.io.IOException;

/** The classes of an engine again, in packages that say another version. */
final class OtherEngine extends ClassLoader {
    private final String packages;
    private final String version;

    OtherEngine(String packages, String version) {
        super(OtherEngine.class.getClassLoader());
        this.packages = packages;
        this.version = version;
    }

    Session session(Class<?> stranger) throws ReflectiveOperationException {
        return (Session) loadClass(stranger.getName()).getMethod("session").invoke(null);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            if (loaded != null || !name.startsWith(packages)) {
                return loaded == null ? super.loadClass(name, resolve) : loaded;
            }
            try (var in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                var bytes = in.readAllBytes();
                var room = name.substring(0, name.lastIndexOf('.'));
                if (getDefinedPackage(room) == null) {
                    definePackage(room, null, null, null, null, version, null, null);
                }
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException | NullPointerException missing) {
                throw new ClassNotFoundException(name, missing);
            }
        }
    }
}
