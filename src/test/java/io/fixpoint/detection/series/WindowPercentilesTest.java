package io.fixpoint.detection.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class WindowPercentilesTest {
    private static final long SECOND = 1_000_000;
    private static final long LENGTH = 60 * SECOND;
    private static final long PART = LENGTH / WindowNumbers.PARTS;

    private final Random random = new Random(3);
    private final WindowPercentiles window = new WindowPercentiles(LENGTH);
    private final List<Long> times = new ArrayList<>();
    private final List<Double> values = new ArrayList<>();

    private void feed(int samples, DoubleSupplier value, double error) {
        for (int i = 1; i <= samples; i++) {
            long now = i * SECOND / 5;
            long time = Math.max(1, now - random.nextInt(10) * SECOND);
            double sample = value.getAsDouble();
            window.add(time, sample);
            window.touch(now);
            times.add(time);
            values.add(sample);
            if (i % 50 == 0) {
                compare(now, error);
            }
        }
    }

    private void compare(long now, double error) {
        List<Double> within = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            if (Math.floorDiv(times.get(i) - 1, PART) * PART + PART > now - LENGTH) {
                within.add(values.get(i));
            }
        }
        Collections.sort(within);
        for (double quantile : List.of(0.0, 0.5, 0.95, 0.99, 1.0)) {
            double rank = quantile * (within.size() - 1);
            int below = (int) rank;
            double low = within.get(below);
            double high = within.get(Math.min(below + 1, within.size() - 1));
            double exact = low + (high - low) * (rank - below);
            double most = error * Math.max(Math.abs(low), Math.abs(high)) + 1e-12;
            assertThat(window.quantile(quantile)).as("quantile " + quantile).isCloseTo(exact, within(most));
        }
    }

    @Test
    void percentilesOfBothSignsAreWithinOnePercent() {
        feed(2_000, () -> random.nextInt(5) == 0 ? 0 : 100 * random.nextGaussian(), WindowPercentiles.ACCURACY);
    }

    @Test
    void percentilesOfLatenciesAreWithinOnePercent() {
        feed(2_000, () -> Math.exp(3 * random.nextGaussian()), WindowPercentiles.ACCURACY);
    }

    @Test
    void valuesThatFillTooManyBinsAreLessExactUntilTheWindowIsEmpty() {
        WindowPercentiles wide = new WindowPercentiles(LENGTH);
        for (int i = 0; i < 1_500; i++) {
            wide.add(SECOND, 1e-9 * Math.pow(1.025, i));
        }
        double median = 1e-9 * Math.pow(1.025, 749.5);
        assertThat(wide.quantile(0.5)).isCloseTo(median, within(0.03 * median));

        wide.touch(200 * SECOND);
        assertThat(wide.quantile(0.5)).isNaN();
        wide.add(200 * SECOND, 5);
        assertThat(wide.quantile(0.5)).isCloseTo(5, within(0.05));
    }

    @Test
    void emptyWindowHasNone() {
        assertThat(window.quantile(0.5)).isNaN();
    }
}
