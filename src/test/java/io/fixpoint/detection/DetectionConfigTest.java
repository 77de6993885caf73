package io.fixpoint.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.factlog.FactsConfig;
import io.fixpoint.factlog.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DetectionConfigTest {
    @Test
    void theDefaultsAreThoseThatAreDocumented() {
        DetectionConfig config = TestDatabase.config(DetectionConfig.class, Map.of());
        assertThat(config.tick()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.staleIntervals()).isEqualTo(4);
        assertThat(config.staleAtLeast()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.staleWithoutInterval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.heartbeatTolerance()).isEqualTo(1.5);
        assertThat(config.keepResolvedAlerts()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.forgetAfter()).isEqualTo(Duration.ofDays(1));
        assertThat(config.mostSeries()).isEqualTo(100_000);
        assertThat(config.windowSamples()).isEqualTo(4_096);
        assertThat(config.relearnAfter()).isEqualTo(Duration.ofHours(3));
        assertThat(config.commitEvery()).isEqualTo(Duration.ofSeconds(1));
        FactsConfig facts = TestDatabase.factsConfig();
        assertThat(facts.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(facts.maxSize().asLongValue()).isEqualTo(20L << 30);
        assertThat(facts.keepFree().asLongValue()).isEqualTo(256L << 20);
        assertThat(facts.longestPause()).isEqualTo(Duration.ofSeconds(30));
        assertThat(facts.waiting()).isEqualTo(1_000);
    }
}
