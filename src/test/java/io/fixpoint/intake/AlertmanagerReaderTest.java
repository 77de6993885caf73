package io.fixpoint.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.TestClock;
import io.fixpoint.factlog.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertmanagerReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:10:00Z");
    private static final Path CAPTURES = Path.of("../shared/data/captures");
    private final AlertmanagerReader reader = reader(Map.of());

    private static AlertmanagerReader reader(Map<String, String> stated) {
        return new AlertmanagerReader(new TestClock(NOW), TestDatabase.config(IntakeConfig.class, stated));
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    private static JsonNode recorded(String name) throws IOException {
        Path file = CAPTURES.resolve(name);
        assumeThat(file).as("recorded webhook").exists();
        return json(Files.readString(file)).path("alerts").get(0);
    }

    @Test
    void aRecordedFiringAlertIsRead() throws IOException {
        Fact.Alert alert = reader.read(recorded("firing.json"));

        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.instance()).isEqualTo("127.0.0.1:19600");
        assertThat(alert.name()).isEqualTo("HighErrorRate");
        assertThat(alert.firing()).isTrue();
        assertThat(alert.severity()).isEqualTo("critical");
        assertThat(alert.summary()).isEqualTo("Error ratio 42% on checkout");
        assertThat(alert.startsAt()).isEqualTo("2026-11-22T20:08:36.238Z");
        assertThat(alert.endsAt()).isNull();
        assertThat(alert.fingerprint()).isEqualTo("c717a6f4755c03e6");
        assertThat(alert.time()).isEqualTo(NOW);
        assertThat(alert.labels()).containsEntry("team", "payments");
        assertThat(alert.id()).isEqualTo("c717a6f4755c03e6/firing/2026-11-22T20:08:36.238Z");
    }

    @Test
    void theRecordedResolutionIsOfTheSameAlertWithAnIdOfItsOwn() throws IOException {
        Fact.Alert firing = reader.read(recorded("firing.json"));
        Fact.Alert resolved = reader.read(recorded("resolved.json"));

        assertThat(resolved.firing()).isFalse();
        assertThat(resolved.endsAt()).isEqualTo("2026-11-22T20:08:40.238Z");
        assertThat(resolved.fingerprint()).isEqualTo(firing.fingerprint());
        assertThat(resolved.id()).isNotEqualTo(firing.id());
    }

    @Test
    void theLabelThatNamesTheServiceIsConfigurable() throws IOException {
        JsonNode alert = json("{'status':'firing','labels':{'alertname':'A','job':'api','team':'shop'}}");

        assertThat(reader.read(alert).service()).isEqualTo("api");
        assertThat(reader(Map.of("fixpoint.intake.service-labels", "team,job"))
                        .read(alert)
                        .service())
                .isEqualTo("shop");
    }

    @Test
    void anAlertIsNeverRefusedForWhatItLacks() throws IOException {
        Fact.Alert alert = reader.read(json("{'status':'firing'}"));

        assertThat(alert.service()).isEqualTo("unmapped");
        assertThat(alert.name()).isEqualTo("alert without a name");
        assertThat(alert.fingerprint()).isNotEmpty();
        assertThatThrownBy(() -> reader.read(json("{}"))).isInstanceOf(RefusedException.class);
    }

    @Test
    void labelsBeyondTheLimitsAreCutAndThoseThatCountStay() throws IOException {
        StringBuilder labels = new StringBuilder("'big':'" + "x".repeat(5_000) + "'");
        for (int i = 0; i < 80; i++) {
            labels.append(",'l").append(i).append("':'").append("y".repeat(60)).append('\'');
        }
        Fact.Alert alert = reader.read(json("{'status':'firing','labels':{" + labels + ",'service':'"
                + "s".repeat(3_000) + "','alertname':'A','severity':'page'}}"));

        assertThat(alert.service()).isEqualTo("s".repeat(200));
        assertThat(alert.labels()).containsEntry("severity", "page").containsEntry("alertname", "A");
        int bytes = alert.labels().entrySet().stream()
                .mapToInt(entry -> Fields.bytes(entry.getKey()) + Fields.bytes(entry.getValue()))
                .sum();
        assertThat(bytes).isLessThanOrEqualTo(Fields.LABELS_BYTES);
        assertThat(alert.labels()).hasSizeLessThanOrEqualTo(Fields.MOST_LABELS);
    }
}
