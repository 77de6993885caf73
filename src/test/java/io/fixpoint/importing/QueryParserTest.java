package io.fixpoint.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fixpoint.importing.Query.Aggregate;
import io.fixpoint.importing.Query.Binary;
import io.fixpoint.importing.Query.Call;
import io.fixpoint.importing.Query.Constant;
import io.fixpoint.importing.Query.Matcher;
import io.fixpoint.importing.Query.Matching;
import io.fixpoint.importing.Query.Negative;
import io.fixpoint.importing.Query.Range;
import io.fixpoint.importing.Query.Selector;
import io.fixpoint.importing.Query.Unsupported;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParserTest {
    private static Selector metric(String name) {
        return new Selector(List.of(new Matcher(Query.NAME, Matcher.Kind.EQUAL, name)), Duration.ZERO);
    }

    private static Binary binary(String operator, Query left, Query right) {
        return new Binary(operator, false, Matching.ALL, left, right);
    }

    @Test
    void operatorsBindAsInPrometheus() {
        assertThat(QueryParser.parse("a + b * c ^ 2 ^ d > 5 and e or f unless g"))
                .isEqualTo(binary(
                        "or",
                        binary(
                                "and",
                                binary(
                                        ">",
                                        binary(
                                                "+",
                                                metric("a"),
                                                binary(
                                                        "*",
                                                        metric("b"),
                                                        binary(
                                                                "^",
                                                                metric("c"),
                                                                binary("^", new Constant(2), metric("d"))))),
                                        new Constant(5)),
                                metric("e")),
                        binary("unless", metric("f"), metric("g"))));
        assertThat(QueryParser.parse("-a ^ 2")).isEqualTo(new Negative(binary("^", metric("a"), new Constant(2))));
        assertThat(QueryParser.parse("a - b - c"))
                .isEqualTo(binary("-", binary("-", metric("a"), metric("b")), metric("c")));
    }

    @Test
    void matchersHoldComparisonSignsAndBraces() {
        assertThat(QueryParser.parse("m{a=\"{x>1}\",b!='it\\'s',c=~`\\d+`,d!~\"a|b\",} == 1"))
                .isEqualTo(binary(
                        "==",
                        new Selector(
                                List.of(
                                        new Matcher(Query.NAME, Matcher.Kind.EQUAL, "m"),
                                        new Matcher("a", Matcher.Kind.EQUAL, "{x>1}"),
                                        new Matcher("b", Matcher.Kind.UNEQUAL, "it's"),
                                        new Matcher("c", Matcher.Kind.MATCHES, "\\d+"),
                                        new Matcher("d", Matcher.Kind.MATCHES_NOT, "a|b")),
                                Duration.ZERO),
                        new Constant(1)));
    }

    @ParameterizedTest
    @CsvSource({"4e+09, 4000000000", "100e+06, 100000000", "0x1F, 31", ".5, 0.5", "1., 1", "Inf, Infinity"})
    void numbersAreReadAsGoWritesThem(String text, double value) {
        assertThat(QueryParser.parse(text)).isEqualTo(new Constant(value));
    }

    @Test
    void keywordsAreNoReservedWords() {
        Query query = QueryParser.parse("sum BY (on, group_left) (rate(by[1h30m] OFFSET 1w))");

        assertThat(query)
                .isEqualTo(new Aggregate(
                        "sum",
                        false,
                        Set.of("on", "group_left"),
                        null,
                        new Call(
                                "rate",
                                List.of(new Range(
                                        new Selector(metric("by").matchers(), Duration.ofDays(7)),
                                        Duration.ofMinutes(90))))));
        assertThat(QueryParser.parse("avg(x) without (a)")).isEqualTo(QueryParser.parse("avg without (a) (x)"));
    }

    @Test
    void matchingSaysWhichElementsBelongTogether() {
        assertThat(QueryParser.parse("a * ON (x) GROUP_LEFT (y) b"))
                .isEqualTo(new Binary(
                        "*",
                        false,
                        new Matching(true, Set.of("x"), Matching.Group.LEFT, Set.of("y")),
                        metric("a"),
                        metric("b")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rate(a[5m])[30m:1m]", "a[30m:]", "a @ 5", "a offset -5m"})
    void whatWeDoNotHaveIsKnownAsSuch(String text) {
        assertThat(QueryParser.parse(text)).isInstanceOf(Unsupported.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a >",
                "a > > 5",
                "a{b=c}",
                "a{b=\"c\"",
                "sum(",
                "(a",
                "a b",
                "a[5 m]",
                "rate(a[5m]) by (x)",
                "\"\\q\""
            })
    void whatIsNoQueryIsRefused(String text) {
        assertThatThrownBy(() -> QueryParser.parse(text)).isInstanceOf(RefusedRuleException.class);
    }
}
