package io.fixpoint.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearNamesTest {
    @Test
    void swappedLettersAreNear() {
        assertThat(NearNames.of("fixpoint.data-dri", List.of("fixpoint.data-dir", "fixpoint.rules.dir")))
                .first()
                .isEqualTo("fixpoint.data-dir");
    }

    @Test
    void nothingIsNearToAStranger() {
        assertThat(NearNames.question("zzz", List.of("service", "severity"))).isEmpty();
    }

    @Test
    void distanceCountsLetters() {
        assertThat(NearNames.distance("", "abc")).isEqualTo(3);
        assertThat(NearNames.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(NearNames.distance("ab", "ba")).isEqualTo(1);
    }
}
