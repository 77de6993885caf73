package io.fixpoint.rule;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule that held, with the facts that matched and their values at that moment.
 *
 * @param rule its {@code @id}, else its name
 * @param name its name
 * @param line where it begins, from 1
 * @param endLine where it ends
 * @param source its text, these lines
 */
public record Match(
        String rule,
        String name,
        int release,
        String file,
        int line,
        int endLine,
        String source,
        List<MatchedFact> facts) {
    public Match {
        facts = List.copyOf(facts);
    }

    /**
     * A fact and its values when the rule fired.
     *
     * @param type simple class name, such as {@code Series}
     * @param values property values: numbers, booleans, strings, maps of strings; times as RFC 3339 strings
     */
    public record MatchedFact(
            String type,
            @Nullable String service,
            @Nullable String instance,
            String title,
            Map<String, Object> values) {}
}
