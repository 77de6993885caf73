package io.fixpoint.importing;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Severity;
import io.fixpoint.importing.Labels.Naming;
import io.fixpoint.rule.CandidateRules;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.Rules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Prometheus and we on the same samples, alert by alert and step by step. */
final class SideBySide {
    static final Naming NAMING = new Naming("job", "instance");
    static final String SERVICE = "svc";
    /** A third of the groups of rules are tried twice otherwise, which takes half as long. */
    private static final boolean ALL = Boolean.getBoolean("fixpoint.imports.all");

    private static final Duration CLOCK = Duration.ofDays(20);

    /** What was seen: of which rules alerts fired, and how the two differ. */
    record Result(Set<String> fired, Set<String> notTried, List<String> differences) {}

    private record Trial(ImportedRule rule, Witness witness, List<Promtool.Values> series) {}

    /** @param size of the windows: those of huge ones are tried apart */
    private record Pace(Duration step, int before, int size) {}

    private final Result result = new Result(new TreeSet<>(), new TreeSet<>(), new ArrayList<>());

    static Result compare(Path folder, Collection<ImportedRule> imported) throws IOException, InterruptedException {
        SideBySide both = new SideBySide();
        Map<Pace, List<List<Trial>>> bins = new LinkedHashMap<>();
        List<Try> tries = imported.parallelStream().map(SideBySide::look).toList();
        tries.forEach(one -> both.trial(one, bins));
        int number = 0;
        for (Map.Entry<Pace, List<List<Trial>>> paced : bins.entrySet()) {
            for (List<Trial> bin : paced.getValue()) {
                both.compare(folder.resolve("bin-" + number), paced.getKey(), bin, ALL || number % 3 == 0);
                number++;
            }
        }
        return both.result;
    }

    /** A rule, and the samples to try it with. */
    private record Try(ImportedRule rule, Duration window, Duration step, int before, Optional<Witness> witness) {}

    private static Try look(ImportedRule rule) {
        Candidates candidates = new Candidates(rule.query(), 0);
        Duration window = candidates.longest();
        Duration all = window.plus(rule.source().holdFor());
        boolean slow = all.compareTo(Duration.ofHours(3)) > 0 || candidates.usesClock();
        boolean slower = all.compareTo(Duration.ofMinutes(40)) > 0;
        Duration step = slow ? Duration.ofMinutes(5) : slower ? Duration.ofMinutes(1) : Duration.ofSeconds(30);
        int before = candidates.usesClock() ? Math.toIntExact(CLOCK.dividedBy(step)) : 0;
        Instant now = Instant.EPOCH.plus(step.multipliedBy(before)).plus(window);
        Optional<Witness> found = Witness.find(rule.query(), NAMING, SERVICE, now, step)
                .or(() -> Witness.guess(rule.query(), NAMING, SERVICE, now, step));
        return new Try(rule, window, step, before, found);
    }

    /** Rules of the same metrics are not tried together: a rule that takes all services together would see the others. */
    private void trial(Try one, Map<Pace, List<List<Trial>>> bins) {
        ImportedRule rule = one.rule();
        Duration window = one.window();
        int before = one.before();
        if (one.witness().isEmpty()) {
            result.notTried().add(rule.anomaly());
            return;
        }
        Witness witness = one.witness().get();
        Set<String> metrics = RuleTimeLine.metrics(witness);
        Trial trial = new Trial(rule, witness, RuleTimeLine.of(rule, witness, before, window));
        int huge = window.compareTo(Duration.ofDays(8)) > 0 ? 2 : window.compareTo(Duration.ofDays(2)) > 0 ? 1 : 0;
        List<List<Trial>> all = bins.computeIfAbsent(new Pace(one.step(), before, huge), pace -> new ArrayList<>());
        for (List<Trial> bin : all) {
            Set<String> taken = new HashSet<>();
            bin.forEach(other -> taken.addAll(RuleTimeLine.metrics(other.witness())));
            boolean named = Query.selectors(rule.query()).stream().allMatch(selector -> selector.metric() != null);
            if (named && taken.stream().noneMatch(metrics::contains)) {
                bin.add(trial);
                return;
            }
        }
        all.add(new ArrayList<>(List.of(trial)));
    }

