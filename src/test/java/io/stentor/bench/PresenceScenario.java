package io.stentor.bench;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/**
 * Members join a presence channel all at once and leave it again. Of each two members one hears that the other came,
 * and an observer hears of all of them: nobody twice, so the number of frames is known beforehand. Who has asked to
 * leave need not hear any more that others leave, so there only the observer's count is known.
 */
final class PresenceScenario implements Scenario, Script {
    private static final int OBSERVER = 0;
    private static final byte[] USER_ID = Bytes.ascii("user_id");
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private Run run;
    private Crowd crowd;
    private String channel;
    private long added;
    private long removed;
    private long observerAdded;
    private long observerRemoved;
    private long doubled;
    private int members;

    /** Whom each client, the observer first, was told of: a bit for each client and user. */
    private final BitSet told = new BitSet();

    private long lastHeard;

    @Override
    public void run(Run with) {
        run = with;
        var arguments = run.arguments();
        var results = run.results();
        members = arguments.number(Option.MEMBERS);
        boolean close = close(arguments.text(Option.LEAVE));
        channel = "presence-" + arguments.text(Option.CHANNEL);
        crowd = run.crowd(this, members + 1);

        run.connect(crowd, members + 1);
        crowd.get(OBSERVER).subscribe(channel);
        run.await(TimeUnit.SECONDS.toNanos(5), () -> crowd.subscribed() == 1);
        run.idle(arguments.nanos(Option.SETTLE));
        // The first to join is heard by the observer alone, the last by everybody else.
        long frames = (long) members * (members + 1) / 2;

        var before = run.meter().read();
        long begin = System.nanoTime();
        for (int i = 1; i <= members; i++) {
            crowd.get(i).subscribe(channel);
            breathe(i);
        }
        run.await(PATIENCE, () -> added >= frames && crowd.subscribed() > members || silent(begin));
        double joining = (Math.max(lastHeard, begin) - begin) / 1e9;
        // What is told once too often comes late.
        run.idle(TimeUnit.MILLISECONDS.toNanos(500));
        var joined = run.meter().read();
        results.put("members", members);
        results.put("joined", crowd.subscribed() - 1);
        results.put("join_storm_s", joining);
        results.put("member_added_per_s", added / joining);

        told.clear();
        long leave = System.nanoTime();
        for (int i = 1; i <= members; i++) {
            if (close) {
                crowd.get(i).close();
            } else {
                crowd.get(i).unsubscribe(channel);
            }
            breathe(i);
        }
        run.await(PATIENCE, () -> observerRemoved >= members || silent(leave));
        double leaving = (Math.max(lastHeard, leave) - leave) / 1e9;
        run.idle(TimeUnit.MILLISECONDS.toNanos(500));
        var after = run.meter().read();
        results.put("leave", arguments.text(Option.LEAVE));
        results.put("leave_storm_s", leaving);
        results.cpu(run.meter(), before, after);
        if (run.meter().known()) {
            results.put("join_srv_cpu_s", joined.server().since(before.server()) / 1e9);
            results.put("leave_srv_cpu_s", after.server().since(joined.server()) / 1e9);
            results.put(
                    "srv_cpu_s_per_1M_msgs",
                    after.server().since(before.server()) / 1e3 / Math.max(1, added + removed));
        }
        judge(frames);
    }

    private void judge(long frames) {
        var results = run.results();
        results.put("member_added", added);
        results.put("member_added_expected", frames);
        run.wrong("member_added_missing", frames - added);
        results.put("member_removed", removed);
        run.wrong("observer_missing", members + members - observerAdded - observerRemoved);
        run.wrong("dup", doubled);
        if (crowd.errorCount() > 0) {
            run.fail(crowd.errorCount() + " errors: " + crowd.errors());
        }
        run.wrong("closed_by_server", crowd.lost());
    }

    private static boolean close(String leave) {
        if (!leave.equals("unsubscribe") && !leave.equals("close")) {
            throw new BenchException(
                    Exit.USAGE, Option.LEAVE.spelling() + " is \"" + leave + "\", allowed: unsubscribe, close");
        }
        return leave.equals("close");
    }

    /** Lets the others be heard now and then. */
    private void breathe(int turn) {
        if (turn % 16 == 0) {
            run.loop().poll(System.nanoTime());
        }
    }

    private boolean silent(long begin) {
        return System.nanoTime() - Math.max(lastHeard, begin) > TimeUnit.SECONDS.toNanos(2);
    }

    @Override
    public void told(Client client, String event, byte[] bytes, int from, int to) {
        boolean joins = event.equals("pusher_internal:member_added");
        if (!joins && !event.equals("pusher_internal:member_removed")) {
            return;
        }
        lastHeard = crowd.readAt();
        if (isNew(client.index(), user(bytes, from, to))) {
            added += joins ? 1 : 0;
            removed += joins ? 0 : 1;
            observerAdded += joins && client.index() == OBSERVER ? 1 : 0;
            observerRemoved += !joins && client.index() == OBSERVER ? 1 : 0;
        } else {
            doubled++;
        }
    }

    private boolean isNew(int client, int user) {
        int bit = client * (members + 1) + user;
        boolean known = told.get(bit);
        told.set(bit);
        return !known;
    }

    /** The number of the user that a frame is about: {@code "user_id":"u12"}, with whatever escapes. */
    private static int user(byte[] bytes, int from, int to) {
        int at = Bytes.find(bytes, from, to, USER_ID);
        while (at >= 0 && at < to && (bytes[at] < '0' || bytes[at] > '9')) {
            at++;
        }
        int user = 0;
        for (; at >= 0 && at < to && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            user = user * 10 + bytes[at] - '0';
        }
        return user;
    }
}
