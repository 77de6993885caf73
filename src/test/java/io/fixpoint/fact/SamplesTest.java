package io.fixpoint.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTest {
    /** A sample every 10 s, the last one 5 s before the end of a window of 60 s. */
    private static Samples everyTenSeconds(double... values) {
        long[] times = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            times[i] = 55_000_000L - (values.length - 1 - i) * 10_000_000L;
        }
        return new Samples(times, values, 0, values.length, 0, 60_000_000L, 60_000_000L);
    }

    @Test
    void increaseIsExtrapolatedToTheEndsOfTheWindow() {
        // 50 in 50 s; 5 s are missing at either end, which is less than 1.1 intervals.
        Samples samples = everyTenSeconds(100, 110, 120, 130, 140, 150);

        assertThat(samples.increase()).isCloseTo(60, within(1e-9));
        assertThat(samples.rate()).isCloseTo(1, within(1e-9));
        assertThat(samples.irate()).isCloseTo(1, within(1e-9));
    }

    @Test
    void increaseIsExtrapolatedByHalfAnIntervalWhereSamplesAreMissing() {
        // 20 in 20 s; 35 s are missing at the start, so half of an interval counts there.
        assertThat(everyTenSeconds(100, 110, 120).increase()).isCloseTo(20 + 5 + 5, within(1e-9));
    }

    @Test
    void counterIsNotExtrapolatedBelowZero() {
        // At its slope of 1 the counter was 0 two seconds before its first sample.
        assertThat(everyTenSeconds(2, 12, 22, 32, 42, 52).increase()).isCloseTo(50 + 2 + 5, within(1e-9));
    }

    @Test
    void fallOfACounterIsANewBeginning() {
        Samples samples = everyTenSeconds(100, 110, 5, 15, 25, 35);

        // 10 up to the reset, then 35 from zero.
        assertThat(samples.increase()).isCloseTo(45 * 60 / 50.0, within(1e-9));
        assertThat(samples.resets()).isEqualTo(1);
        assertThat(samples.delta()).isCloseTo(-65 * 60 / 50.0, within(1e-9));
        assertThat(everyTenSeconds(100, 3).irate()).isEqualTo(0.3);
    }

    @Test
    void lineThroughTheSamples() {
        Samples samples = everyTenSeconds(10, 20, 30, 40, 50, 60);

        assertThat(samples.slope()).isCloseTo(1, within(1e-9));
        assertThat(samples.predicted(100)).isCloseTo(60 + 5 + 100, within(1e-9));
    }

    @Test
    void whatAWindowHolds() {
        Samples samples = everyTenSeconds(1, 1, 4, 2);

        assertThat(samples.mean()).isEqualTo(2);
        assertThat(samples.sum()).isEqualTo(8);
        assertThat(samples.min()).isEqualTo(1);
        assertThat(samples.max()).isEqualTo(4);
        assertThat(samples.last()).isEqualTo(2);
        assertThat(samples.changes()).isEqualTo(2);
        assertThat(samples.variance()).isCloseTo(1.5, within(1e-9));
        assertThat(samples.quantile(0.5)).isEqualTo(1.5);
    }

    @Test
    void tooFewSamplesGiveNoNumber() {
        assertThat(everyTenSeconds(1).rate()).isNaN();
        assertThat(everyTenSeconds(1).slope()).isNaN();
        assertThat(everyTenSeconds(1).mean()).isEqualTo(1);
        assertThat(Samples.NONE.mean()).isNaN();
        assertThat(Samples.NONE.changes()).isNaN();
        assertThat(Samples.NONE.count()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"90s, PT1M30S", "1h30m, PT1H30M", "1d, P1D", "2w, P14D", "1y, P365D", "500ms, PT0.5S", "PT5M, PT5M"})
    void lengths(String text, Duration length) {
        assertThat(Lengths.parse(text)).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "m", "5x", "5 m", "30m1h", "-5m", "PT", "P-1D"})
    void whatIsNoLength(String text) {
        assertThatThrownBy(() -> Lengths.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no length of time");
    }

    @Test
    void lengthsAreWrittenAsTheyAreRead() {
        assertThat(Lengths.text(Duration.ofMinutes(90))).isEqualTo("1h30m");
        assertThat(Lengths.text(Duration.ZERO)).isEqualTo("0s");
        assertThat(Lengths.text(Duration.ofMillis(1_500))).isEqualTo("1s500ms");
    }
}
