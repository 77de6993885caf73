package io.fixpoint.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.fixpoint.factlog.TestDatabase;
import io.fixpoint.rule.FixedWindow;
import io.fixpoint.rule.SeriesUse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesStatisticsTest {
    private static final Duration M1 = Duration.ofMinutes(1);
    private static final Duration M5 = Duration.ofMinutes(5);
    private static final Duration H1 = Duration.ofHours(1);
    private static final SeriesUse ALL =
            new SeriesUse(H1, EnumSet.allOf(FixedWindow.class), EnumSet.allOf(FixedWindow.class), true, true, true);
    private final DetectionConfig config =
            TestDatabase.config(DetectionConfig.class, Map.of("fixpoint.detection.window-samples", "1000"));

    private SeriesStatistics series(String metric) {
        return new SeriesStatistics(metric, config, ALL);
    }

    private static void add(SeriesStatistics series, double second, double value) {
        long time = (long) (second * Micros.SECOND);
        series.add(time, time, time, value, null);
        series.touch(time, time);
    }

    @Test
    void whatIsNotKnownIsNotANumber() {
        SeriesStatistics series = series("m");
        assertThat(series.mean(M5)).isNaN();
        assertThat(series.quantile(0.5, M5)).isNaN();
        assertThat(series.min(M5)).isNaN();
        add(series, 1, 5);
        assertThat(series.previous()).isNaN();
        assertThat(series.rate()).isNaN();
        assertThat(series.baseline()).isNaN();
        assertThat(series.forecast(H1)).isNaN();
        assertThat(series.mean(M5)).isEqualTo(5);
        assertThat(series.anomalyScore()).isZero();
    }

    @Test
    void aWindowHoldsTheSamplesOfItsLength() {
        SeriesStatistics series = series("m");
        for (int second = 1; second <= 600; second++) {
            add(series, second, second);
        }
        assertThat(series.min(M1)).isEqualTo(541);
        assertThat(series.max(M1)).isEqualTo(600);
        assertThat(series.mean(M1)).isEqualTo(570.5, within(1e-9));
        assertThat(series.deviation(M1)).isEqualTo(Math.sqrt((60.0 * 60 - 1) / 12), within(1e-9));
        assertThat(series.quantile(0.5, M5)).isCloseTo(450.5, withinPercentage(1));
        assertThat(series.quantile(1, H1)).isCloseTo(600, withinPercentage(1));
        assertThat(series.quantile(0, H1)).isCloseTo(1, withinPercentage(1));
    }

    @Test
    void whatIsReadIsOfTheLastTouch() {
        SeriesStatistics series = series("m");
        add(series, 10, 1);
        series.touch(60 * Micros.SECOND, 60 * Micros.SECOND);
        assertThat(series.mean(M1)).isEqualTo(1);
        assertThat(series.age()).isEqualTo(Duration.ofSeconds(50));
        series.touch(71 * Micros.SECOND, 71 * Micros.SECOND);
        assertThat(series.mean(M1)).as("up to a twentieth longer").isEqualTo(1);
        series.touch(72 * Micros.SECOND, 72 * Micros.SECOND);
        assertThat(series.mean(M1)).isNaN();
        assertThat(series.mean(M5)).isEqualTo(1);
    }

    @Test
    void aLateSampleCountsInItsWindowsAndChangesNothingElse() {
        SeriesStatistics series = series("m");
        add(series, 10, 1);
        add(series, 30, 3);
        assertThat(series.add(20 * Micros.SECOND, 20 * Micros.SECOND, 31 * Micros.SECOND, 100, null))
                .isFalse();
        assertThat(series.value()).isEqualTo(3);
        assertThat(series.previous()).isEqualTo(1);
        assertThat(series.rate()).isEqualTo(0.1);
        assertThat(series.max(M1)).isEqualTo(100);
    }

    @Test
    void theLastSampleSentOnceMoreChangesNothing() {
        SeriesStatistics series = series("m");
        add(series, 10, 1);
        add(series, 30, 3);
        series.add(30 * Micros.SECOND, 30 * Micros.SECOND, 35 * Micros.SECOND, 3, null);
        assertThat(series.previous()).isEqualTo(1);
        assertThat(series.rate()).isEqualTo(0.1);
        assertThat(series.mean(M1)).isEqualTo(2);
    }

    @Test
    void aCounterThatFallsCountsFromZeroAndAGaugeFalls() {
        SeriesStatistics counter = series("requests_total");
        add(counter, 0, 100);
        add(counter, 10, 150);
        assertThat(counter.rate()).isEqualTo(5);
        add(counter, 20, 30);
        assertThat(counter.rate()).isEqualTo(3);

        SeriesStatistics gauge = series("queue");
        add(gauge, 0, 100);
        add(gauge, 10, 50);
        assertThat(gauge.rate()).isEqualTo(-5);
    }

    @Test
    void samplesOfTheSameTimeCountInTheOrderOfTheirReceipt() {
        SeriesStatistics series = series("m");
        add(series, 1, 1);
        add(series, 1, 2);
        assertThat(series.value()).isEqualTo(2);
        assertThat(series.previous()).isEqualTo(1);
        assertThat(series.rate()).isNaN();
    }

    @Test
    void windowsAreWhatACountOfTheirBucketsGives() {
        Random random = new Random(7);
        SeriesStatistics series = series("m");
        double[] times = new double[800];
        double[] values = new double[800];
        for (int i = 0; i < 800; i++) {
            times[i] = Math.max(0, i * 2 - random.nextInt(30));
            values[i] = random.nextInt(100);
            long time = (long) (times[i] * Micros.SECOND);
            series.add(time, time, time, values[i], null);
            long now = (long) i * 2 * Micros.SECOND;
            series.touch(now, now);
            if (i % 50 == 0) {
                double sum = 0;
                int count = 0;
                for (int j = 0; j <= i; j++) {
                    if (Math.ceil(times[j] / 15) * 15 > i * 2 - 300) {
                        sum += values[j];
                        count++;
                    }
                }
                assertThat(series.mean(M5)).isEqualTo(sum / count, within(1e-9));
            }
        }
    }

    @Test
    void ofTooManySamplesTheLatestCount() {
        SeriesStatistics series = new SeriesStatistics("m", config, SeriesUse.ofSamples(H1));
        for (int i = 1; i <= 1_500; i++) {
            add(series, i, i);
        }
        assertThat(series.samples(H1, Duration.ZERO).min()).isEqualTo(501);
        assertThat(series.copy().samples(H1, Duration.ZERO).min()).isEqualTo(501);
    }

    @Test
    void fewerSamplesAreKeptWhenRulesReadShorterWindows() {
        SeriesStatistics series = new SeriesStatistics("m", config, SeriesUse.ofSamples(H1));
        for (int minute = 0; minute < 60; minute++) {
            add(series, minute * 60, minute);
        }
        assertThat(series.samples(H1, Duration.ZERO).count()).isEqualTo(60);

        series.keepLess(SeriesUse.ofSamples(Duration.ofMinutes(10)));

        assertThat(series.samples(H1, Duration.ZERO).count()).isEqualTo(11);
    }
}
