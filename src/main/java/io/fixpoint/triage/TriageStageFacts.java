package io.fixpoint.triage;

import io.fixpoint.detection.Episodes;
import io.fixpoint.detection.FactState;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rule.Stage;
import io.fixpoint.rule.StageFacts;
import io.fixpoint.topology.Topology;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** What triage rules see now. */
@ApplicationScoped
class TriageStageFacts implements StageFacts {
    private final Episodes episodes;
    private final FactState state;
    private final DecisionSink sink;
    private final Topology topology;
    private final TriageConfig config;
    private final Clock clock;

    TriageStageFacts(
            Episodes episodes,
            FactState state,
            DecisionSink sink,
            Topology topology,
            TriageConfig config,
            Clock clock) {
        this.episodes = episodes;
        this.state = state;
        this.sink = sink;
        this.topology = topology;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Stage stage() {
        return Stage.TRIAGE;
    }

    @Override
    public Seen seen(Question question) {
        if (question.at() != null) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "Triage sees anomalies, incidents and the topology as they are now; what they were at "
                            + question.at() + " is not kept. Leave 'at' out, or look at the timeline of the incident.");
        }
        List<Object> facts = QuarkusTransaction.requiringNew()
                .call(() -> TriageFacts.read(episodes, state.events(), sink.incidents(), topology, config.batch()))
                .facts()
                .values()
                .stream()
                .map(TriageFacts.Fact::value)
                .toList();
        return new Seen(facts, clock.instant(), List.of(), null);
    }
}
