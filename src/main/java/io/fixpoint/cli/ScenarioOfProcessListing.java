package io.fixpoint.cli;

import io.fixpoint.recovery.ProcessScenarios.Report;
import io.fixpoint.recovery.ProcessScenarios.Result;
import io.fixpoint.recovery.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Simulations of processes as lines for a terminal. */
final class ScenarioOfProcessListing {
    private ScenarioOfProcessListing() {}

    /**
     * Which scenarios passed, and why others did not.
     *
     * @param coverage whether to list the flows that no scenario took
     */
    static List<String> of(Report report, boolean coverage) {
        List<String> lines = new ArrayList<>();
        report.problems().forEach(problem -> lines.add(problem.toString()));
        for (Result result : report.results()) {
            lines.add("  " + (result.passed() ? "ok    " : "FAIL  ") + result.process() + ": " + result.name());
            result.differences().forEach(difference -> lines.add("        " + difference));
        }
        if (coverage) {
            report.notTaken()
                    .forEach((process, flows) ->
                            flows.forEach(flow -> lines.add("No scenario takes the flow " + flow + " of " + process)));
        }
        long failed =
                report.results().stream().filter(result -> !result.passed()).count();
        int left = report.notTaken().values().stream().mapToInt(List::size).sum();
        lines.add(report.results().size() + " scenarios of processes, " + failed + " failed; "
                + (left == 0 ? "they take every flow." : left + " flows are not taken."));
        return lines;
    }

    /** The path that a process took, and the variables at its end. */
    static List<String> of(String title, Simulation simulation) {
        List<String> lines = new ArrayList<>();
        lines.add(title);
        for (Simulation.Passed passed : simulation.path()) {
            lines.add(String.format("  %8s  %-28s %s", passed.after(), passed.element(), passed.type()));
        }
        lines.add("  " + simulation.state() + " at " + String.join(", ", simulation.at())
                + (simulation.problem() == null ? "" : ": " + simulation.problem()));
        for (Map.Entry<String, Object> variable : simulation.variables().entrySet()) {
            if (variable.getValue() != null) {
                lines.add("  " + variable.getKey() + " = " + variable.getValue());
            }
        }
        if (!simulation.assumed().isEmpty()) {
            lines.add("  Nothing is recorded of " + String.join(", ", simulation.assumed())
                    + ": taken to have been done.");
        }
        return lines;
    }
}
