package io.stentor.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.app.App;
import io.stentor.app.TestApps;
import io.stentor.connection.FakeClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Against a model that remembers the last five requests, each for 120 s (protocol 8.7). */
class IdempotencyPropertiesTest {
    private static final App APP = TestApps.app();

    private record Done(String key, String body, int number, long second) {}

    @Property(tries = 500)
    void aRequestIsDoneExactlyWhenNobodyRemembersIt(
            @ForAll @Size(max = 60) List<@IntRange(max = 7) Integer> keys,
            @ForAll @Size(min = 60, max = 60) List<@IntRange(max = 1) Integer> bodies,
            @ForAll @Size(min = 60, max = 60) List<@IntRange(max = 50) Integer> pauses) {
        var clock = new FakeClock();
        var idempotency = new Idempotency(5, 1 << 20, clock);
        Deque<Done> model = new ArrayDeque<>();
        long second = 0;
        for (int i = 0; i < keys.size(); i++) {
            second += pauses.get(i);
            clock.advance(Duration.ofSeconds(pauses.get(i)));
            long now = second;
            model.removeIf(done -> now - done.second() >= 120);
            var key = "k" + keys.get(i);
            var body = "b" + bodies.get(i);
            var known = model.stream().filter(done -> done.key().equals(key)).findAny();
            int number = i;

            String seen;
            try {
                seen = idempotency
                        .once(
                                APP,
                                "events",
                                key,
                                () -> Idempotency.digest(body.getBytes(UTF_8)),
                                () -> new Answer(200, "" + number))
                        .body();
            } catch (ApiError refused) {
                seen = refused.code();
            }

            if (known.isEmpty()) {
                assertThat(seen).isEqualTo("" + number);
                model.addLast(new Done(key, body, number, now));
                if (model.size() > 5) {
                    model.removeFirst();
                }
            } else if (known.get().body().equals(body)) {
                assertThat(seen).isEqualTo("" + known.get().number());
            } else {
                assertThat(seen).isEqualTo("idempotency_conflict");
            }
            assertThat(idempotency.count(APP)).isLessThanOrEqualTo(5);
        }
    }
}
