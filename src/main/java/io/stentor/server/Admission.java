package io.stentor.server;

import io.stentor.app.App;
import io.stentor.app.Apps;
import io.stentor.app.LiveApp;
import io.stentor.connection.Connections;
import io.stentor.connection.Handshake;
import io.stentor.protocol.ErrorCode;
import io.stentor.protocol.Query;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Who may connect: the checks of protocol 1.2 in their order. Any thread. */
final class Admission {
    private static final Set<Integer> VERSIONS = Set.of(4, 5, 6, 7);

    private final ServerSettings settings;
    private final Apps apps;
    private final Connections connections;
    private final BooleanSupplier draining;
    private final ConnectRate rate;
    private final Notices notices;

    Admission(
            ServerSettings settings,
            Apps apps,
            Connections connections,
            BooleanSupplier draining,
            LongSupplier clock,
            Notices notices) {
        this.settings = settings;
        this.apps = apps;
        this.connections = connections;
        this.draining = draining;
        this.rate = new ConnectRate(settings.connectsPerAddress(), clock);
        this.notices = notices;
    }

    /** Either an app, with two places taken in {@link Connections}, or why not. */
    record Verdict(@Nullable LiveApp app, @Nullable ErrorCode refusal) {
        private static Verdict refused(ErrorCode why) {
            return new Verdict(null, why);
        }
    }

    Verdict judge(String key, Handshake handshake) {
        if (draining.getAsBoolean()) {
            return Verdict.refused(ErrorCode.SHUTTING_DOWN);
        }
        if (apps.state() == Apps.State.UNKNOWN) {
            // Whom "no such app" told the client, it would not come back.
            return Verdict.refused(ErrorCode.OVER_CAPACITY);
        }
        var live = apps.byKey(key).flatMap(app -> apps.live(app.id())).orElse(null);
        if (live == null) {
            return Verdict.refused(ErrorCode.APP_NOT_FOUND);
        }
        var app = live.now();
        var refusal = refusal(app, handshake);
        if (refusal == null) {
            refusal = takePlaces(live, handshake);
        }
        return refusal == null ? new Verdict(live, null) : Verdict.refused(refusal);
    }

    private @Nullable ErrorCode refusal(App app, Handshake handshake) {
        if (!app.enabled()) {
            return ErrorCode.APP_DISABLED;
        }
        var version = Query.parse(handshake.query()).first("protocol");
        if (version != null && !version.matches("[0-9]{1,9}")) {
            return ErrorCode.INVALID_VERSION;
        }
        if (version != null && !VERSIONS.contains(Integer.parseInt(version))) {
            return ErrorCode.UNSUPPORTED_VERSION;
        }
        if (app.requireTls() && !handshake.secure()) {
            return ErrorCode.TLS_REQUIRED;
        }
        if (!app.origins().allow(handshake.origins())) {
            notices.say("app=" + app.id() + " origin not allowed: "
                    + Notices.printable(String.join(" | ", handshake.origins())));
            return ErrorCode.ORIGIN_NOT_ALLOWED;
        }
        return null;
    }

    private @Nullable ErrorCode takePlaces(LiveApp app, Handshake handshake) {
        var address = handshake.address();
        if (address != null && !rate.admit(address) || !connections.reserve(settings.maxConnections())) {
            return ErrorCode.OVER_CAPACITY;
        }
        if (!connections.reserve(app)) {
            connections.cancel();
            return ErrorCode.OVER_QUOTA;
        }
        return null;
    }
}
