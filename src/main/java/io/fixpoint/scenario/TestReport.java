package io.fixpoint.scenario;

import io.fixpoint.rule.ConditionReached;
import io.fixpoint.rule.RuleProblem;
import io.fixpoint.rule.RuleReached;
import java.util.List;

/**
 * What became of the scenarios of a rules folder.
 *
 * @param problems what is wrong with rules and scenario files; with an ERROR in a rule nothing is run
 * @param coverage each rule, and whether a scenario reaches it
 * @param conditions of the rules, and whether the scenarios meet them and miss them; empty if that is not asked for
 * @param complete whether all ran; false if the time was over, or a rule does not end
 */
public record TestReport(
        List<RuleProblem> problems,
        List<ScenarioResult> results,
        List<RuleReached> coverage,
        List<ConditionReached> conditions,
        boolean complete) {
    public TestReport {
        problems = List.copyOf(problems);
        results = List.copyOf(results);
        coverage = List.copyOf(coverage);
        conditions = List.copyOf(conditions);
    }

    /** Whether there is nothing to correct. */
    public boolean passed() {
        return complete && !broken() && failed() == 0;
    }

    /** Whether rules or scenario files have errors. */
    public boolean broken() {
        return problems.stream().anyMatch(problem -> problem.severity() == RuleProblem.Severity.ERROR);
    }

    public long failed() {
        return results.stream().filter(result -> !result.passed()).count();
    }

    public long rulesReached() {
        return coverage.stream().filter(RuleReached::reached).count();
    }
}
