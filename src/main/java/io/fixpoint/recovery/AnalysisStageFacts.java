package io.fixpoint.recovery;

import io.fixpoint.detection.Episodes;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Suspect;
import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rule.Stage;
import io.fixpoint.rule.StageFacts;
import io.fixpoint.topology.Localization;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;

/** What analysis rules would see if the incident were located and analyzed now. */
@ApplicationScoped
class AnalysisStageFacts implements StageFacts {
    private final AnalyzeStep step;
    private final Localization localization;
    private final Episodes episodes;
    private final RecoveryProgress progress;
    private final Clock clock;

    AnalysisStageFacts(
            AnalyzeStep step, Localization localization, Episodes episodes, RecoveryProgress progress, Clock clock) {
        this.step = step;
        this.localization = localization;
        this.episodes = episodes;
        this.progress = progress;
        this.clock = clock;
    }

    @Override
    public Stage stage() {
        return Stage.ANALYSIS;
    }

    @Override
    @Transactional
    public Seen seen(Question question) {
        String id = question.incidentId();
        if (id == null) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "Analysis rules run once for an incident: name it by ?incidentId=, and they are tried as if it were"
                            + " analyzed now.");
        }
        if (question.at() != null) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "What analysis saw at " + question.at() + " is not kept. Leave 'at' out to try the rules on what is"
                            + " known now.");
        }
        Incident incident = progress.incident(id);
        List<Suspect> suspects = localization.locate(episodes.ofIncident(id), episodes.standing());
        return new Seen(
                step.matter(incident, suspects),
                clock.instant(),
                List.of(),
                "The suspects are those of now, not those of the recovery.");
    }
}
