package io.fixpoint.detection.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fixpoint.rule.SeriesUse;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What is learned of series as operators know them: noise, days, faults, disks. */
class LearnedNumbersTest {
    private static final long SECOND = 1_000_000;
    private static final long HOUR = 3_600 * SECOND;
    private static final long DAY = 24 * HOUR;
    private static final double CLEAR = 0.95;
    private static final SeriesUse ALL = new SeriesUse(Duration.ZERO, Set.of(), Set.of(), true, true, true);

    private final Random random = new Random(1);
    private long time = 1_700_000_000L * SECOND / DAY * DAY;
    private LearnedNumbers series = new LearnedNumbers(ALL, false, 3 * HOUR);

    private double score(int seconds, double value) {
        time += seconds * SECOND;
        series.add(time, time, value, Double.NaN);
        return series.score();
    }

    /** How many of the values are clearly unusual. */
    private int clear(int seconds, int count, IntToDoubleFunction value) {
        int clear = 0;
        for (int i = 0; i < count; i++) {
            clear += score(seconds, value.applyAsDouble(i)) > CLEAR ? 1 : 0;
        }
        return clear;
    }

    private double hourOfDay() {
        return Math.floorMod(time, DAY) / (double) HOUR;
    }

    private double forecast() {
        return series.forecast(4 * HOUR);
    }

    @Test
    void nothingIsUnusualAtFirst() {
        assertThat(score(10, 5)).isZero();
        assertThat(score(10, 5)).isZero();
        assertThat(series.baseline()).isNaN();
        assertThat(forecast()).isNaN();
    }

    @Test
    void clearJumpIsUnusualAfterHalfAMinute() {
        assertThat(clear(1, 29, i -> 10)).isZero();
        assertThat(score(1, 100)).isGreaterThan(CLEAR);
        assertThat(series.baseline()).isEqualTo(10);
    }

    @Test
    void noiseRaisesHardlyAnAlarmADay() {
        assertThat(clear(10, 7 * 8_640, i -> 100 + 5 * random.nextGaussian())).isLessThanOrEqualTo(7);
        assertThat(score(10, 200)).isGreaterThan(CLEAR);
        assertThat(series.baseline()).isCloseTo(100, within(3.0));
    }

    @Test
    void rareErrorInAQuietSeriesIsUnusual() {
        assertThat(clear(10, 100, i -> 0)).isZero();
        assertThat(score(10, 0.2)).isGreaterThan(CLEAR);
    }

    @Test
    void constantMayChangeALittle() {
        assertThat(clear(10, 100, i -> 1_000)).isZero();
        assertThat(score(10, 1_002)).isLessThan(0.9);
        assertThat(score(10, 1_500)).isGreaterThan(CLEAR);
    }

    @Test
    void faultIsUnusualWhileItLastsForTheStatedTime() {
        clear(10, 2_000, i -> 100 + random.nextGaussian());
        assertThat(clear(10, 1_000, i -> 20 + random.nextGaussian())).isEqualTo(1_000);
        clear(10, 200, i -> 20 + random.nextGaussian());
        assertThat(clear(10, 200, i -> 20 + random.nextGaussian()))
                .as("usual by now")
                .isZero();
    }

    @Test
    void endOfAFaultEndsItsScore() {
        clear(10, 2_000, i -> 100 + random.nextGaussian());
        clear(10, 50, i -> 20 + random.nextGaussian());
        assertThat(clear(10, 100, i -> 100 + random.nextGaussian())).isLessThanOrEqualTo(2);
    }

    @Test
    void nightIsUsualAtNight() {
        assertThat(clear(
                        300,
                        14 * 288,
                        i -> 100 + 80 * Math.sin(hourOfDay() / 24 * 2 * Math.PI) + random.nextGaussian()))
                .isLessThanOrEqualTo(8);
    }

