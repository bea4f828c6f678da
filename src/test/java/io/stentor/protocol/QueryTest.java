package io.stentor.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.protocol.Query.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The query of a URL, read the same in every container (protocol 1.1, 8.1). */
class QueryTest {

    @Test
    void noQueryHasNoParameters() {
        assertThat(Query.parse(null).parameters()).isEmpty();
        assertThat(Query.parse("").parameters()).isEmpty();
        assertThat(Query.parse("&&").parameters()).isEmpty();
    }

    @Test
    void parametersKeepTheirOrderAndRepetitions() {
        var query = Query.parse("b=1&a=2&b=3&c[]=x&c[]=y");

        assertThat(query.parameters())
                .containsExactly(
                        new Parameter("b", "1"),
                        new Parameter("a", "2"),
                        new Parameter("b", "3"),
                        new Parameter("c[]", "x"),
                        new Parameter("c[]", "y"));
    }

    @Test
    void ofARepeatedParameterTheFirstValueCounts() {
        assertThat(Query.parse("protocol=7&protocol=4").first("protocol")).isEqualTo("7");
    }

    @Test
    void aParameterThatIsNotThereHasNoValue() {
        assertThat(Query.parse("protocol=7").first("Protocol")).isNull();
        assertThat(Query.parse(null).first("protocol")).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a=b         | a   | b
                    a           | a   | ''
                    a=          | a   | ''
                    =b          | ''  | b
                    a=b=c       | a   | b=c
                    a=%20+x     | a   | '  x'
                    a+b=c       | a b | c
                    %61=%62     | a   | b
                    a=%2B       | a   | +
                    a=%26%3D    | a   | &=
                    a=%C3%A9    | a   | é
                    a=%c3%a9    | a   | é
                    a=%F0%9F%98%80 | a | 😀
                    a=%         | a   | %
                    a=%4        | a   | %4
                    a=%zz       | a   | %zz
                    a=%4g1      | a   | %4g1
                    a=100%25    | a   | 100%
                    a=%2525     | a   | %25
                    a=%FF       | a   | \ufffd
                    a=é         | a   | é
                    a[]=1       | a[] | 1
                    a%5B%5D=1   | a[] | 1
                    """)
    void aParameterIsDecodedOnce(String raw, String name, String value) {
        assertThat(Query.parse(raw).parameters()).isEqualTo(List.of(new Parameter(name, value)));
    }

    @Test
    void emptyPartsAreLeftOut() {
        assertThat(Query.parse("&a=1&&b=2&").parameters())
                .containsExactly(new Parameter("a", "1"), new Parameter("b", "2"));
    }

    @Test
    void inAPathThePlusIsNoSpace() {
        assertThat(Query.decode("a+b%20c", false)).isEqualTo("a+b c");
        assertThat(Query.decode("a+b%20c", true)).isEqualTo("a b c");
    }
}
