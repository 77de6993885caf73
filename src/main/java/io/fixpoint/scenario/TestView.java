package io.fixpoint.scenario;

import io.fixpoint.rule.ConditionReached;
import io.fixpoint.rule.RuleProblem;
import io.fixpoint.rule.RuleReached;
import java.util.List;

/**
 * A report as JSON, over HTTP and of the command line.
 *
 * @param passed whether there is nothing to correct
 * @param complete whether all scenarios ran
 */
public record TestView(
        boolean passed,
        boolean complete,
        List<RuleProblem> problems,
        List<ScenarioResult> results,
        CoverageView coverage) {

    /** How much of the rules the scenarios reach; no conditions unless they were asked for. */
    public record CoverageView(
            int rules,
            long reached,
            List<RuleReached> unreached,
            int conditions,
            long conditionsReached,
            List<ConditionReached> conditionsUnreached) {}

    public static TestView of(TestReport report) {
        return new TestView(
                report.passed(),
                report.complete(),
                report.problems(),
                report.results(),
                new CoverageView(
                        report.coverage().size(),
                        report.rulesReached(),
                        report.coverage().stream()
                                .filter(rule -> !rule.reached())
                                .toList(),
                        report.conditions().size(),
                        report.conditions().stream()
                                .filter(ConditionReached::reached)
                                .count(),
                        report.conditions().stream()
                                .filter(condition -> !condition.reached())
                                .toList()));
    }
}