    @Test
    void baselineFollowsTheHourOfTheDay() {
        for (int i = 0; i < 10 * 288; i++) {
            score(300, 100 + 80 * Math.sin((hourOfDay() + 1.0 / 12) / 24 * 2 * Math.PI) + random.nextGaussian());
            if (i > 5 * 288) {
                double expected = 100 + 80 * Math.sin(hourOfDay() / 24 * 2 * Math.PI);
                assertThat(series.baseline()).isCloseTo(expected, within(10.0));
            }
        }
    }

    @Test
    void baselineFollowsTheWeek() {
        for (int i = 0; i < 6 * 7 * 144; i++) {
            boolean weekend = Math.floorMod(time / DAY, 7L) < 2;
            score(600, (weekend ? 20 : 100) + random.nextGaussian());
            double hours = hourOfDay();
            if (i > 5 * 7 * 144 && hours > 1 && hours < 23) {
                assertThat(series.baseline()).isCloseTo(weekend ? 20 : 100, within(25.0));
            }
        }
    }

    @Test
    void faultOfAnHourDoesNotMoveTheBaseline() {
        clear(60, 3 * 1_440, i -> 100 + 5 * random.nextGaussian());
        clear(60, 60, i -> 0);
        assertThat(series.baseline()).isCloseTo(100, within(3.0));
    }

    @Test
    void diskThatFillsIsSeenFourHoursAhead() {
        double full = 0;
        for (int minute = 0; minute < 12 * 60; minute++) {
            score(60, 0.4 + 0.05 * minute / 60 + 0.002 * random.nextGaussian());
            if (minute > 120) {
                assertThat(forecast()).isCloseTo(0.4 + 0.05 * (minute / 60.0 + 4), within(0.02));
            }
            full = forecast() > 1 && full == 0 ? minute : full;
        }
        assertThat(full / 60)
                .as("hours after which it is known; it is full after 12")
                .isBetween(7.5, 8.5);
    }

    @Test
    void diskWithADayIsSeenFourHoursAhead() {
        IntToDoubleFunction usual =
                i -> 0.3 + 0.2 * Math.sin(hourOfDay() / 24 * 2 * Math.PI) + 0.002 * random.nextGaussian();
        for (int i = 0; i < 10 * 288; i++) {
            score(300, usual.applyAsDouble(i));
            if (i > 6 * 288) {
                double expected = 0.3 + 0.2 * Math.sin((hourOfDay() + 4) / 24 * 2 * Math.PI);
                assertThat(forecast()).isCloseTo(expected, within(0.06));
            }
        }
        for (int i = 0; i < 60; i++) {
            score(300, usual.applyAsDouble(i) + 0.1 * i / 12);
        }
        double expected = 0.3 + 0.2 * Math.sin((hourOfDay() + 4) / 24 * 2 * Math.PI) + 0.9;
        assertThat(forecast()).isCloseTo(expected, within(0.15));
    }

    @Test
    void noiseIsNoTrend() {
        for (int i = 0; i < 5_000; i++) {
            score(60, 0.5 + 0.05 * random.nextGaussian());
            if (i > 60) {
                assertThat(forecast()).isBetween(0.4, 0.6);
            }
        }
    }

    @Test
    void diskThatWasCleanedIsNotForecastFull() {
        for (int minute = 0; minute < 8 * 60; minute++) {
            score(60, 0.4 + 0.06 * minute / 60);
        }
        assertThat(forecast()).isGreaterThan(1);
        for (int minute = 0; minute < 30; minute++) {
            score(60, 0.3);
        }
        assertThat(series.forecast(4 * HOUR)).isNaN();
        for (int minute = 0; minute < 120; minute++) {
            score(60, 0.3);
        }
        assertThat(forecast()).isCloseTo(0.3, within(0.01));
    }

    @Test
    void counterIsForecastByItsRate() {
        series = new LearnedNumbers(ALL, true, 3 * HOUR);
        for (int i = 1; i <= 300; i++) {
            time += 60 * SECOND;
            series.add(time, time, i * 120.0, i == 1 ? Double.NaN : 2);
        }
        assertThat(forecast()).isCloseTo(300 * 120.0 + 2 * 4 * 3_600, within(1.0));
        assertThat(series.baseline()).isEqualTo(2);
    }
}
