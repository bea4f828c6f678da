package io.stentor.app;

/**
 * An app as it is configured now: whoever holds it for long, such as a connection, sees every change. Of an app that was
 * removed it is what it was last; one that comes back later is another. Any thread.
 */
public final class LiveApp {
    private volatile App now;

    public LiveApp(App app) {
        now = app;
    }

    public App now() {
        return now;
    }

    public String id() {
        return now.id();
    }

    void change(App changed) {
        now = changed;
    }

    @Override
    public String toString() {
        return id();
    }
}
