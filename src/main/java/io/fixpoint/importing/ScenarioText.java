package io.fixpoint.importing;

import java.util.List;

final class ScenarioText {
    private ScenarioText() {}

    static String file(List<ImportedRule> rules) {
        return "";
    }
}
