package io.fixpoint.importing;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A file of rules. */
final class RuleText {
    private RuleText() {}

    static String file(Path source, String group, List<ImportedRule> rules) {
        boolean lists =
                rules.stream().anyMatch(rule -> String.join("", rule.text()).contains(" : List( "));
        return "package detection;\n\nimport io.fixpoint.fact.*;\n" + (lists ? "import java.util.List;\n" : "")
                + "\n// Imported from "
                + comment(source.getFileName() + (group.isBlank() ? "" : ", group " + group)) + ".\n\n"
                + rules.stream().map(RuleText::rule).collect(Collectors.joining("\n"));
    }

    private static String rule(ImportedRule rule) {
        StringBuilder text =
                new StringBuilder("// alert: ").append(comment(rule.source().name()));
        text.append("\n// expr: ").append(comment(rule.source().expression())).append('\n');
        rule.caveats()
                .forEach(caveat ->
                        text.append("// Exact if ").append(caveat.text()).append(".\n"));
        return text.append(String.join("\n", rule.text())).toString();
    }

    private static String comment(String text) {
        // The check refuses unicode escapes wherever they stand.
        return text.strip().replaceAll("\\s+", " ").replace("\\u", "\\ u");
    }
}
