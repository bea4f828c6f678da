package io.stentor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.stentor.connection.FakeClock;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths there are (protocol 8.3, 8.4), and which lead nowhere (8.2). */
class RoutesTest {
    private final Routes routes =
            new Routes(new Events(new RateLimits(new FakeClock()), new Idempotency(1, 1, new FakeClock())));

    @ParameterizedTest
    @CsvSource({
        "POST, /apps/1/events",
        "POST, /apps/1/batch_events",
        "POST, /apps/1/channels/c/events",
        "GET, /apps/1/channels",
        "GET, /apps/1/channels/c",
        "GET, /apps/1/channels/c/users",
        "GET, /apps/1/connections",
        "POST, /apps/1/users/u/terminate_connections",
        "POST, /apps/1/users/u/force_reconnect",
        "GET, /apps/a%20b/channels/%23server-to-user-1",
        "GET, /apps/a/channels/..",
        "GET, /apps/a/channels/a;b=c"
    })
    void thereAreThesePaths(String method, String path) {
        assertThat(routes.find(path)).map(match -> match.route().method()).contains(method);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/apps",
                "/apps/1",
                "/apps//events",
                "/apps/1/events/",
                "/apps/1/Events",
                "/apps/1/channels/",
                "/apps/1/channels//users",
                "/apps/1/channels/a/b",
                "/apps/1/channels/a/users/b",
                "/apps/1/users//force_reconnect",
                "/apps/1/users/a",
                "x/apps/1/events",
                "/apps/1/events\n",
                "/apps/1/channels/a%",
                "/apps/1/channels/a%2",
                "/apps/1/channels/a%zz",
                "/apps/1/channels/a%2z",
                "/apps/1/channels/a%z2",
                "/apps/1/channels/a%00",
                "/apps/1/channels/a%2Fb",
                "/apps/1/channels/a%2fb",
                "/apps/%2F/channels"
            })
    void noOtherPathLeadsAnywhere(String path) {
        assertThat(routes.find(path)).isEmpty();
    }

    @Property(tries = 2000)
    void anyTextIsAPathOrNone(@ForAll String path) {
        assertThatCode(() -> routes.find("/apps/1/channels/" + path)).doesNotThrowAnyException();
    }
}
