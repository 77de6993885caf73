package io.fixpoint.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.factlog.TestDatabase;
import io.fixpoint.rule.FixedWindow;
import io.fixpoint.rule.SeriesUse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Statistics that were written and read again go on as those that were not. */
class SeriesStatisticsProperties {
    private static final List<SeriesUse> USES = List.of(
            SeriesUse.NONE,
            SeriesUse.ofSamples(Duration.ofMinutes(10)),
            new SeriesUse(
                    Duration.ZERO,
                    EnumSet.of(FixedWindow.M1, FixedWindow.H1),
                    EnumSet.of(FixedWindow.M5),
                    false,
                    false,
                    false),
            SeriesUse.USUAL,
            new SeriesUse(
                    Duration.ZERO,
                    EnumSet.noneOf(FixedWindow.class),
                    EnumSet.noneOf(FixedWindow.class),
                    false,
                    true,
                    false),
            new SeriesUse(
                    Duration.ofHours(3),
                    EnumSet.allOf(FixedWindow.class),
                    EnumSet.allOf(FixedWindow.class),
                    true,
                    true,
                    true));

    private final DetectionConfig config = TestDatabase.config(DetectionConfig.class, Map.of());

    @Property(tries = 120)
    void statisticsThatWereWrittenGoOnBitByBit(
            @ForAll @IntRange(max = 5) int use, @ForAll long seed, @ForAll @IntRange(max = 1_500) int cut) {
        String metric = seed % 3 == 0 ? "requests_total" : "queue_length";
        SeriesStatistics uninterrupted = new SeriesStatistics(metric, config, USES.get(use));
        SeriesStatistics restored = new SeriesStatistics(metric, config, USES.get(use));
        Stream before = new Stream(seed);
        Stream after = new Stream(seed);
        for (int i = 0; i < 1_500; i++) {
            if (i == cut) {
                restored = read(written(restored), metric, USES.get(use));
            }
            before.feed(uninterrupted);
            after.feed(restored);
            if (i >= cut && i % 7 == 0) {
                assertThat(readings(restored)).isEqualTo(readings(uninterrupted));
            }
        }
        assertThat(written(restored)).isEqualTo(written(uninterrupted));
    }

    @Property(tries = 30)
    void copyGoesOnBitByBit(@ForAll @IntRange(max = 5) int use, @ForAll long seed) {
        SeriesStatistics one = new SeriesStatistics("queue_length", config, USES.get(use));
        Stream before = new Stream(seed);
        for (int i = 0; i < 500; i++) {
            before.feed(one);
        }
        SeriesStatistics copy = one.copy();
        Stream other = new Stream(seed + 1);
        Stream same = new Stream(seed + 1);
        for (int i = 0; i < 300; i++) {
            other.feed(one);
            same.feed(copy);
        }
        assertThat(written(copy)).isEqualTo(written(one));
    }

    /** Samples of several days with noise, faults, gaps, repeats and late ones; the same for the same seed. */
    private static final class Stream {
        private final Random random;
        private final int step;
        private long now = 1_700_000_000L * Micros.SECOND;
        private double counter;

        Stream(long seed) {
            this.random = new Random(seed);
            this.step = List.of(1, 15, 60, 300, 3_600).get(random.nextInt(5));
        }

        void feed(SeriesStatistics series) {
            now += random.nextInt(50) == 0 ? 0 : step * Micros.SECOND;
            if (random.nextInt(200) == 0) {
                now += 20L * step * Micros.SECOND;
            }
            long late = random.nextInt(20) == 0 ? (long) random.nextInt(100) * step * Micros.SECOND : 0;
            double fault = random.nextInt(100) == 0 ? 1_000 * random.nextDouble() : 0;
            counter = random.nextInt(300) == 0 ? 0 : counter + Math.abs(random.nextGaussian()) + fault;
            double value = random.nextInt(10) == 0 ? 0 : random.nextBoolean() ? counter : fault - random.nextGaussian();
            series.add(now - late, now - late, now, value, random.nextBoolean() ? "s" : null);
            series.touch(now, now);
        }
    }

    private static List<Double> readings(SeriesStatistics series) {
        List<Double> readings = new ArrayList<>(List.of(
                series.value(),
                series.previous(),
                series.rate(),
                series.baseline(),
                series.anomalyScore(),
                series.forecast(Duration.ofHours(4)),
                series.samples(Duration.ofMinutes(10), Duration.ZERO).rate(),
                series.stale() ? 1.0 : 0.0));
        for (FixedWindow window : FixedWindow.values()) {
            Duration length = window.length();
            readings.addAll(List.of(
                    series.mean(length),
                    series.min(length),
                    series.max(length),
                    series.deviation(length),
                    series.quantile(0.5, length),
                    series.quantile(0.99, length)));
        }
        return readings;
    }

    private static byte[] written(SeriesStatistics series) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            series.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private SeriesStatistics read(byte[] bytes, String metric, SeriesUse use) {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            SeriesStatistics series = SeriesStatistics.read(in, metric, config, use);
            assertThat(in.available()).isZero();
            return series;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
