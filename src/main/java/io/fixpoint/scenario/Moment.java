package io.fixpoint.scenario;

import io.fixpoint.detection.DetectionMemory.AfterRepair;
import io.fixpoint.detection.EpisodeRecord;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Cause;
import io.fixpoint.fact.Decision;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.NotRecovered;
import io.fixpoint.fact.Recovered;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.SetPriority;
import io.fixpoint.fact.SetSeverity;
import io.fixpoint.fact.Suppress;
import io.fixpoint.fact.Suspect;
import io.fixpoint.replay.Rehearsal;
import io.fixpoint.replay.RehearsedDecision;
import io.fixpoint.replay.RehearsedIncident;
import io.fixpoint.rule.CandidateRules;
import io.fixpoint.rule.Conclusion;
import io.fixpoint.rule.Match;
import io.fixpoint.rule.Match.MatchedFact;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.RuleSession;
import io.fixpoint.rule.Stage;
import io.fixpoint.scenario.Scenario.Expectation;
import io.fixpoint.topology.Localization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is there at one moment of a scenario. What analysis and verification would conclude is found out when asked. */
final class Moment {
    private final Scenario scenario;
    private final StatedWorld world;
    private final Rehearsal rehearsal;
    private final CandidateRules rules;
    private final Map<Repair, AfterRepair> repairs;
    private @Nullable Collection<Conclusion> analysis;
    private @Nullable Collection<Conclusion> verification;

    /** @param repairs those that stand, each with what was measured since it ended */
    Moment(
            Scenario scenario,
            StatedWorld world,
            Rehearsal rehearsal,
            CandidateRules rules,
            Map<Repair, AfterRepair> repairs) {
        this.scenario = scenario;
        this.world = world;
        this.rehearsal = rehearsal;
        this.rules = rules;
        this.repairs = repairs;
    }

    List<Found> find(Expectation expectation) {
        return switch (expectation.kind()) {
            case ANOMALY -> anomalies();
            case DECISION -> decisions(expectation);
            case INCIDENT -> rehearsal.incidents().stream().map(this::incident).toList();
            case SUSPECT ->
                suspects().stream()
                        .map(suspect -> new Found(Views.of(suspect), false, suspect.toString(), List.of()))
                        .toList();
            case CAUSE -> concluded(analysis(), Cause.class);
            case REPAIR -> concluded(analysis(), Repair.class);
            case RECOVERED -> concluded(verification(), Recovered.class);
            case NOT_RECOVERED -> concluded(verification(), NotRecovered.class);
        };
    }

    /** Why there can be nothing of the kind, if so. */
    Optional<String> missing(Expected kind) {
        return switch (kind) {
            case ANOMALY, SUSPECT -> Optional.empty();
            case DECISION, INCIDENT -> noRules(Stage.TRIAGE);
            case CAUSE, REPAIR -> noRules(Stage.ANALYSIS);
            case RECOVERED, NOT_RECOVERED ->
                repairs.isEmpty()
                        ? Optional.of("no repair is stated that has ended by then, so there is nothing to verify")
                        : noRules(Stage.VERIFICATION);
        };
    }

    private Optional<String> noRules(Stage stage) {
        return rules.isEmpty(stage)
                ? Optional.of("there is no rule in the folder '" + stage.folder() + "'")
                : Optional.empty();
    }

    private List<Found> anomalies() {
        List<Found> found = new ArrayList<>();
        for (EpisodeRecord episode : rehearsal.episodes()) {
            String incident = rehearsal.incidentOf(episode.id()).orElse(null);
            found.add(new Found(
                    Views.of(episode, incident),
                    episode.status() == Anomaly.Status.CLEARED,
                    told(episode),
                    rehearsal.explanation(episode.id())));
        }
        return found;
    }

    private String told(EpisodeRecord episode) {
        String begun = ago(episode.startedAt());
        String life = switch (episode.status()) {
            case PENDING ->
                "PENDING since " + begun
                        + (episode.rules().isEmpty()
                                ? ""
                                : ", would fire at "
                                        + ago(episode.startedAt()
                                                .plus(episode.anomaly().pendingFor())));
            case FIRING ->
                "FIRING since " + ago(orElse(episode.firingAt(), episode.startedAt()))
                        + (episode.goneAt() == null ? "" : ", its condition is gone since " + ago(episode.goneAt()));
            case CLEARED ->
                "CLEARED at " + ago(orElse(episode.clearedAt(), episode.startedAt()))
                        + (episode.firingAt() == null ? ", never fired" : ", fired at " + ago(episode.firingAt()));
        };
        return episode.anomaly() + ": " + episode.anomaly().getSeverity() + ", " + life
                + (episode.rules().isEmpty() ? "" : ", by " + String.join(", ", episode.rules()));
    }

