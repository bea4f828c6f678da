package io.stentor.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The clients of a run, how they come, and what became of them. */
final class Crowd {
    private static final int PER_SOURCE = 15_000;

    private final Loop loop;
    private final Target target;
    private final Signer signer;
    private final Script script;
    private final byte[] handshake;
    private final List<InetAddress> sources;
    private final List<Client> clients = new ArrayList<>();
    private final Histogram handshakes = Latencies.histogram();
    private final List<String> errors = new ArrayList<>();
    private boolean subscribing;
    private int connecting;
    private int established;
    private int subscribed;
    private int failed;
    private int lost;
    private long errorCount;
    private int nextSource;
    private long readAt;
    private long reads;

    /** @param sources how many addresses to come from; 0 for as many as the number of clients needs */
    Crowd(Loop loop, Target target, Signer signer, Script script, int sources, int expected) {
        this.loop = loop;
        this.target = target;
        this.signer = signer;
        this.script = script;
        this.handshake = target.handshake();
        int needed = sources > 0 ? sources : expected > PER_SOURCE ? (expected - 1) / PER_SOURCE + 1 : 0;
        this.sources = target.loopback() ? Target.sources(needed) : List.of();
    }

    Loop loop() {
        return loop;
    }

    Script script() {
        return script;
    }

    Signer signer() {
        return signer;
    }

    InetSocketAddress server() {
        return target.address();
    }

    byte[] handshake() {
        return handshake;
    }

    InetAddress source() {
        return sources.isEmpty() ? null : sources.get(nextSource++ % sources.size());
    }

    List<Client> clients() {
        return clients;
    }

    Client get(int index) {
        return clients.get(index);
    }

    /** When the bytes that are being looked at were read. */
    long readAt() {
        return readAt;
    }

    void readAt(long time) {
        readAt = time;
        reads++;
    }

    /** How often a client read something. */
    long reads() {
        return reads;
    }

    Client add(int receiveBuffer) {
        var client = new Client(this, clients.size(), receiveBuffer);
        clients.add(client);
        return client;
    }

    /** Counts clients as connected when they have subscribed, and not before. */
    void awaitSubscriptions() {
        subscribing = true;
    }

    /**
     * Connects so many more clients.
     *
     * @param inflight how many at once
     * @param rate how many a second, 0 for as fast as it goes
     * @return how long it took, in nanoseconds
     */
    long connect(int count, int inflight, int rate, int receiveBuffer) {
        long begin = System.nanoTime();
        long limit = begin + TimeUnit.SECONDS.toNanos(120);
        int goal = clients.size() + count;
        int before = up() + failed;
        int begun = 0;
        for (long now = begin; now < limit && up() + failed < before + count; now = System.nanoTime()) {
            long allowed = rate == 0 ? count : 1 + (now - begin) * rate / TimeUnit.SECONDS.toNanos(1);
            while (clients.size() < goal && connecting < inflight && begun < allowed) {
                connecting++;
                begun++;
                add(receiveBuffer).begin();
            }
            loop.poll(now + TimeUnit.MILLISECONDS.toNanos(rate > 0 && clients.size() < goal ? 1 : 50));
        }
        return System.nanoTime() - begin;
    }

    /** Clients that have come as far as they are to come. */
    int up() {
        return subscribing ? subscribed : established;
    }

    // What the clients report.

    void established(Client client) {
        established++;
        handshakes.recordValue(Latencies.clamp(readAt - client.begun()));
        if (!subscribing) {
            connecting--;
        }
        script.established(client);
    }

    void subscribed(Client client) {
        subscribed++;
        if (subscribing) {
            connecting--;
        }
        script.subscribed(client);
    }

    void lost(Client client, Client.State before, String why) {
        boolean unfinished = before != Client.State.SUBSCRIBED && (subscribing || before != Client.State.ESTABLISHED);
        if (unfinished) {
            connecting--;
            failed++;
            error(why);
        } else {
            lost++;
        }
        script.lost(client);
    }

    void error(String text) {
        errorCount++;
        if (errors.size() < 3) {
            errors.add(text);
        }
    }

    int established() {
        return established;
    }

    int subscribed() {
        return subscribed;
    }

    /** Connections that did not come up. */
    int failed() {
        return failed;
    }

    /** Connections that the server ended. */
    int lost() {
        return lost;
    }

    long errorCount() {
        return errorCount;
    }

    /** The first few. */
    List<String> errors() {
        return errors;
    }

    Histogram handshakes() {
        return handshakes;
    }
}
