package io.stentor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

/** The first frame of an accepted connection (protocol 1.3). */
class ConnectionEstablishedIT extends ConformanceTest {

    @Test
    void theFirstFrameGivesTheSocketIdAndTheActivityTimeout() {
        var client = open("/app/app-key?protocol=7");

        assertThat(client.awaitText())
                .matches("\\{\"event\":\"pusher:connection_established\",\"data\":\"\\{"
                        + "\\\\\"socket_id\\\\\":\\\\\"[1-9][0-9]{0,9}\\.[1-9][0-9]{0,9}\\\\\","
                        + "\\\\\"activity_timeout\\\\\":120}\"}");
        client.assertNothingElse();
    }

    @Test
    void anAppMayHaveAnActivityTimeoutOfItsOwn() {
        assertThat(open("/app/quick-key?protocol=7").awaitText()).endsWith("\\\"activity_timeout\\\":1}\"}");
    }

    @Test
    void everySocketIdIsNew() {
        var ids = new HashSet<String>();
        var left = new HashSet<String>();
        var right = new HashSet<String>();
        for (int i = 0; i < 100; i++) {
            var client = connect("app-key");
            ids.add(client.socketId());
            left.add(client.socketId().split("\\.")[0]);
            right.add(client.socketId().split("\\.")[1]);
            client.close();
        }

        assertThat(ids).hasSize(100);
        assertThat(left).as("first halves, drawn from ten milliards").hasSizeGreaterThan(97);
        assertThat(right).as("second halves, drawn from ten milliards").hasSizeGreaterThan(97);
    }

    @Test
    void theClientCannotChooseItsSocketId() {
        var client = open("/app/app-key?protocol=7&socket_id=1.1").awaitEstablished();

        assertThat(client.socketId()).isNotEqualTo("1.1");
    }

    @Test
    void whatTheClientSaysEarlyIsAnsweredAfterwards() {
        var channel = unique("early");
        var client = open("/app/app-key?protocol=7");

        client.text(subscribe('"' + channel + '"')).text("nonsense");

        client.awaitEstablished().awaitExactly(subscribed(channel), error(4000, "Invalid JSON"));
    }

    @Test
    void twoAppsShareNothingButTheServer() {
        var channel = unique("shared");

        connect("app-key").subscribe(channel).assertNothingElse();
        connect("numeric-key").subscribe(channel).assertNothingElse();
    }
}
