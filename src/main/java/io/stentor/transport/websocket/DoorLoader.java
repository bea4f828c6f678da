package io.stentor.transport.websocket;

import java.io.IOException;

/**
 * Loads the classes of {@code transport.websocket.door}, which are linked against an engine: containers hide their
 * engines from applications, so the engine's classes come from the loader of the engine, and all else from Stentor's.
 */
final class DoorLoader extends ClassLoader {
    private static final String DOORS = "io.stentor.transport.websocket.door.";

    private final ClassLoader engine;
    private final String enginePackages;

    /** @param enginePackages the beginning of the names of the engine's classes */
    DoorLoader(ClassLoader engine, String enginePackages) {
        super(DoorLoader.class.getClassLoader());
        this.engine = engine;
        this.enginePackages = enginePackages;
    }

    /** Makes the engine's way out; any failure means that the engine is not what it should be. */
    EngineDoor load(String name) throws ReflectiveOperationException {
        return make(name, EngineDoor.class);
    }

    /** Makes the engine's way in, likewise. */
    EngineGate gate(String name) throws ReflectiveOperationException {
        return make(name, EngineGate.class);
    }

    private <T> T make(String name, Class<T> kind) throws ReflectiveOperationException {
        return loadClass(DOORS + name).asSubclass(kind).getDeclaredConstructor().newInstance();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith(enginePackages)) {
            return engine.loadClass(name);
        }
        if (!name.startsWith(DOORS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (var in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            var bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException unreadable) {
            throw new ClassNotFoundException(name, unreadable);
        }
    }
}
