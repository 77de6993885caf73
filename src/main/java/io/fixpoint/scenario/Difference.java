package io.fixpoint.scenario;

import java.util.List;

/**
 * An expectation that was not met.
 *
 * @param line of the expectation in the scenario's file
 * @param moment when it was not met first: {@code 60s} after the scenario's start
 * @param expected what was expected, as a sentence
 * @param instead what was there instead: the nearest first
 * @param facts what was known then of the services that it is about
 */
public record Difference(int line, String moment, String expected, List<String> instead, List<String> facts) {
    public Difference {
        instead = List.copyOf(instead);
        facts = List.copyOf(facts);
    }
}
