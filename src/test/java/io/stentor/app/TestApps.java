package io.stentor.app;

import io.stentor.protocol.Json;
import java.util.ArrayList;
import java.util.List;

/** Apps for tests, read from their JSON as an operator writes it. */
public final class TestApps {
    private TestApps() {}

    /** The app of the protocol's test vectors: {@code app-id}, {@code app-key}, {@code app-secret}. */
    public static App app() {
        return app("");
    }

    /** The same with more members, such as {@code "max_connections":3}. */
    public static App app(String members) {
        var more = members.isEmpty() ? "" : "," + members;
        return read("[{\"id\":\"app-id\",\"key\":\"app-key\",\"secret\":\"app-secret\"" + more + "}]")
                .get(0);
    }

    /** Reads an array of apps; unknown members fail the test. */
    public static List<App> read(String json) {
        return new AppReader(120, warning -> {
                    throw new AssertionError(warning);
                })
                .read(Json.tree(json));
    }

    /** Reads an array of apps, and gives the warnings. */
    static List<String> warnings(String json) {
        var warnings = new ArrayList<String>();
        new AppReader(120, warnings::add).read(Json.tree(json));
        return warnings;
    }
}
