package io.stentor.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application says of a presence member: the rules for {@code channel_data} (protocol 3.2). */
class MemberTest {

    @Test
    void aMemberHasAnIdAndAnInfo() {
        assertThat(Member.parse("{\"user_id\":\"42\",\"user_info\":{\"name\":\"Ada\"}}"))
                .isEqualTo(new Member("42", "{\"name\":\"Ada\"}"));
    }

    @Test
    void anIntegerBecomesAString() {
        assertThat(Member.parse("{\"user_id\":10,\"user_info\":{\"name\":\"Mr. Pusher\"}}"))
                .isEqualTo(new Member("10", "{\"name\":\"Mr. Pusher\"}"));
        assertThat(Member.parse("{\"user_id\":-7}")).isEqualTo(new Member("-7", "{}"));
        assertThat(Member.parse("{\"user_id\":0}")).isEqualTo(new Member("0", "{}"));
        assertThat(Member.parse("{\"user_id\":-0}")).isEqualTo(new Member("0", "{}"));
        assertThat(Member.parse("{\"user_id\":-10}")).isEqualTo(new Member("-10", "{}"));
        assertThat(Member.parse("{\"user_id\":123456789012345678901234567890}"))
                .isEqualTo(new Member("123456789012345678901234567890", "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.5", "-0.0", "1e3", "1E0", "true", "null", "{}", "[]", "[\"1\"]", "\"\""})
    void nothingElseIsAnId(String id) {
        assertThat(Member.parse("{\"user_id\":" + id + "}")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "null",
                "42",
                "\"42\"",
                "[]",
                "{}",
                "{\"user_info\":{}}",
                "{\"user_id\":\"1\"",
                "{\"user_id\":01}",
                "{\"user_id\":\"1\"}x",
                "{'user_id':'1'}",
                "{\"USER_ID\":\"1\"}",
                "{\"user_id\":\"1\",\"user_id\":\"2\"}"
            })
    void whatIsNoObjectWithOneIdIsNoMember(String channelData) {
        assertThat(Member.parse(channelData)).isNull();
    }

    @Test
    void anIdHasAtMost128Characters() {
        assertThat(Member.parse("{\"user_id\":\"" + "é".repeat(128) + "\"}")).isNotNull();
        assertThat(Member.parse("{\"user_id\":\"" + "😀".repeat(128) + "\"}")).isNotNull();
        assertThat(Member.parse("{\"user_id\":\"" + "a".repeat(129) + "\"}")).isNull();
        assertThat(Member.parse("{\"user_id\":" + "1".repeat(128) + "}")).isNotNull();
        assertThat(Member.parse("{\"user_id\":" + "1".repeat(129) + "}")).isNull();
    }

    @Test
    void anIdIsWhatTheStringSays() {
        assertThat(Member.parse("{\"user_id\":\"\\u0041\\\"\\/\"}")).isEqualTo(new Member("A\"/", "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"user_id\":\"1\"}", "{\"user_id\":\"1\",\"user_info\":null}"})
    void anAbsentInfoIsAnEmptyObject(String channelData) {
        assertThat(Member.parse(channelData)).isEqualTo(new Member("1", "{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"text\"",
                "7",
                "-0.50e+1",
                "false",
                "[]",
                "[1,{\"a\":[]}]",
                "{\"a\":1,\"a\":2}",
                "\"\\u00e9 \\\\ \""
            })
    void anInfoIsAnyJsonAndStaysAsItIs(String info) {
        assertThat(Member.parse("{\"user_info\":" + info + ",\"user_id\":\"1\"}"))
                .isEqualTo(new Member("1", info));
    }

    @Test
    void whiteSpaceBetweenTheTokensOfAnInfoIsLeftOut() {
        assertThat(Member.parse(" { \"user_id\" : \"1\" ,\n\"user_info\" : { \"a b\" :\t[ 1 , \" \\\" \" ] } } "))
                .isEqualTo(new Member("1", "{\"a b\":[1,\" \\\" \"]}"));
    }

    @Test
    void ofAnInfoThatIsGivenTwiceTheLastCounts() {
        assertThat(Member.parse("{\"user_info\":1,\"user_id\":\"1\",\"user_info\":{\"a\":2}}"))
                .isEqualTo(new Member("1", "{\"a\":2}"));
    }

    @Test
    void otherMembersAreIgnored() {
        assertThat(Member.parse("{\"x\":{\"user_id\":\"2\"},\"user_id\":\"1\",\"y\":[]}"))
                .isEqualTo(new Member("1", "{}"));
    }
}
