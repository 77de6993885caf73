package io.fixpoint.recovery;

import io.fixpoint.detection.Episodes;
import io.fixpoint.detection.FactState;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Cause;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.PastIncident;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.RepairHistory;
import io.fixpoint.fact.Suspect;
import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.rule.Conclusion;
import io.fixpoint.rule.Match;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.RuleSession;
import io.fixpoint.rule.Rules;
import io.fixpoint.rule.Stage;
import io.fixpoint.topology.Topology;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code ${analyze}}: lets the analysis rules find the cause and the repairs; sets {@code cause} (null if none was
 * found) and {@code repairs}, in their order.
 */
@Named("analyze")
@ApplicationScoped
class AnalyzeStep implements JavaDelegate {
    private static final Logger LOG = Logger.getLogger(AnalyzeStep.class);

    private final Rules rules;
    private final Episodes episodes;
    private final FactState facts;
    private final Topology topology;
    private final RecoveryProgress progress;
    private final Processes processes;
    private final RecoveryConfig config;

    AnalyzeStep(
            Rules rules,
            Episodes episodes,
            FactState facts,
            Topology topology,
            RecoveryProgress progress,
            Processes processes,
            RecoveryConfig config) {
        this.rules = rules;
        this.episodes = episodes;
        this.facts = facts;
        this.topology = topology;
        this.progress = progress;
        this.processes = processes;
        this.config = config;
    }

    /** What the rules concluded, in the order in which they did. */
    private record Analysis(List<Cause> causes, List<Repair> repairs, List<Match> because) {}

    @Override
    public void execute(DelegateExecution execution) {
        Optional<String> id = RecoveryListeners.incidentOf(execution);
        Incident incident = id.map(progress::incident).orElse(null);
        Analysis analysis = analyze(incident, suspects(execution.getVariable(ModelNames.SUSPECTS)));
        List<Repair> repairs = id.isPresent() ? known(id.get(), analysis.repairs()) : analysis.repairs();
        Cause cause = analysis.causes().isEmpty() ? null : analysis.causes().get(0);
        execution.setVariable(ModelNames.CAUSE, cause == null ? null : FactVariables.of(cause));
        execution.setVariable(
                ModelNames.REPAIRS, repairs.stream().map(FactVariables::of).toList());
        execution.setVariable(NextRepairStep.NEXT, 0);
        execution.setVariable(ModelNames.REPAIR, null);
        if (id.isPresent()) {
            progress.analyzed(id.get(), cause, repairs, analysis.because());
            analysis.causes().stream()
                    .skip(1)
                    .forEach(other -> progress.happened(
                            id.get(), "analysis", "Another cause is possible: " + other.getKind(), other.getDetail()));
        }
    }

    private static List<Suspect> suspects(@Nullable Object variable) {
        List<Suspect> suspects = new ArrayList<>();
        if (variable instanceof Collection<?> all) {
            for (Object one : all) {
                if (one instanceof Map<?, ?> map
                        && map.get("rank") instanceof Number rank
                        && map.get("score") instanceof Number score) {
                    suspects.add(new Suspect(
                            rank.intValue(),
                            String.valueOf(map.get("service")),
                            score.doubleValue(),
                            String.valueOf(map.get("reason"))));
                }
            }
        }
        return suspects;
    }

    private Analysis analyze(@Nullable Incident incident, List<Suspect> suspects) {
        if (rules.isEmpty(Stage.ANALYSIS)) {
            LOG.warn("There is no analysis rule, so no repair is known; write one in rules/analysis");
            return new Analysis(List.of(), List.of(), List.of());
        }
        List<Object> matter = matter(incident, suspects);
        while (true) {
            try {
                return conclude(matter);
            } catch (RuleFailedException e) {
                // One rule that fails must not keep the others from naming a repair.
                if (!rules.quarantine(e)) {
                    throw e;
                }
            }
        }
    }

    private Analysis conclude(List<Object> matter) {
        try (RuleSession session = rules.open(Stage.ANALYSIS)) {
            int count = 0;
            for (Object fact : matter) {
                session.put(count++, fact);
            }
            RuleSession.Firing firing = session.fire();
            Set<Object> withdrawn = new HashSet<>(firing.withdrawn());
            Map<Object, Conclusion> concluded = new LinkedHashMap<>();
            // The first conclusion keeps its place; a later one of the same value has all its reasons.
            firing.concluded().forEach(conclusion -> concluded.put(conclusion.value(), conclusion));
            withdrawn.forEach(concluded::remove);
            List<Cause> causes = new ArrayList<>();
            List<Repair> repairs = new ArrayList<>();
            List<Match> because = new ArrayList<>();
            concluded.values().forEach(conclusion -> {
                if (conclusion.value() instanceof Cause cause) {
                    causes.add(cause);
                } else if (conclusion.value() instanceof Repair repair) {
                    repairs.add(repair);
                }
                because.addAll(conclusion.matches());
            });
            List<RepairHistory> histories = matter.stream()
                    .filter(RepairHistory.class::isInstance)
                    .map(RepairHistory.class::cast)
                    .toList();
            return new Analysis(causes, RepairOrder.of(repairs, histories), because);
        }
    }

    /** What the rules see of the incident. */
    List<Object> matter(@Nullable Incident incident, List<Suspect> suspects) {
        List<Object> matter = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Set<String> services = new LinkedHashSet<>();
        if (incident != null) {
            matter.add(incident);
            services.add(incident.getService());
            services.addAll(incident.getServices());
            for (Anomaly anomaly : episodes.ofIncident(incident.getId())) {
                seen.add(String.valueOf(anomaly.getId()));
                matter.add(anomaly);
            }
        }
        episodes.standing().stream()
                .filter(anomaly -> seen.add(String.valueOf(anomaly.getId())))
                .forEach(matter::add);
        matter.addAll(suspects);
        suspects.forEach(suspect -> services.add(suspect.getService()));
        matter.addAll(facts.events());
        matter.addAll(topology.dependencies());
        matter.addAll(topology.services());
        for (String service : services) {
            List<PastIncident> past = progress.past(service, config.pastIncidents());
            matter.addAll(past);
        }
        matter.addAll(progress.repairHistories(services));
        return matter;
    }

    /** A repair that names a process which is not deployed must not stop the others. */
    private List<Repair> known(String incidentId, List<Repair> repairs) {
        Set<String> deployed = processes.keys();
        List<Repair> known = new ArrayList<>();
        for (Repair repair : repairs) {
            if (repair.getProcess() == null || deployed.contains(repair.getProcess())) {
                known.add(repair);
            } else {
                LOG.errorf("A rule names the repair process '%s', which is not deployed", repair.getProcess());
                progress.happened(
                        incidentId,
                        "analysis",
                        "The repair '" + repair.getProcess() + "' is left out: no such process is deployed",
                        null);
            }
        }
        return known;
    }
}
