package io.fixpoint.rule;

/**
 * A rule file.
 *
 * @param path relative to the rules folder, with slashes: {@code detection/web.drl}
 */
public record RuleFile(String path, String text) {

    /** Whether it holds scenarios, not rules. */
    boolean isScenarios() {
        return path.endsWith(RuleFolder.SCENARIOS);
    }
}
