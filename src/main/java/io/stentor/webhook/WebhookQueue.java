package io.stentor.webhook;

import io.stentor.app.App;
import io.stentor.app.Webhook;
import io.stentor.app.WebhookEventType;
import io.stentor.event.ServerEvent.OfChannel;
import io.stentor.event.Weight;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one endpoint, and the one request that is on its way (protocol 9.2).
 *
 * <p>Events arrive from any thread and only take their place in the queue, under a lock that nobody holds while he does
 * anything else. The rest happens in tasks of the timer, so there is no thread that waits for an endpoint: a turn takes
 * the events that are due and makes their body, an attempt sends it, and its answer, which comes from the client's
 * threads, is judged in a task again. Between taking events and letting go of their request the queue is busy, and no
 * other turn begins; that is what keeps the order. All attempts at one request are made before the next request, which
 * has a window of its own.
 */
final class WebhookQueue {
    private static final System.Logger LOG = System.getLogger(Webhooks.class.getName());

    /** Roughly the bytes after which a body ends, whatever the batch size. */
    private static final long BODY_BYTES = 256 * 1024;

    private static final int LONGEST_ERROR = 200;

    /** Something that waits: an event, or a dead letter that gets another chance. */
    private sealed interface Item {
        int events();

        long weight();
    }

    private record Happening(WebhookEventType type, OfChannel event, long millis, long nanos, long weight)
            implements Item {
        @Override
        public int events() {
            return 1;
        }
    }

    private record Again(String body, int events) implements Item {
        @Override
        public long weight() {
            return body.length();
        }
    }

    private final String appId;
    private final Webhook webhook;
    private final WebhookSettings settings;
    private final WebhookClient client;
    private final Timer timer;
    private final DoubleSupplier random;
    private final DeadLetters dead;
    private volatile App app;

    private final LongAdder delivered = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder given = new LongAdder();
    private final LongAdder overflow = new LongAdder();

    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private final Deque<Item> waiting = new ArrayDeque<>();
    private int events;
    private long weight;
    private int underWay;
    private boolean busy;
    private boolean finishing;
    private @Nullable Runnable alarm;
    private boolean alarmIsNow;
    private @Nullable Delivery paused;
    private Runnable pause = () -> {};

    // What the log was told last; the first two belong to the timer's tasks.
    private boolean down;
    private boolean givingUp;
    private final AtomicBoolean full = new AtomicBoolean();
    private final AtomicBoolean slowPattern = new AtomicBoolean();

    /** @param random draws from 0 to 1 */
    WebhookQueue(
            App app,
            Webhook webhook,
            WebhookSettings settings,
            WebhookClient client,
            Timer timer,
            DoubleSupplier random,
            DeadLetters dead) {
        this.app = app;
        this.appId = app.id();
        this.webhook = webhook;
        this.settings = settings;
        this.client = client;
        this.timer = timer;
        this.random = random;
        this.dead = dead;
    }

    String appId() {
        return appId;
    }

    String address() {
        return webhook.address();
    }

    Webhook webhook() {
        return webhook;
    }

    /** From now on this app's key and secret sign; a request that was tried before keeps its signature. */
    void sign(App current) {
        app = current;
    }

    /** Whether the endpoint is told of this. Any thread. */
    boolean takes(WebhookEventType type, OfChannel event) {
        boolean takes = webhook.takes(type, event.channel());
        if (!takes && webhook.filter().gaveUp() && slowPattern.compareAndSet(false, true)) {
            say(Level.WARNING, "has a channel_pattern that takes too long for some names; they do not match");
        }
        return takes;
    }

    /** Takes its place behind all that came before; the oldest goes when there is no room. Any thread. */
    void accept(WebhookEventType type, OfChannel event) {
        var dropped = new ArrayList<Item>(0);
        lock.lock();
        try {
            add(new Happening(type, event, timer.currentTimeMillis(), timer.nanoTime(), Weight.of(event)));
            while (events > settings.maxQueue() || weight > settings.maxQueueBytes()) {
                dropped.add(removeFirst());
            }
            arm();
        } finally {
            lock.unlock();
        }
        dropped.forEach(this::noRoom);
    }

