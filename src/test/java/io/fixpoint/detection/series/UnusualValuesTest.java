package io.fixpoint.detection.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class UnusualValuesTest {
    private final UnusualValues usual = new UnusualValues(6 * 3_600_000_000L);
    private long time;

    private double score(double value) {
        time += 1_000_000L;
        usual.add(time, value);
        return usual.score();
    }

    @Test
    void nothingIsUnusualWhileItLearns() {
        for (int i = 0; i < 10; i++) {
            assertThat(score(i * 1_000)).isZero();
        }
    }

    @Test
    void noiseIsUsualAndAClearJumpIsNot() {
        Random random = new Random(1);
        int clear = 0;
        for (int i = 0; i < 1_000; i++) {
            if (score(100 + 5 * random.nextGaussian()) > UnusualValues.CLEAR) {
                clear++;
            }
        }
        assertThat(clear).isLessThanOrEqualTo(2);
        assertThat(usual.baseline()).isBetween(97.0, 103.0);
        assertThat(score(160)).isGreaterThan(UnusualValues.CLEAR);
        assertThat(score(40)).isGreaterThan(UnusualValues.CLEAR);
    }

    @Test
    void aRareErrorInAQuietSeriesIsUnusual() {
        for (int i = 0; i < 100; i++) {
            assertThat(score(0)).isZero();
        }
        assertThat(score(0.2)).isGreaterThan(0.99);
    }

    @Test
    void twoPercentOfAConstantAreUsual() {
        for (int i = 0; i < 100; i++) {
            score(1_000);
        }
        assertThat(score(1_010)).isLessThan(0.1);
        assertThat(score(1_500)).isGreaterThan(0.99);
    }

    @Test
    void theScoreOfAPointDoesNotIncludeItself() {
        for (int i = 0; i < 12; i++) {
            score(i % 2);
        }
        double expected = usual.score(50);
        assertThat(score(50)).isEqualTo(expected);
    }

    @Test
    void aFaultDoesNotBecomeUsualWhileItLastsUntilTheStatedTimeIsOver() {
        for (int i = 0; i < 300; i++) {
            score(10 + i % 3);
        }
        for (int second = 0; second < 6 * 3_600; second++) {
            assertThat(score(100 + second % 5)).isGreaterThan(UnusualValues.CLEAR);
        }
        for (int i = 0; i < 20; i++) {
            score(100 + i % 5);
        }
        assertThat(usual.score()).isLessThan(0.5);
        assertThat(usual.baseline()).isBetween(100.0, 104.0);
    }
}
