package io.fixpoint.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fixpoint.fact.Labels;
import io.fixpoint.factlog.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeriesRegisterTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final TestClock clock = new TestClock(Instant.parse("2026-11-22T12:00:00Z"));
    private final SeriesRegister register = new SeriesRegister(clock, 3, 5, DAY);

    private KnownSeries take(String service, int number) {
        return register.taken(new KnownSeries(service, null, "m", Labels.of(Map.of("n", String.valueOf(number)))));
    }

    @Test
    void aServiceThatIsFullIsToldAndItsKnownSeriesGoOn() {
        for (int i = 0; i < 3; i++) {
            take("shop", i);
        }

        assertThatThrownBy(() -> take("shop", 3))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("Service 'shop' has 3 series")
                .hasMessageContaining("fixpoint.intake.most-series-per-service");
        assertThat(take("shop", 2)).isSameAs(take("shop", 2));
        assertThat(take("mail", 0)).isNotNull();
    }

    @Test
    void allServicesTogetherHaveALimit() {
        for (int i = 0; i < 5; i++) {
            take("service" + i, 0);
        }

        assertThatThrownBy(() -> take("another", 0))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("There are 5 series")
                .hasMessageContaining("fixpoint.detection.most-series");
    }

    @Test
    void idleSeriesMakeRoomAfterAnHourAndAreForgottenAfterADay() {
        for (int i = 0; i < 3; i++) {
            take("shop", i);
        }
        clock.advance(Duration.ofMinutes(59));
        take("shop", 0);
        assertThatThrownBy(() -> take("shop", 3)).isInstanceOf(RefusedException.class);
        clock.advance(Duration.ofMinutes(2));

        assertThat(take("shop", 3)).isNotNull();
        assertThat(register.size()).isEqualTo(2);
        clock.advance(DAY.plusSeconds(1));
        take("mail", 0);
        assertThat(register.size()).isEqualTo(1);
    }

    @Test
    void whatDetectionKnowsFromBeforeTheStartCounts() {
        for (int i = 0; i < 3; i++) {
            register.known("shop", null, "m", Map.of("n", String.valueOf(i)));
        }

        assertThat(take("shop", 1)).isNotNull();
        assertThatThrownBy(() -> take("shop", 3)).isInstanceOf(RefusedException.class);
    }

    @Test
    void aForgottenSeriesIsNotFoundByTheBytesThatNamedIt() {
        byte[] bytes = "its labels".getBytes(StandardCharsets.UTF_8);
        SentName name = new SentName(bytes, 0, bytes.length);
        KnownSeries series = take("shop", 0);
        register.remember(name, series);
        assertThat(register.find(name)).isSameAs(series);

        clock.advance(DAY.plusSeconds(1));
        take("mail", 0);

        assertThat(register.find(name)).isNull();
    }
}
