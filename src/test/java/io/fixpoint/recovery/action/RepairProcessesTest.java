package io.fixpoint.recovery.action;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.fixpoint.outbound.HttpSettings;
import io.fixpoint.outbound.OutboundClient;
import io.fixpoint.recovery.PlainEngine;
import io.fixpoint.recovery.action.ActionJournal.Decision;
import io.fixpoint.recovery.action.JournalEntry.State;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.runtime.Job;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The shipped repairs, with the real action and journal, against a platform that may misbehave. */
class RepairProcessesTest {
    @RegisterExtension
    static final WireMockExtension PLATFORM = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort())
            .build();

    private static final List<String> VERBS =
            List.of("restart", "rollback", "rollforward", "scale", "scale-back", "failover", "failback");

    private final InMemoryJournalStore store = new InMemoryJournalStore();
    private final ActionJournal journal = new ActionJournal(store, new ObjectMapper(), Clock.systemUTC());
    private @Nullable PlainEngine plain;

    @BeforeEach
    void start() throws IOException {
        Map<String, Object> beans = new HashMap<>();
        beans.put(
                "http",
                new HttpAction(
                        journal,
                        new OutboundClient(HttpSettings.endpoint(PLATFORM.baseUrl()), Clock.systemUTC()),
                        new ObjectMapper()));
        List<String> models = new ArrayList<>();
        VERBS.forEach(verb -> models.add("repair-" + verb + ".bpmn"));
        plain = new PlainEngine(beans, models);
    }

    @AfterEach
    void stop() {
        engine().close();
    }

    @Test
    void eachCallsTheControlEndpointOnceWithTheJournalsKey() {
        answer(200);
        for (String verb : VERBS) {
            String id = repair("repair-" + verb);

            assertThat(engine().end(id)).as(verb).isEqualTo("carriedOut");
            JournalEntry entry = journal.ofRecovery(id).get(0);
            assertThat(entry.state()).isEqualTo(State.DONE);
            assertThat(calls("/services/orders/" + verb))
                    .singleElement()
                    .satisfies(call ->
                            assertThat(call.getHeader("Idempotency-Key")).isEqualTo(entry.key()));
        }
    }

    @Test
    void refusedRepairEndsWithAnError() {
        answer(409);

        String id = repair("repair-scale");

        assertThat(journal.ofRecovery(id))
                .singleElement()
                .satisfies(entry -> assertThat(entry.error()).contains("answered 409"));
        assertThat(calls("/services/orders/scale")).hasSize(1);
    }

    @Test
    void unknownOutcomeStallsAtOnceUntilAPersonDecides() {
        PLATFORM.stubFor(any(anyUrl()).willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));

        String id = repair("repair-scale");

        Job stalled = management().createJobQuery().singleResult();
        assertThat(stalled.getRetries()).isZero();
        assertThat(stalled.getExceptionMessage()).contains("Nobody knows");
        assertThat(journal.find(stalled.getId()))
                .hasValueSatisfying(entry -> assertThat(entry.unknownOutcome()).isTrue());

        // Tried again without a decision, it asks again and calls nothing.
        retry(stalled);
        assertThat(management().createJobQuery().singleResult().getRetries()).isZero();
        assertThat(calls("/services/orders/scale")).hasSize(1);

        answer(200);
        journal.decide(stalled.getId(), Decision.REPEAT, "anna");
        retry(stalled);

        assertThat(engine().end(id)).isEqualTo("carriedOut");
        assertThat(calls("/services/orders/scale").stream()
                        .map(call -> call.getHeader("Idempotency-Key"))
                        .distinct())
                .hasSize(1);
        assertThat(calls("/services/orders/scale")).hasSize(2);
    }

    @Test
    void repeatableRepairIsRepeatedWithoutAskingAnyone() {
        PLATFORM.stubFor(any(anyUrl())
                .inScenario("once")
                .whenScenarioStateIs("Started")
                .willSetStateTo("mended")
                .willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));
        PLATFORM.stubFor(any(anyUrl())
                .inScenario("once")
                .whenScenarioStateIs("mended")
                .willReturn(aResponse().withStatus(200)));

        String id = repair("repair-restart");

        assertThat(engine().end(id)).isEqualTo("carriedOut");
        assertThat(calls("/services/orders/restart")).hasSize(2);
    }

    @Test
    void crashAfterTheCallStallsAnActionThatIsNotRepeatable() {
        answer(200);
        String id = start("repair-scale");
        Job job = management().createJobQuery().singleResult();
        // What a server that was killed during the call left behind.
        store.insert(new JournalEntry(
                job.getId(),
                "execution",
                id,
                null,
                "callControl",
                "http",
                State.STARTED,
                1,
                "POST",
                null,
                null,
                "dead:1",
                Clock.systemUTC().instant(),
                null,
                null,
                null,
                null));

        engine().run();

        assertThat(management().createJobQuery().singleResult().getRetries()).isZero();
        assertThat(calls("/services/orders/scale")).isEmpty();

        journal.decide(job.getId(), Decision.DONE, "anna");
        retry(job);

        assertThat(engine().end(id)).isEqualTo("carriedOut");
        assertThat(calls("/services/orders/scale")).isEmpty();
    }

    @Test
    void bodyNamesIncidentAndParameters() {
        answer(200);

        repair("repair-rollback");

        PLATFORM.verify(
                1,
                postRequestedFor(urlEqualTo("/services/orders/rollback"))
                        .withRequestBody(equalToJson("{\"incidentId\":null,\"parameters\":{\"to\":\"1.4.1\"}}")));
    }

    private String repair(String process) {
        String id = start(process);
        engine().run();
        return id;
    }

    private String start(String process) {
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        variables.put("incidentId", null);
        variables.put("repair", Map.of("target", "orders", "parameters", Map.of("to", "1.4.1")));
        return engine().start(process, variables);
    }

    private void retry(Job job) {
        management().setJobRetries(job.getId(), 1);
        engine().run();
    }

    private ManagementService management() {
        return engine().engine().getManagementService();
    }

    private PlainEngine engine() {
        if (plain == null) {
            throw new IllegalStateException("not started");
        }
        return plain;
    }

    private static void answer(int status) {
        PLATFORM.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status)));
    }

    private static List<LoggedRequest> calls(String path) {
        return PLATFORM.findAll(postRequestedFor(urlEqualTo(path)));
    }
}
