package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostponedTest {
    private static final Duration SOON = Duration.ofMillis(10);
    private static final Duration NEVER = Duration.ofHours(1);

    private final List<String> made = new CopyOnWriteArrayList<>();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Postponed postponed = new Postponed(timer);

    private void executor(Runnable call) {
        made.add("by the executor");
        call.run();
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void aCallIsMadeByTheExecutorWhenItsTimeHasCome() {
        postponed.after(SOON, this::executor).execute(() -> made.add("made"));
        postponed.after(NEVER, this::executor).execute(() -> made.add("never"));

        await().until(() -> made.size() == 2);
        assertThat(made).containsExactly("by the executor", "made");
    }

    @Test
    void whatStillWaitsIsMadeOnceWhenTheServerCloses() {
        postponed.after(NEVER, this::executor).execute(() -> made.add("made"));

        timer.shutdownNow();
        postponed.close();
        postponed.close();

        assertThat(made).containsExactly("made");
    }

    @Test
    void whatComesAfterwardsIsMadeAtOnce() {
        timer.shutdownNow();
        postponed.close();

        postponed.after(NEVER, this::executor).execute(() -> made.add("made"));

        assertThat(made).containsExactly("made");
    }
}
