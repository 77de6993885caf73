package io.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code fixpoint replay} reads and says. */
class ReplayWordsTest {
    private static final ZonedDateTime NOW = ZonedDateTime.of(2026, 11, 24, 15, 30, 0, 0, ZoneId.of("Europe/Berlin"));

    @ParameterizedTest
    @CsvSource({
        "now, 2026-11-24T14:30:00Z",
        "today, 2026-11-23T23:00:00Z",
        "yesterday, 2026-11-22T23:00:00Z",
        "-24h, 2026-11-23T14:30:00Z",
        "-1d12h, 2026-11-23T02:30:00Z",
        "90m, 2026-11-24T13:00:00Z",
        "2026-11-20, 2026-11-19T23:00:00Z",
        "2026-11-20T08:00, 2026-11-20T07:00:00Z",
        "2026-11-20 08:00, 2026-11-20T07:00:00Z",
        "2026-11-20T08:00:00Z, 2026-11-20T08:00:00Z",
        "2026-11-20T08:00:00+02:00, 2026-11-20T06:00:00Z"
    })
    void timesAreReadAsPeopleTypeThem(String text, Instant time) {
        assertThat(TimeText.read(text, NOW)).isEqualTo(time);
    }

    @Test
    void whatIsNoTimeSaysWhatIs() {
        assertThatThrownBy(() -> TimeText.read("tomorrow-ish", NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'tomorrow-ish' is no time")
                .hasMessageContaining("yesterday");
    }

    @Test
    void aDifferenceIsToldInWords() throws Exception {
        assertThat(DifferenceInWords.of(result("""
                        {"anomalies":[
                          {"change":"EARLIER","name":"long-queue","service":"mail","labels":{},"what":"FIRED","bySeconds":12.0,"fires":true},
                          {"change":"NEW","name":"long-queue","service":"mail","instance":"m-2","labels":{"queue":"out"},"candidate":"2026-11-24T12:00:00Z","fires":true},
                          {"change":"GONE","name":"stale","service":"mail","labels":{},"live":"2026-11-24T12:00:00Z","fires":false},
                          {"change":"SEVERITY","name":"slow","service":"shop","labels":{},"liveSeverity":"MINOR","candidateSeverity":"MAJOR","fires":true}],
                         "incidents":[
                          {"change":"NEW","correlationKey":"mail","service":"mail","title":"mail: Too much waits","candidateSeverity":"MAJOR","candidate":"2026-11-24T12:01:00Z"}],
                         "recoveries":[
                          {"change":"LATER","process":"recovery","incident":"shop","bySeconds":200.0}],
                         "decisions":[
                          {"change":"GONE","type":"Notify","about":["notify","shop","look"],"live":"2026-11-24T12:01:00Z"}]}"""), true, ZoneOffset.UTC))
                .startsWith(
                        "one incident more: mail: Too much waits (mail), major, at Nov 24 12:01:00",
                        "recovery recovery for shop: started 3 min 20 s later",
                        "long-queue of mail: 12 s earlier",
                        "long-queue of mail/m-2{queue=out}: new, at Nov 24 12:00:00",
                        "slow of shop: minor → major",
                        "stale of mail: gone, was at Nov 24 12:00:00 (pending only)",
                        "decision less: Notify shop, look, at Nov 24 12:01:00");
    }

    @Test
    void noDifferenceIsSaidInOneLine() throws Exception {
        String none = "{\"anomalies\":[],\"incidents\":[],\"recoveries\":[],\"decisions\":[]}";

        assertThat(DifferenceInWords.of(result(none), true, ZoneOffset.UTC).get(0))
                .isEqualTo("Nothing would differ.");
        assertThat(DifferenceInWords.of(result(none), false, ZoneOffset.UTC).get(0))
                .isEqualTo("Nothing differs: the replay comes to what was recorded.");
        assertThat(DifferenceInWords.isEmpty(result(none).path("difference"))).isTrue();
    }

    private static JsonNode result(String difference) throws Exception {
        return new ObjectMapper()
                .readTree("{\"live\":{\"counts\":{\"incidents\":1}},\"candidate\":{\"counts\":{\"incidents\":2}},"
                        + "\"difference\":" + difference + ",\"notes\":[]}");
    }
}
