package io.fixpoint.rule;

import java.util.List;

/**
 * What rules concluded, and why.
 *
 * @param value an object of the fact language
 * @param logical whether it stands only as long as its conditions do
 */
public record Conclusion(Object value, boolean logical, List<Match> matches) {
    public Conclusion {
        matches = List.copyOf(matches);
    }
}
