package io.fixpoint.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.TestClock;
import io.fixpoint.factlog.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactReaderTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private final FactReader reader = new FactReader(
            new FactTimes(new TestClock(NOON), TestDatabase.factsConfig()),
            new SeriesRegister(new TestClock(NOON), 20_000, 100_000, Duration.ofDays(1)));

    private Fact read(String json) throws JsonProcessingException {
        return reader.read(new ObjectMapper().readTree(json.replace('\'', '"')));
    }

    @Test
    void everyFieldOfEveryTypeIsRead() throws JsonProcessingException {
        assertThat(read("{'type':'sample','service':'checkout','instance':'checkout-1','metric':'http_error_ratio',"
                        + "'value':0.12,'unit':'1','time':'2026-11-22T11:00:00+01:00','labels':{'zone':'a'},'id':'x'}"))
                .isEqualTo(new Fact.Sample(
                        "checkout",
                        "checkout-1",
                        "http_error_ratio",
                        0.12,
                        "1",
                        Instant.parse("2026-11-22T10:00:00Z"),
                        Map.of("zone", "a"),
                        "x"));
        assertThat(read("{'type':'alert','service':'checkout','name':'High','status':'resolved','severity':'critical',"
                        + "'summary':'…','startsAt':'2026-11-22T10:00:00Z','endsAt':'2026-11-22T11:00:00Z',"
                        + "'fingerprint':'f','labels':{}}"))
                .isEqualTo(new Fact.Alert(
                        "checkout",
                        null,
                        "High",
                        false,
                        "critical",
                        "…",
                        Instant.parse("2026-11-22T10:00:00Z"),
                        Instant.parse("2026-11-22T11:00:00Z"),
                        "f",
                        NOON,
                        Map.of(),
                        null));
        assertThat(read("{'type':'heartbeat','service':'checkout','instance':'checkout-1','interval':'PT30S'}"))
                .isEqualTo(new Fact.Heartbeat("checkout", "checkout-1", Duration.ofSeconds(30), NOON, Map.of(), null));
        assertThat(read("{'type':'event','service':'checkout','kind':'deployment','message':'1.4.2',"
                        + "'attributes':{'version':'1.4.2'},'keep':'PT2H'}"))
                .isEqualTo(new Fact.Event(
                        "checkout",
                        null,
                        "deployment",
                        "1.4.2",
                        Map.of("version", "1.4.2"),
                        Duration.ofHours(2),
                        NOON,
                        Map.of(),
                        null));
    }

    @Test
    void anAlertWithoutServiceIsUnmappedAndAlwaysHasAFingerprint() throws JsonProcessingException {
        Fact.Alert first = (Fact.Alert) read("{'type':'alert','name':'High','status':'firing','labels':{'a':'b'}}");
        Fact.Alert again = (Fact.Alert) read("{'type':'alert','name':'High','status':'resolved','labels':{'a':'b'}}");

        assertThat(first.service()).isEqualTo("unmapped");
        assertThat(first.fingerprint()).isEqualTo(again.fingerprint()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1]                                                                | is a JSON object; this is [1]",
                "{}                                                                 | 'type' is missing",
                "{'type':'sampel'}                                                  | Did you mean 'sample'?",
                "{'type':'sample','metric':'m','value':1}                           | 'service' is missing",
                "{'type':'sample','service':' ','metric':'m','value':1}             | 'service' is empty",
                "{'type':'sample','service':7,'metric':'m','value':1}               | 'service' is 7; it must be a text",
                "{'type':'sample','service':'a\\u0007b','metric':'m','value':1}     | control character",
                "{'type':'sample','service':'s','value':1}                          | 'metric' is missing",
                "{'type':'sample','service':'s','metric':'m'}                       | 'value' is missing",
                "{'type':'sample','service':'s','metric':'m','value':'NaN'}         | it must be a finite number",
                "{'type':'sample','service':'s','metric':'m','value':1e999}         | it must be a finite number",
                "{'type':'sample','service':'s','metric':'m','valeu':1}             | Did you mean 'value'?",
                "{'type':'sample','service':'s','metric':'m','value':1,'time':5}    | must be an RFC 3339 time",
                "{'type':'sample','service':'s','metric':'m','value':1,'time':'2026-11-22T12:10:01Z'} | more than 10 minutes ahead",
                "{'type':'sample','service':'s','metric':'m','value':1,'time':'2026-11-15T11:59:59Z'} | older than the retention",
                "{'type':'sample','service':'s','metric':'m','value':1,'labels':{'a':1}} | 'labels.a' is 1; it must be a text",
                "{'type':'sample','service':'s','metric':'m','value':1,'labels':[]} | it must be an object of texts",
                "{'type':'alert','name':'n'}                                        | 'status' is missing",
                "{'type':'alert','name':'n','status':'on'}                          | must be firing or resolved",
                "{'type':'heartbeat','service':'s'}                                 | 'interval' is missing",
                "{'type':'heartbeat','service':'s','interval':'30s'}                | ISO 8601 duration",
                "{'type':'heartbeat','service':'s','interval':'PT0S'}               | it must be from PT0.1S",
                "{'type':'event','service':'s'}                                     | 'kind' is missing",
                "{'type':'event','service':'s','kind':'k','keep':'P30D'}            | 'keep' is",
            })
    void whatIsNotValidIsRefusedWithTheReason(String json, String reason) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void labelsHaveLimits() {
        StringBuilder many = new StringBuilder("'l0':''");
        for (int i = 1; i < 65; i++) {
            many.append(",'l").append(i).append("':''");
        }
        String sample = "{'type':'sample','service':'s','metric':'m','value':1,'labels':{";
        assertThatThrownBy(() -> read(sample + many + "}}")).hasMessageContaining("at most 64");
        assertThatThrownBy(() -> read(sample + "'a':'" + "ü".repeat(2048) + "'}}"))
                .hasMessageContaining("at most 4096 are taken");
        assertThatThrownBy(() -> read("{'type':'sample','service':'" + "s".repeat(201) + "','metric':'m','value':1}"))
                .hasMessageContaining("at most 200");
    }
}
