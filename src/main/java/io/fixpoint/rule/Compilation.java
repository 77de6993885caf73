package io.fixpoint.rule;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What became of rule files.
 *
 * @param rules present if no problem is an ERROR
 */
public record Compilation(List<RuleProblem> problems, Optional<RuleSet> rules) {
    public Compilation {
        problems = List.copyOf(problems);
    }

    /** Whether no problem is an ERROR. */
    public boolean valid() {
        return problems.stream().noneMatch(problem -> problem.severity() == RuleProblem.Severity.ERROR);
    }

    /**
     * The compiled rules.
     *
     * @throws IllegalArgumentException that names every problem with its file and line
     */
    public RuleSet orThrow() {
        return rules.orElseThrow(() -> new IllegalArgumentException(listing()));
    }

    /** All problems, a line each. */
    public String listing() {
        return problems.stream().map(RuleProblem::toString).collect(Collectors.joining("\n"));
    }
}
