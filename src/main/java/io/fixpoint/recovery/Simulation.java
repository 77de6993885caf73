package io.fixpoint.recovery;

import io.fixpoint.recovery.ProcessScenario.Expected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The course that a process took in a simulation.
 *
 * @param state COMPLETED, FAILED (it ended with an error), WAITING or STALLED
 * @param at the end events that it came to, or the elements where it waits or is stalled
 * @param path the elements that it went through, in order
 * @param flows the sequence flows that it took, in order
 * @param variables at the end; those whose names begin with '_' are the server's own
 * @param assumed elements of which nothing was recorded, so that they were taken to have been done
 * @param problem why it is stalled; null if it is not
 */
public record Simulation(
        RecoveryView.State state,
        List<String> at,
        List<Passed> path,
        List<String> flows,
        Map<String, @Nullable Object> variables,
        List<String> assumed,
        @Nullable String problem) {

    /**
     * An element that it went through.
     *
     * @param after the time from the start at which it came there
     */
    public record Passed(String element, @Nullable String name, String type, String after) {}

    /** How it differs from what was expected; empty if it does not. */
    public List<String> differences(@Nullable Expected expected) {
        List<String> differences = new ArrayList<>();
        if (expected == null) {
            return differences;
        }
        if (expected.state() != null && !expected.state().equals(state.name())) {
            differences.add("state: expected " + expected.state() + ", is " + state + because());
        }
        if (expected.at() != null && !at.containsAll(expected.at())) {
            differences.add("at: expected " + expected.at() + ", is " + at + because());
        }
        List<String> elements = path.stream().map(Passed::element).toList();
        if (expected.path() != null) {
            int from = 0;
            for (String element : expected.path()) {
                int found = elements.subList(from, elements.size()).indexOf(element);
                if (found < 0) {
                    differences.add("path: '" + element + "' was not reached"
                            + (from == 0 ? "" : " after '" + elements.get(from - 1) + "'") + "; it went " + elements);
                    break;
                }
                from += found + 1;
            }
        }
        if (expected.never() != null) {
            expected.never().stream()
                    .filter(elements::contains)
                    .forEach(element -> differences.add("never: '" + element + "' was reached; it went " + elements));
        }
        if (expected.variables() != null) {
            expected.variables()
                    .forEach((name, value) -> compare("variables." + name, value, variables.get(name), differences));
        }
        return differences;
    }

    private String because() {
        return problem == null ? "" : " (" + problem + ")";
    }

    private static void compare(
            String where, @Nullable Object expected, @Nullable Object found, List<String> differences) {
        if (expected instanceof Map<?, ?> fields && found instanceof Map<?, ?> values) {
            fields.forEach((name, value) -> compare(where + "." + name, value, values.get(name), differences));
        } else if (!Objects.equals(expected, found)
                && !(expected instanceof Number a && found instanceof Number b && a.doubleValue() == b.doubleValue())) {
            differences.add(where + ": expected " + expected + ", is " + found);
        }
    }
}
