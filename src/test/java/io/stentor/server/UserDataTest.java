package io.stentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.connection.User;
import io.stentor.protocol.Json;
import io.stentor.protocol.Member;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application says of a user who signs in: the rules for {@code user_data} (protocol 5.1). */
class UserDataTest {

    @Test
    void aUserHasAnIdAnInfoAndAWatchlist() {
        var data = UserData.parse("{\"id\":\"42\",\"user_info\":{\"name\": \"Ada\"},\"watchlist\":[\"7\",\"9\"]}");

        assertThat(data.user()).isEqualTo(new User(new Member("42", "{\"name\":\"Ada\"}"), Set.of("7", "9")));
        assertThat(data.user().id()).isEqualTo("42");
        assertThat(data.tooManyWatched()).isFalse();
    }

    @Test
    void anIdIsEnough() {
        assertThat(UserData.parse("{\"id\":\"12345\"}").user())
                .isEqualTo(new User(new Member("12345", "{}"), Set.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "null",
                "[]",
                "\"42\"",
                "{}",
                "{\"id\":42}",
                "{\"id\":\"\"}",
                "{\"id\":null}",
                "{\"id\":[\"1\"]}",
                "{\"user_id\":\"1\"}",
                "{\"id\":\"1\"",
                "{\"id\":\"1\"} x",
                "{\"id\":\"1\",\"user_info\":\"x\"}",
                "{\"id\":\"1\",\"user_info\":[]}",
                "{\"id\":\"1\",\"user_info\":7}",
                "{\"id\":\"1\",\"watchlist\":\"7\"}",
                "{\"id\":\"1\",\"watchlist\":{}}",
                "{\"id\":\"1\",\"watchlist\":[7]}",
                "{\"id\":\"1\",\"watchlist\":[\"7\",null]}",
                "{\"id\":\"1\",\"id\":\"2\"}"
            })
    void whatBreaksARuleIsNoUser(String userData) {
        assertThat(UserData.parse(userData)).isNull();
    }

    @Test
    void anIdHasAtMost128Characters() {
        assertThat(UserData.parse("{\"id\":\"" + "é".repeat(128) + "\"}")).isNotNull();
        assertThat(UserData.parse("{\"id\":\"" + "e".repeat(129) + "\"}")).isNull();
    }

    @Test
    void otherMembersAreIgnored() {
        assertThat(UserData.parse("{\"x\":[1,{}],\"id\":\"1\",\"auth\":\"y\"}")
                        .user()
                        .id())
                .isEqualTo("1");
    }

    @Test
    void theWholeHasAtMostTenKilobytes() {
        int rest = "{\"id\":\"1\",\"x\":\"\"}".length();

        assertThat(UserData.parse("{\"id\":\"1\",\"x\":\"" + "y".repeat(10 * 1024 - rest) + "\"}"))
                .isNotNull();
        assertThat(UserData.parse("{\"id\":\"1\",\"x\":\"" + "y".repeat(10 * 1024 - rest + 1) + "\"}"))
                .isNull();
        assertThat(UserData.parse("{\"id\":\"1\",\"x\":\"" + "é".repeat(5 * 1024) + "\"}"))
                .isNull();
    }

    @Test
    void theFirstHundredOfAWatchlistAreUsed() {
        var ids = IntStream.range(0, 101).mapToObj(i -> "u" + i).toList();

        var all = UserData.parse(watching(ids.subList(0, 100)));
        assertThat(all.user().watchlist()).containsExactlyInAnyOrderElementsOf(ids.subList(0, 100));
        assertThat(all.tooManyWatched()).isFalse();
        var more = UserData.parse(watching(ids));
        assertThat(more.user().watchlist()).containsExactlyInAnyOrderElementsOf(ids.subList(0, 100));
        assertThat(more.tooManyWatched()).isTrue();
    }

    @Test
    void whoIsNamedTwiceIsWatchedOnce() {
        var ids = IntStream.range(0, 120).mapToObj(i -> "u" + i / 2).toList();

        assertThat(UserData.parse(watching(ids)).user().watchlist()).hasSize(60);
    }

    @Test
    void aWatchlistMayBeEmpty() {
        assertThat(UserData.parse(watching(List.of())).user().watchlist()).isEmpty();
    }

    private static String watching(List<String> ids) {
        return "{\"id\":\"1\",\"watchlist\":" + Json.write(ids) + "}";
    }
}
