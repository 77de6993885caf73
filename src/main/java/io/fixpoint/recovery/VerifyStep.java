package io.fixpoint.recovery;

import io.fixpoint.detection.Episodes;
import io.fixpoint.detection.FactState;
import io.fixpoint.detection.FactState.FreshFacts;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.NotRecovered;
import io.fixpoint.fact.Recovered;
import io.fixpoint.fact.Repair;
import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.recovery.VerificationState.Outcome;
import io.fixpoint.rule.Conclusion;
import io.fixpoint.rule.QuarantinedRule;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.RuleSession;
import io.fixpoint.rule.Rules;
import io.fixpoint.rule.Stage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;

/**
 * {@code ${verify}}: one check whether the repair helped. Sets {@code verification}, whose {@code state} is WAITING (check
 * again after {@code ${verifyEvery}}), RECOVERED or NOT_RECOVERED, with the reason.
 */
@Named("verify")
@ApplicationScoped
class VerifyStep implements JavaDelegate {
    private final Rules rules;
    private final Episodes episodes;
    private final FactState facts;
    private final RecoveryProgress progress;
    private final RecoveryConfig config;

    VerifyStep(Rules rules, Episodes episodes, FactState facts, RecoveryProgress progress, RecoveryConfig config) {
        this.rules = rules;
        this.episodes = episodes;
        this.facts = facts;
        this.progress = progress;
        this.config = config;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Map<?, ?> variable = execution.getVariable(ModelNames.REPAIR) instanceof Map<?, ?> map ? map : Map.of();
        Repair repair = FactVariables.repair(variable);
        String attempt = variable.get(RepairEnds.ATTEMPT) instanceof String id ? id : null;
        Incident incident =
                RecoveryListeners.incidentOf(execution).map(progress::incident).orElse(null);
        VerificationState before = VerificationState.of(execution.getVariable(ModelNames.VERIFICATION));
        FactState.Since since = before.since();
        if (before.outcome() != Outcome.WAITING || since == null || !Objects.equals(before.attempt(), attempt)) {
            // The first check comes right after the repair. A later end would at worst ask for later facts.
            since = facts.now();
            before = VerificationState.begin(attempt, since);
        }
        List<Anomaly> anomalies = incident == null ? List.of() : episodes.ofIncident(incident.getId());
        FreshFacts fresh = facts.freshFacts(since, services(incident, repair, anomalies, execution), anomalies);
        VerificationState now = new Verification(config.verifyTimeout(), config.stableFor())
                .check(before, fresh, concluded(incident, repair, fresh));
        execution.setVariable(ModelNames.VERIFICATION, now.toVariable());
        if (attempt != null && now.outcome() != Outcome.WAITING) {
            progress.verified(attempt, now.outcome() == Outcome.RECOVERED, now.reason());
        }
    }

    private static Set<String> services(
            @Nullable Incident incident, Repair repair, List<Anomaly> anomalies, DelegateExecution execution) {
        Set<String> services = new TreeSet<>();
        if (incident != null) {
            services.add(incident.getService());
            services.addAll(incident.getServices());
        }
        anomalies.forEach(anomaly -> services.add(anomaly.getService()));
        if (!repair.getTarget().isEmpty()) {
            services.add(repair.getTarget());
        }
        if (execution.getVariable(ModelNames.SERVICE) instanceof String service) {
            services.add(service);
        }
        return services;
    }

    private Verification.Concluded concluded(@Nullable Incident incident, Repair repair, FreshFacts fresh) {
        // A rule that failed may be the one that would have said NotRecovered. Without it nobody can say that the
        // repair
        // helped: the step fails, and in the end a person is asked.
        for (QuarantinedRule rule : rules.leftOut()) {
            if (rule.stage() == Stage.VERIFICATION) {
                throw new IllegalStateException(
                        "The verification rule '" + rule.rule().rule()
                                + "' is in quarantine, so it cannot be said whether the repair helped. Publish a release with a"
                                + " corrected rule, then try the step again. It failed: " + rule.reason());
            }
        }
        if (rules.isEmpty(Stage.VERIFICATION)) {
            return Verification.Concluded.NO_RULES;
        }
        try (RuleSession session = rules.open(Stage.VERIFICATION)) {
            int count = 0;
            if (incident != null) {
                session.put(count++, incident);
            }
            session.put(count++, repair);
            for (Object fact : fresh.facts()) {
                session.put(count++, fact);
            }
            for (Anomaly anomaly : fresh.anomalies()) {
                session.put(count++, anomaly);
            }
            RuleSession.Firing firing = session.fire();
            Set<Object> values = new LinkedHashSet<>();
            firing.concluded().stream().map(Conclusion::value).forEach(values::add);
            values.removeAll(firing.withdrawn());
            List<Recovered> recovered = new ArrayList<>();
            List<NotRecovered> notRecovered = new ArrayList<>();
            for (Object value : values) {
                if (value instanceof Recovered yes && yes.getRepair().equals(repair)) {
                    recovered.add(yes);
                } else if (value instanceof NotRecovered no && no.getRepair().equals(repair)) {
                    notRecovered.add(no);
                }
            }
            return new Verification.Concluded(true, recovered, notRecovered);
        } catch (RuleFailedException e) {
            // It is not to hang again with each try.
            boolean unused = rules.quarantine(e);
            throw e;
        }
    }
}
