package io.fixpoint.scenario;

import java.util.List;

/**
 * What became of a scenario.
 *
 * @param file with its path in the rules folder
 * @param line where it begins
 * @param millis how long it ran
 * @param troubles what went wrong in it whatever was expected: a rule that fails, rules that do not settle
 */
public record ScenarioResult(
        String file,
        int line,
        String name,
        boolean passed,
        long millis,
        List<Difference> differences,
        List<String> troubles) {
    public ScenarioResult {
        differences = List.copyOf(differences);
        troubles = List.copyOf(troubles);
    }
}
