package io.stentor.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Codes and texts, row by row as the protocol's tables have them. */
class ErrorTablesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # protocol 1.2: frame and close are the same
                    SHUTTING_DOWN             | 4100 | Server is shutting down                                          | 4100 | Server is shutting down
                    APP_NOT_FOUND             | 4001 | Application does not exist                                       | 4001 | Application does not exist
                    APP_DISABLED              | 4004 | Application disabled                                             | 4004 | Application disabled
                    INVALID_VERSION           | 4006 | Invalid version string format                                    | 4006 | Invalid version string format
                    UNSUPPORTED_VERSION       | 4007 | Unsupported protocol version                                     | 4007 | Unsupported protocol version
                    TLS_REQUIRED              | 4000 | Application only accepts SSL connections, reconnect using wss:// | 4000 | Application only accepts SSL connections, reconnect using wss://
                    ORIGIN_NOT_ALLOWED        | 4005 | Origin not allowed                                               | 4005 | Origin not allowed
                    OVER_CAPACITY             | 4100 | Over capacity                                                    | 4100 | Over capacity
                    OVER_QUOTA                | 4100 | Application is over connection quota                             | 4100 | Application is over connection quota
                    # protocol 1.4
                    PONG_TIMEOUT              | 4009 | Connection timeout                                               | 4201 | Pong reply not received
                    # protocol 1.5
                    SERVER_CLOSED             | 4200 | Server closed. Please reconnect shortly.                         | 4200 | Server closed. Please reconnect shortly.
                    # protocol 5.1
                    NOT_AUTHORIZED            | 4009 | Connection not authorized.                                       | 4009 | Connection not authorized.
                    # protocol 6
                    TOO_MANY_INVALID_MESSAGES | 4000 | Too many invalid messages                                        | 4301 | Too many invalid messages
                    MESSAGE_TOO_LARGE         | 4000 | Message too large                                                | 1009 | Message too large
                    # protocol 7
                    SLOW_CONSUMER             | 4100 | Buffer full - slow consumer disconnected                         | 4100 | Buffer full
                    """)
    void anErrorSaysWhatItsRowSays(ErrorCode error, int code, String message, int closeCode, String closeReason) {
        assertThat(error.frameCode()).isEqualTo(code);
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.closeCode()).isEqualTo(closeCode);
        assertThat(error.closeReason()).isEqualTo(closeReason);
    }

    @ParameterizedTest
    @EnumSource
    void aCloseReasonFitsIntoACloseFrame(ErrorCode error) {
        assertThat(error.closeReason().getBytes(UTF_8)).hasSizeLessThanOrEqualTo(123);
    }

    @ParameterizedTest
    @EnumSource
    void theCodeInAFrameIsBetween4000And4999(ErrorCode error) {
        assertThat(error.frameCode()).isBetween(4000, 4999);
    }

    @Test
    void onlyTheDemandForTlsClosesWith4000() {
        // pusher-js would switch to TLS and retry at once, for ever (protocol 1.2).
        assertThat(Stream.of(ErrorCode.values()).filter(error -> error.closeCode() == 4000))
                .containsExactly(ErrorCode.TLS_REQUIRED);
    }

    @Test
    void nothingClosesWithTheCodesThatAreNeverSent() {
        assertThat(Stream.of(ErrorCode.values()).map(ErrorCode::closeCode)).doesNotContain(1002, 1003, 4008, 4202);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # protocol 6
                    INVALID_JSON           | 4000 | Invalid JSON                               | true
                    NOT_AN_OBJECT          | 4000 | Message must be a JSON object              | true
                    NESTED_TOO_DEEPLY      | 4000 | JSON nested too deeply                     | true
                    EVENT_NAME_REQUIRED    | 4000 | Event name is required                     | true
                    EVENT_NAME_TOO_LONG    | 4000 | Event name too long                        | true
                    NOT_A_CLIENT_EVENT     | 4000 | "Client events must start with 'client-'"  | true
                    INVALID_DATA           | 4000 | Invalid data                               | true
                    MISSING_CHANNEL        | 4000 | Missing channel                            | true
                    BINARY                 | 4000 | Binary messages are not supported          | true
                    # protocol 4.2: a refused client event is no bad message
                    CLIENT_EVENTS_DISABLED | 4301 | Client events are not enabled for this app | false
                    """, quoteCharacter = '"')
    void aRefusalSaysWhatItsRowSays(Refusal refusal, int code, String message, boolean invalidMessage) {
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.message()).isEqualTo(message);
        assertThat(refusal.invalidMessage()).isEqualTo(invalidMessage);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # protocol 3.4
                    SIGNATURE_REQUIRED     | AuthError      | 401  | Authentication signature required
                    INVALID_KEY            | AuthError      | 401  | Invalid key in subscription auth data
                    INVALID_SIGNATURE      | AuthError      | 401  | Invalid signature
                    NOT_THIS_USER          | AuthError      | 401  | Not authorized for this user channel
                    INVALID_CHANNEL        | InvalidChannel | 400  | Invalid channel name
                    CHANNEL_TOO_LONG       | InvalidChannel | 400  | Channel name too long
                    TOO_MANY_SUBSCRIPTIONS | LimitReached   | 4100 | Too many subscriptions
                    """)
    void aFailedSubscriptionSaysWhatItsRowSays(SubscriptionError error, String type, int status, String text) {
        assertThat(error.type()).isEqualTo(type);
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.message()).isEqualTo(text);
    }
}
