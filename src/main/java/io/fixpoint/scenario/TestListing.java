package io.fixpoint.scenario;

import io.fixpoint.rule.ConditionReached;
import io.fixpoint.rule.RuleReached;
import java.util.ArrayList;
import java.util.List;

/** A report as lines for a person. */
public final class TestListing {
    static final String INCOMPLETE =
            "Not all scenarios were run: a rule does not end (see above), or the time was over;"
                    + " then make them shorter, or run fewer with --name.";

    private TestListing() {}

    /**
     * All of it: problems first, then a line for each scenario with its differences below, then a summary.
     *
     * @param coverage whether to list the rules that no scenario reaches
     */
    public static List<String> of(TestReport report, boolean coverage) {
        List<String> lines = new ArrayList<>();
        report.problems().forEach(problem -> lines.add(problem.toString()));
        String file = "";
        for (ScenarioResult result : report.results()) {
            if (!result.file().equals(file)) {
                file = result.file();
                lines.add(file);
            }
            lines.add((result.passed() ? "  ok    " : "  FAIL  ") + result.name() + "  (" + result.millis() + " ms)");
            failure(result).forEach(line -> lines.add("          " + line));
        }
        if (!report.complete()) {
            lines.add(INCOMPLETE);
        }
        if (coverage) {
            lines.addAll(unreached(report));
        }
        lines.add(summary(report));
        return lines;
    }

    /** What differs, a line each. */
    static List<String> failure(ScenarioResult result) {
        List<String> lines = new ArrayList<>();
        for (Difference difference : result.differences()) {
            lines.add(result.file() + ":" + difference.line() + ": expected " + difference.expected());
            String when = "  at " + difference.moment() + ": ";
            for (String instead : difference.instead()) {
                lines.add(when + instead);
                when = " ".repeat(when.length());
            }
            String facts = "  facts then: ";
            for (String fact : difference.facts()) {
                lines.add(facts + fact);
                facts = " ".repeat(facts.length());
            }
            if (difference.facts().isEmpty()) {
                lines.add("  no facts then");
            }
        }
        lines.addAll(result.troubles());
        return lines;
    }

    private static List<String> unreached(TestReport report) {
        List<String> lines = new ArrayList<>();
        for (RuleReached rule : report.coverage()) {
            if (!rule.reached()) {
                lines.add("No scenario reaches the " + rule.stage() + " rule " + rule.id() + " (" + rule.file() + ":"
                        + rule.line() + ")");
            }
        }
        for (ConditionReached condition : report.conditions()) {
            if (!condition.reached()) {
                lines.add(condition.file() + ":" + condition.line() + ":" + condition.column() + ": "
                        + condition.source() + " of " + condition.rule() + " is "
                        + (condition.met()
                                ? "met wherever it is tried"
                                : condition.missed() ? "never met" : "never tried"));
            }
        }
        return lines;
    }

    private static String summary(TestReport report) {
        long millis =
                report.results().stream().mapToLong(ScenarioResult::millis).sum();
        int run = report.results().size();
        long rules = report.coverage().size();
        return (run == 0
                        ? "No scenario was run"
                        : run + (run == 1 ? " scenario, " : " scenarios, ") + report.failed() + " failed")
                + ", in " + millis / 1000 + "." + millis % 1000 / 100 + " s"
                + (rules == 0
                        ? "."
                        : "; they reach " + report.rulesReached() + " of " + rules + " rules ("
                                + report.rulesReached() * 100 / rules + " %)" + conditions(report) + ".");
    }

    private static String conditions(TestReport report) {
        long all = report.conditions().size();
        long reached =
                report.conditions().stream().filter(ConditionReached::reached).count();
        return all == 0
                ? ""
                : ", and meet as well as miss " + reached + " of " + all + " conditions (" + reached * 100 / all
                        + " %)";
    }
}