    /** @param bothNamings whether our alerts are tried with the labels of a service as well, not only with those kept */
    private void compare(Path place, Pace pace, List<Trial> bin, boolean bothNamings)
            throws IOException, InterruptedException {
        List<Promtool.Values> series = new ArrayList<>();
        bin.forEach(trial -> series.addAll(trial.series()));
        int steps =
                series.stream().mapToInt(values -> values.values().size()).max().orElse(0) + 2;
        int from = pace.before();
        Map<String, ImportedRule> known = new TreeMap<>();
        bin.forEach(trial -> known.put(trial.rule().anomaly(), trial.rule()));
        Promtool.Run promtool = Promtool.start(
                place, known.values().stream().map(SideBySide::renamed).toList(), series, pace.step(), from, steps);
        Rules rules = new CandidateRules(
                List.of(new RuleFile(
                        "detection/bin.drl",
                        RuleText.file(place, "", bin.stream().map(Trial::rule).toList()))),
                1);
        List<Set<Anomaly>> kept = OurEngine.firing(rules, series, NAMING, true, pace.step(), from, steps);
        List<Set<Anomaly>> named =
                bothNamings ? OurEngine.firing(rules, series, NAMING, false, pace.step(), from, steps) : kept;
        List<Set<Map<String, String>>> theirs = promtool.firing();
        Set<String> different = new HashSet<>();
        for (int i = from; i < steps; i++) {
            Set<String> expected =
                    theirs.get(i).stream().map(SideBySide::told).collect(Collectors.toCollection(TreeSet::new));
            theirs.get(i).forEach(alert -> result.fired().add(Objects.requireNonNull(alert.get("alertname"))));
            for (Set<Anomaly> ours : List.of(kept.get(i - from), named.get(i - from))) {
                Set<String> found = ours.stream().map(SideBySide::told).collect(Collectors.toCollection(TreeSet::new));
                tell(different, i, pace, expected, found, "Prometheus alone fires ");
                tell(different, i, pace, found, expected, "we alone fire ");
            }
        }
    }

    private void tell(Set<String> different, int step, Pace pace, Set<String> there, Set<String> here, String what) {
        for (String alert : there) {
            if (!here.contains(alert) && different.add(alert.substring(0, alert.indexOf(' ')))) {
                result.differences().add(what + alert + " at step " + step + " of " + pace.step());
            }
        }
    }

    /** Under the name that our anomaly has: in the collection some have the same. */
    private static AlertRule renamed(ImportedRule rule) {
        AlertRule source = rule.source();
        return new AlertRule(
                source.file(),
                source.group(),
                rule.anomaly(),
                source.expression(),
                source.holdFor(),
                source.keepFiringFor(),
                source.labels(),
                Map.of());
    }

    private static String told(Map<String, String> alert) {
        Map<String, String> labels = new TreeMap<>(alert);
        labels.keySet().removeAll(Set.of(Query.NAME, "alertname", "alertstate", "severity", "job", "instance"));
        return alert.get("alertname") + " " + Severity.ofWord(alert.get("severity")) + " "
                + alert.getOrDefault("instance", "") + " " + labels;
    }

    private static String told(Anomaly anomaly) {
        Map<String, String> labels = new TreeMap<>(anomaly.getLabels());
        labels.values().removeIf(String::isEmpty);
        labels.remove("job");
        String instance = anomaly.getInstance();
        String named = labels.remove("instance");
        return anomaly.getName() + " " + anomaly.getSeverity() + " "
                + (instance != null ? instance : named == null ? "" : named) + " " + labels;
    }
}
