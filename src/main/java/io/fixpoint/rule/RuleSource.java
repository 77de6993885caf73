package io.fixpoint.rule;

import java.util.Set;

/**
 * A rule as its author wrote it.
 *
 * @param id its {@code @id}, else its name
 * @param line where it begins, from 1
 * @param source its text, from {@code line} to {@code endLine}
 * @param mentioned every word in its text; a snapshot of a series holds the properties among them
 * @param accumulates whether it computes values over several facts, which its explanation then shows
 */
record RuleSource(
        String id,
        String name,
        Stage stage,
        String file,
        int line,
        int endLine,
        String source,
        Set<String> mentioned,
        boolean accumulates) {
    RuleSource {
        mentioned = Set.copyOf(mentioned);
    }

    RuleKey key() {
        return new RuleKey(stage, id);
    }

    String place() {
        return file + ":" + line;
    }
}
