package io.fixpoint.rule;

import java.time.Instant;
import java.util.List;

/**
 * A published set of rules; it never changes.
 *
 * @param hash of its files
 * @param files the rules, sorted by path
 * @param scenarios that were published with them, sorted by path
 */
record RuleRelease(
        int number,
        String hash,
        Origin origin,
        String author,
        String message,
        Instant publishedAt,
        List<RuleFile> files,
        List<RuleFile> scenarios) {

    /** Where a release came from. */
    enum Origin {
        FOLDER,
        API
    }

    RuleRelease {
        files = List.copyOf(files);
        scenarios = List.copyOf(scenarios);
    }
}