    private static Instant orElse(@Nullable Instant time, Instant otherwise) {
        return time == null ? otherwise : time;
    }

    private String ago(Instant time) {
        return Words.length(Duration.between(scenario.start(), time));
    }

    private Found incident(RehearsedIncident incident) {
        boolean over = incident.status() == Incident.Status.RESOLVED || incident.status() == Incident.Status.CLOSED;
        Instant resolved = incident.resolvedAt();
        return new Found(
                Views.of(incident),
                over,
                "incident of " + incident.service() + ": " + incident.status() + ", " + incident.severity() + ", "
                        + incident.priority() + ", opened at " + ago(incident.openedAt())
                        + (over && resolved != null ? ", over at " + ago(resolved) : "") + ", services "
                        + Words.value(incident.services()) + ", recoveries " + Words.value(incident.recoveries()),
                List.of());
    }

    private List<Found> decisions(Expectation expectation) {
        List<Found> found = new ArrayList<>();
        Instant now = world.now();
        Instant from =
                expectation.isOneMoment() ? Instant.MIN : scenario.start().plus(expectation.from());
        for (RehearsedDecision decision : rehearsal.decisions()) {
            boolean counts = expectation.isOneMoment()
                    ? !isState(decision.decision())
                    : !decision.at().isBefore(from);
            if (counts && !decision.at().isAfter(now)) {
                found.add(decision(decision.decision(), decision.matches(), "taken at " + ago(decision.at())));
            }
        }
        if (expectation.isOneMoment()) {
            rehearsal
                    .standingDecisions()
                    .forEach(reasoned -> found.add(decision(reasoned.decision(), reasoned.matches(), "stands")));
        }
        return found;
    }

    private static boolean isState(Decision decision) {
        return decision instanceof SetSeverity || decision instanceof SetPriority || decision instanceof Suppress;
    }

    private Found decision(Decision decision, List<Match> because, String when) {
        Map<String, @Nullable Object> values = Views.of(
                decision,
                because,
                id -> rehearsal.incidents().stream()
                        .filter(incident -> incident.id().equals(id))
                        .findFirst());
        StringBuilder told = new StringBuilder(decision.getClass().getSimpleName());
        values.forEach((name, value) -> {
            if (value instanceof Map<?, ?> part) {
                Object key = part.get("name") == null ? part.get("title") : part.get("name");
                told.append(' ')
                        .append(name)
                        .append(' ')
                        .append(Words.value(key))
                        .append(" of ")
                        .append(part.get("service"));
            } else if (value != null && !name.equals("type") && !name.equals("rule")) {
                told.append(' ').append(name).append(' ').append(Words.value(value));
            }
        });
        return new Found(values, false, told + ": " + when, because);
    }

    private static List<Found> concluded(Collection<Conclusion> conclusions, Class<?> type) {
        List<Found> found = new ArrayList<>();
        for (Conclusion conclusion : conclusions) {
            Object value = conclusion.value();
            if (!type.isInstance(value)) {
                continue;
            }
            List<Match> because = conclusion.matches();
            if (value instanceof Cause cause) {
                found.add(new Found(
                        Views.of(cause, because),
                        false,
                        "cause " + cause.getKind() + " of " + cause.getService(),
                        because));
            } else if (value instanceof Repair repair) {
                found.add(new Found(Views.of(repair, because), false, told(repair), because));
            } else if (value instanceof Recovered recovered) {
                found.add(new Found(
                        Views.of(recovered, because),
                        false,
                        "recovered if stable for " + Words.length(recovered.stableFor()) + ": " + recovered.getReason(),
                        because));
            } else if (value instanceof NotRecovered not) {
                found.add(new Found(Views.of(not, because), false, "not recovered: " + not.getReason(), because));
            }
        }
        return found;
    }

    private static String told(Repair repair) {
        return "repair " + repair.getOrder() + " "
                + (repair.getProcess() == null ? repair.getAction() : repair.getProcess()) + " of " + repair.getTarget()
                + ", " + repair.getKind() + (repair.getMode() == null ? "" : ", " + repair.getMode())
                + (repair.getUndo() == null ? ", no undo" : ", undo " + repair.getUndo());
    }

