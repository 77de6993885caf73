package io.fixpoint.triage;

import io.fixpoint.detection.Episodes;
import io.fixpoint.detection.FactState;
import io.fixpoint.rule.Stage;
import io.fixpoint.rule.StageFacts;
import io.fixpoint.silence.QuietTimes;
import io.fixpoint.topology.Topology;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** What triage rules see now, or saw at a time. */
@ApplicationScoped
class TriageStageFacts implements StageFacts {
    private final Episodes episodes;
    private final FactState state;
    private final DecisionSink sink;
    private final Topology topology;
    private final QuietTimes quietTimes;
    private final TriageConfig config;
    private final PastTriage past;
    private final Clock clock;

    TriageStageFacts(
            Episodes episodes,
            FactState state,
            DecisionSink sink,
            Topology topology,
            QuietTimes quietTimes,
            TriageConfig config,
            PastTriage past,
            Clock clock) {
        this.episodes = episodes;
        this.state = state;
        this.sink = sink;
        this.topology = topology;
        this.quietTimes = quietTimes;
        this.config = config;
        this.past = past;
        this.clock = clock;
    }

    @Override
    public Stage stage() {
        return Stage.TRIAGE;
    }

    @Override
    public Seen seen(Question question) {
        Instant at = question.at();
        if (at != null) {
            return new Seen(
                    past.facts(at),
                    at,
                    List.of(),
                    "Incidents, silences and maintenance windows are as the last round of triage before that time saw"
                            + " them.");
        }
        List<Object> facts = QuarkusTransaction.requiringNew()
                .call(() -> TriageFacts.read(
                        episodes,
                        state::currentEvents,
                        sink.incidents(),
                        topology,
                        quietTimes.seen(clock.instant()),
                        config.batch()))
                .facts()
                .values()
                .stream()
                .map(TriageFacts.Fact::value)
                .toList();
        return new Seen(facts, clock.instant(), List.of(), null);
    }
}
