package io.fixpoint.fact;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How bad something is, ascending (ITU-T X.733 and INFO), so that {@code >=} means <em>at least as bad</em>. */
public enum Severity {
    INFO,
    WARNING,
    MINOR,
    MAJOR,
    CRITICAL;

    /**
     * The severity that a foreign system's word stands for ({@code critical}, {@code error}, {@code page}, {@code warn},
     * …). A word we do not know, and none at all, is a WARNING: worth a look, nothing to wake somebody for.
     */
    public static Severity ofWord(@Nullable String word) {
        if (word == null) {
            return WARNING;
        }
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "critical", "fatal", "emergency", "disaster" -> CRITICAL;
            case "major", "error", "page", "high" -> MAJOR;
            case "minor", "average" -> MINOR;
            case "info", "information", "informational", "none", "debug", "ok" -> INFO;
            default -> WARNING;
        };
    }

    /** The worse of the two. */
    public Severity worse(Severity other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