    /** Gives a dead letter another chance, behind all that waits, as a request of its own. False when there is no room. */
    boolean again(DeadLetter letter) {
        lock.lock();
        try {
            if (events + letter.events() > settings.maxQueue()
                    || weight + letter.body().length() > settings.maxQueueBytes()) {
                return false;
            }
            add(new Again(letter.body(), letter.events()));
            arm();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void add(Item item) {
        waiting.addLast(item);
        events += item.events();
        weight += item.weight();
    }

    private Item removeFirst() {
        var item = waiting.removeFirst();
        events -= item.events();
        weight -= item.weight();
        return item;
    }

    private void noRoom(Item item) {
        overflow.add(item.events());
        if (full.compareAndSet(false, true)) {
            say(Level.WARNING, "has more events waiting than it may; the oldest go to the dead letters");
        }
        var delivery = delivery(List.of(item));
        delivery.failed("no room in the queue", timer.nanoTime());
        dead.add(this, delivery, timer.currentTimeMillis());
    }

    /** Sees to it that there is a turn as soon as something is due. */
    private void arm() {
        if (busy || waiting.isEmpty() || alarmIsNow) {
            return;
        }
        long left = untilDue();
        if (left <= 0) {
            silence();
            alarmIsNow = true;
            alarm = timer.after(Duration.ZERO, this::turn);
        } else if (alarm == null) {
            alarm = timer.after(Duration.ofNanos(left), this::turn);
        }
    }

    private void silence() {
        if (alarm != null) {
            alarm.run();
            alarm = null;
        }
        alarmIsNow = false;
    }

    private long untilDue() {
        boolean collecting = waiting.peekFirst() instanceof Happening && events < settings.batchSize() && !finishing;
        return collecting && waiting.peekFirst() instanceof Happening first
                ? settings.batching().toNanos() - (timer.nanoTime() - first.nanos())
                : 0;
    }

    private void turn() {
        List<Item> taken;
        lock.lock();
        try {
            silence();
            if (busy || waiting.isEmpty()) {
                return;
            }
            if (untilDue() > 0) {
                arm();
                return;
            }
            taken = take();
            underWay = taken.stream().mapToInt(Item::events).sum();
            busy = true;
        } finally {
            lock.unlock();
        }
        attempt(delivery(taken));
    }

    /** The events of the next body, or the one letter that is next. */
    private List<Item> take() {
        var taken = new ArrayList<Item>();
        int most = settings.batching().isZero() ? 1 : settings.batchSize();
        long bytes = 0;
        do {
            var item = removeFirst();
            bytes += item.weight();
            taken.add(item);
        } while (taken.size() < most
                && taken.get(0) instanceof Happening
                && waiting.peekFirst() instanceof Happening next
                && bytes + next.weight() <= BODY_BYTES);
        return taken;
    }

    private static Delivery delivery(List<Item> items) {
        if (items.get(0) instanceof Again letter) {
            return new Delivery(letter.body(), letter.events());
        }
        WebhookBody body = null;
        for (var item : items) {
            if (item instanceof Happening happening) {
                body = body == null ? new WebhookBody(happening.millis()) : body;
                body.add(happening.type(), happening.event());
            }
        }
        return new Delivery(body == null ? "" : body.text(), items.size());
    }

    private void attempt(Delivery delivery) {
        CompletionStage<Integer> answer;
        try {
            answer = client.send(delivery.attempt(app, webhook, timer.nanoTime()));
        } catch (RuntimeException unsendable) {
            answer = CompletableFuture.failedFuture(unsendable);
        }
        answer.whenComplete((status, failure) -> timer.after(Duration.ZERO, () -> answered(delivery, status, failure)));
    }

    private void answered(Delivery delivery, @Nullable Integer status, @Nullable Throwable failure) {
        if (failure == null && status != null && status / 100 == 2) {
            delivered.add(delivery.events());
            up(delivery);
            free();
            return;
        }
        var why = failure == null ? "status " + status : words(failure);
        var since = Duration.ofNanos(delivery.failed(why, timer.nanoTime()));
        if (webhook.retry().again(delivery.attempts(), since)) {
            pause(delivery, pauseAfter(delivery.attempts(), since));
            if (!down) {
                down = true;
                say(Level.WARNING, "fails: " + why + "; it is tried again");
            }
        } else {
            given.add(delivery.events());
            dead.add(this, delivery, timer.currentTimeMillis());
            if (!givingUp) {
                down = true;
                givingUp = true;
                say(Level.WARNING, "fails: " + why + "; what is given up goes to the dead letters");
            }
            free();
        }
    }

    /** Give or take a fifth; and the last attempt is never later than the window, so that it is used to its end. */
    private Duration pauseAfter(int attempts, Duration since) {
        var backoff = webhook.retry().backoff(attempts);
        var jittered = Duration.ofNanos((long) (backoff.toNanos() * (0.8 + 0.4 * random.getAsDouble())));
        var left = webhook.retry().elapsed().minus(since);
        return jittered.compareTo(left) < 0 ? jittered : left;
    }

    private void pause(Delivery delivery, Duration time) {
        lock.lock();
        try {
            paused = delivery;
            pause = finishing ? () -> {} : timer.after(time, () -> resume(delivery));
        } finally {
            lock.unlock();
        }
    }

    private void resume(Delivery delivery) {
        lock.lock();
        try {
            if (paused != delivery) {
                return;
            }
            paused = null;
        } finally {
            lock.unlock();
        }
        retried.increment();
        attempt(delivery);
    }

    private void up(Delivery delivery) {
        if (down) {
            down = false;
            givingUp = false;
            say(Level.INFO, "is up again, at attempt " + delivery.attempts());
        }
    }

    private void free() {
        lock.lock();
        try {
            busy = false;
            underWay = 0;
            if (!overHalfFull()) {
                full.set(false);
            }
            arm();
        } finally {
            lock.unlock();
        }
    }

    /** From now on nothing is collected, and what failed is tried once more and then left. */
    void finish() {
        lock.lock();
        try {
            finishing = true;
            arm();
            var delivery = paused;
            if (delivery != null) {
                pause.run();
                paused = null;
                retried.increment();
                timer.after(Duration.ZERO, () -> attempt(delivery));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether a queue that finishes has nothing more to do. */
    boolean finished() {
        lock.lock();
        try {
            return busy ? paused != null && finishing : waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Events that wait, those under way included. */
    int depth() {
        lock.lock();
        try {
            return events + underWay;
        } finally {
            lock.unlock();
        }
    }

    boolean overHalfFull() {
        lock.lock();
        try {
            return events > settings.maxQueue() / 2 || weight > settings.maxQueueBytes() / 2;
        } finally {
            lock.unlock();
        }
    }

    WebhookStats stats() {
        return new WebhookStats(delivered.sum(), retried.sum(), given.sum(), overflow.sum(), depth());
    }

    /** Says what is lost with the process, if anything is. */
    void abandon() {
        int left = depth();
        if (left > 0) {
            LOG.log(Level.WARNING, line("has not got " + left + " events when the server stopped"));
        }
    }

    /** In a task, since whoever brings an event must not wait for a log. */
    private void say(Level level, String what) {
        timer.after(Duration.ZERO, () -> LOG.log(level, line(what)));
    }

    private String line(String what) {
        return "The webhook of app " + appId + " to " + webhook.origin() + " " + what;
    }

    private static String words(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        var message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        var start = message.length() > LONGEST_ERROR ? message.substring(0, LONGEST_ERROR) + "…" : message;
        return start.replaceAll("[^\\x20-\\x7e…]", "?");
    }
}
