package io.fixpoint.rule;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A release.
 *
 * @param active whether it is in force
 * @param files the rules, texts by path; null in a list
 * @param scenarios texts by path: those published with it; of a release from the folder, those that are there now; null
 *     in a list
 */
record ReleaseView(
        int number,
        String hash,
        RuleRelease.Origin origin,
        String author,
        String message,
        Instant publishedAt,
        boolean active,
        @Nullable Map<String, String> files,
        @Nullable Map<String, String> scenarios) {

    static ReleaseView summary(RuleRelease release, int active) {
        return of(release, active, null, null);
    }

    static ReleaseView full(RuleRelease release, int active, List<RuleFile> scenarios) {
        return of(release, active, byPath(release.files()), byPath(scenarios));
    }

    private static Map<String, String> byPath(List<RuleFile> files) {
        Map<String, String> texts = new TreeMap<>();
        files.forEach(file -> texts.put(file.path(), file.text()));
        return texts;
    }

    private static ReleaseView of(
            RuleRelease release,
            int active,
            @Nullable Map<String, String> files,
            @Nullable Map<String, String> scenarios) {
        return new ReleaseView(
                release.number(),
                release.hash(),
                release.origin(),
                release.author(),
                release.message(),
                release.publishedAt(),
                release.number() == active,
                files,
                scenarios);
    }
}