    /** The incident that analysis and verification are about: an open one, else the last. */
    private Optional<Incident> incident() {
        List<Incident> all = rehearsal.incidentFacts();
        return all.stream()
                .filter(Incident::isOpen)
                .findFirst()
                .or(() -> all.stream().reduce((a, b) -> b));
    }

    private List<Suspect> suspects() {
        List<Suspect> stated = world.suspects();
        if (!stated.isEmpty()) {
            return stated;
        }
        return incident()
                .map(incident ->
                        new Localization(world).locate(rehearsal.anomaliesOf(incident.getId()), rehearsal.standing()))
                .orElse(List.of());
    }

    private Collection<Conclusion> analysis() {
        Collection<Conclusion> known = analysis;
        if (known == null) {
            List<Object> facts = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            incident().ifPresent(incident -> {
                facts.add(incident);
                facts.addAll(once(rehearsal.anomaliesOf(incident.getId()), seen));
            });
            facts.addAll(once(rehearsal.standing(), seen));
            facts.addAll(suspects());
            facts.addAll(rehearsal.events());
            facts.addAll(world.dependencies());
            facts.addAll(world.services());
            facts.addAll(world.pastIncidents());
            facts.addAll(world.repairHistories());
            facts.addAll(world.causes());
            known = conclude(Stage.ANALYSIS, facts);
            analysis = known;
        }
        return known;
    }

    private static List<Anomaly> once(List<Anomaly> anomalies, Set<String> seen) {
        return anomalies.stream()
                .filter(anomaly -> seen.add(String.valueOf(anomaly.getId())))
                .toList();
    }

    private Collection<Conclusion> verification() {
        Collection<Conclusion> known = verification;
        if (known == null) {
            known = new ArrayList<>();
            for (Map.Entry<Repair, AfterRepair> repair : repairs.entrySet()) {
                List<Object> facts = new ArrayList<>();
                incident().ifPresent(facts::add);
                facts.add(repair.getKey());
                facts.addAll(repair.getValue().facts());
                facts.addAll(world.series().values());
                facts.addAll(toVerify());
                known.addAll(conclude(Stage.VERIFICATION, facts));
            }
            verification = known;
        }
        return known;
    }

    /** The incident's anomalies, and others of the same identity that stand; without an incident all. */
    private List<Anomaly> toVerify() {
        Optional<Incident> incident = incident();
        if (incident.isEmpty()) {
            return rehearsal.episodes().stream().map(EpisodeRecord::known).toList();
        }
        List<Anomaly> anomalies =
                new ArrayList<>(rehearsal.anomaliesOf(incident.get().getId()));
        Set<List<Object>> identities = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        anomalies.forEach(anomaly -> {
            identities.add(anomaly.identity());
            seen.add(String.valueOf(anomaly.getId()));
        });
        rehearsal.standing().stream()
                .filter(anomaly -> identities.contains(anomaly.identity()))
                .filter(anomaly -> seen.add(String.valueOf(anomaly.getId())))
                .forEach(anomalies::add);
        return anomalies;
    }

    private Collection<Conclusion> conclude(Stage stage, List<Object> facts) {
        if (rules.isEmpty(stage)) {
            return List.of();
        }
        rules.show(stage, facts);
        while (true) {
            try (RuleSession session = rules.open(stage)) {
                for (int i = 0; i < facts.size(); i++) {
                    session.put(i, facts.get(i));
                }
                session.fire();
                return session.standing().stream()
                        .sorted(Comparator.comparingInt(
                                conclusion -> conclusion.value() instanceof Repair repair ? repair.getOrder() : 0))
                        .toList();
            } catch (RuleFailedException e) {
                if (!rules.quarantine(e)) {
                    throw e;
                }
            }
        }
    }

    /** Shows detection's facts to the conditions of its rules. */
    void showDetection() {
        List<Object> facts = new ArrayList<>(rehearsal.measured());
        facts.addAll(world.series().values());
        facts.addAll(world.services());
        rules.show(Stage.DETECTION, facts);
    }

    /** What is measured and stated now of the services, or of all if none is named: for people, a line each. */
    List<String> facts(Set<String> services, int most) {
        List<Object> all = new ArrayList<>(rehearsal.measured());
        all.addAll(world.series().values());
        List<String> lines = new ArrayList<>();
        for (Object fact : all) {
            MatchedFact described = rules.describe(fact);
            if (services.isEmpty() || services.contains(described.service())) {
                lines.add(Words.fact(described));
            }
        }
        if (lines.size() > most) {
            int more = lines.size() - most;
            lines = new ArrayList<>(lines.subList(0, most));
            lines.add("and " + more + " more");
        }
        return lines;
    }
}
