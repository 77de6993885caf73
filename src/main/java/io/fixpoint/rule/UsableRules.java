package io.fixpoint.rule;

import io.fixpoint.rule.Quarantine.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What this server can run of a release that another version of it published: all rules but those that do not compile any
 * more, and whole files where the trouble is not within a rule.
 *
 * @param files without those of which nothing can be used
 * @param leftOut the others, with why
 * @param source all rules that can be read, those left out as well
 */
record UsableRules(List<RuleFile> files, RuleSet rules, Map<RuleKey, Quarantine> leftOut, List<RuleSource> source) {

    /** Empty if no rule at all can be used. */
    static Optional<UsableRules> of(RuleRelease release, Instant now) {
        List<RuleFile> files = new ArrayList<>(release.files());
        Map<RuleKey, Quarantine> leftOut = new HashMap<>();
        List<RuleSource> others = new ArrayList<>();
        while (true) {
            Compilation compilation = RuleCompiler.compile(files, release.number(), Optional.empty(), leftOut.keySet());
            if (compilation.rules().isPresent()) {
                RuleSet rules = compilation.rules().get();
                List<RuleSource> source = new ArrayList<>(rules.rules());
                source.addAll(others);
                return rules.rules().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new UsableRules(files, rules, leftOut, source));
            }
            Set<String> faulty = compilation.problems().stream()
                    .filter(problem -> problem.severity() == RuleProblem.Severity.ERROR)
                    .map(RuleProblem::file)
                    .collect(Collectors.toSet());
            boolean fewer = false;
            for (RuleFile file : List.copyOf(files)) {
                if (faulty.contains(file.path())) {
                    List<RuleSource> faultyRules = faultyRules(file, compilation.problems(), leftOut.keySet());
                    if (faultyRules.isEmpty()) {
                        files.remove(file);
                        faultyRules = ParsedFile.rules(file).stream()
                                .filter(rule -> !leftOut.containsKey(rule.key()))
                                .toList();
                    }
                    for (RuleSource rule : faultyRules) {
                        leftOut.put(rule.key(), new Quarantine(reason(rule, compilation), now, Kind.UNUSABLE));
                    }
                    others.addAll(faultyRules);
                    fewer = true;
                }
            }
            if (!fewer) {
                return Optional.empty();
            }
        }
    }

    /** The rules that problems name; empty if one of them is of the file itself. */
    private static List<RuleSource> faultyRules(RuleFile file, Collection<RuleProblem> problems, Set<RuleKey> leftOut) {
        List<RuleSource> faulty = new ArrayList<>();
        Map<String, RuleSource> byName = ParsedFile.rules(file).stream()
                .filter(rule -> !leftOut.contains(rule.key()))
                .collect(Collectors.toMap(RuleSource::name, rule -> rule, (first, second) -> first));
        for (RuleProblem problem : problems) {
            if (problem.severity() == RuleProblem.Severity.ERROR
                    && problem.file().equals(file.path())) {
                RuleSource rule = problem.rule() == null ? null : byName.get(problem.rule());
                if (rule == null) {
                    return List.of();
                }
                if (!faulty.contains(rule)) {
                    faulty.add(rule);
                }
            }
        }
        return faulty;
    }

    private static String reason(RuleSource rule, Compilation compilation) {
        return compilation.problems().stream()
                .filter(problem -> problem.severity() == RuleProblem.Severity.ERROR)
                .filter(problem -> problem.file().equals(rule.file())
                        && (problem.rule() == null || problem.rule().equals(rule.name())))
                .findFirst()
                .map(problem -> "this server cannot compile it: " + problem)
                .orElse("this server cannot compile it");
    }
}
