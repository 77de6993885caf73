package io.fixpoint.rule;

import java.util.Locale;

/** The stages of rules; a stage's files are in the folder of its name. */
public enum Stage {
    DETECTION,
    TRIAGE,
    ANALYSIS,
    VERIFICATION;

    /** The folder, and the DRL package, of the stage. */
    public String folder() {
        return name().toLowerCase(Locale.ROOT);
    }
}
