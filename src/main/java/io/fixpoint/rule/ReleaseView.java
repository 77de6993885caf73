package io.fixpoint.rule;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A release.
 *
 * @param active whether it is in force
 * @param files texts by path; null in a list
 */
record ReleaseView(
        int number,
        String hash,
        RuleRelease.Origin origin,
        String author,
        String message,
        Instant publishedAt,
        boolean active,
        @Nullable Map<String, String> files) {

    static ReleaseView summary(RuleRelease release, int active) {
        return of(release, active, null);
    }

    static ReleaseView full(RuleRelease release, int active) {
        Map<String, String> files = new TreeMap<>();
        release.files().forEach(file -> files.put(file.path(), file.text()));
        return of(release, active, files);
    }

    private static ReleaseView of(RuleRelease release, int active, @Nullable Map<String, String> files) {
        return new ReleaseView(
                release.number(),
                release.hash(),
                release.origin(),
                release.author(),
                release.message(),
                release.publishedAt(),
                release.number() == active,
                files);
    }
}
