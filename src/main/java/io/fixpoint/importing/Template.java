package io.fixpoint.importing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text with actions of Go's templates, as Prometheus fills them in. Labels are read from the anomaly's source. The
 * value is not: an anomaly is one as long as its condition holds, whatever is measured, so its text holds no number.
 */
final class Template {
    private static final Pattern ACTION = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}");
    private static final Pattern LABEL = Pattern.compile("\\$labels\\.(\\w+)|index\\s+\\$labels\\s+\"([^\"]+)\"");
    private static final Pattern BARE =
            Pattern.compile("\\s*[A-Z]*\\s*[=:]?\\s*\\{\\{-?\\s*\\$(value|labels)\\s*-?}}\\s*");

    private Template() {}

    /** A text as an expression of Java, from the template's sentences; empty if none is left. */
    static Optional<String> sentence(String template, Labels labels) {
        String text = template.lines()
                .filter(line -> !BARE.matcher(line).matches())
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "));
        return text.isEmpty() ? Optional.empty() : Optional.of(expression(text, labels, false));
    }

    /**
     * The text of a label.
     *
     * @throws RefusedRuleException if it is made of anything but labels
     */
    static String label(String template, Labels labels) {
        return expression(template, labels, true);
    }

    private static String expression(String text, Labels labels, boolean exact) {
        List<String> parts = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        Matcher action = ACTION.matcher(text);
        int at = 0;
        while (action.find()) {
            plain.append(text, at, action.start());
            at = action.end();
            Matcher label = LABEL.matcher(action.group(1));
            if (label.matches()) {
                String name = label.group(1) == null ? label.group(2) : label.group(1);
                String read = labels.read(name);
                if (read != null) {
                    if (plain.length() > 0 || parts.isEmpty()) {
                        parts.add(MatcherText.quoted(plain.toString()));
                        plain.setLength(0);
                    }
                    parts.add(Translator.java(read));
                }
            } else if (exact) {
                throw new RefusedRuleException(
                        "a label is made by the template '" + action.group() + "', which is not translated");
            } else {
                plain.append(action.group(1).contains("$value") ? "(the value)" : action.group());
            }
        }
        plain.append(text.substring(at));
        if (plain.length() > 0 || parts.isEmpty()) {
            parts.add(MatcherText.quoted(plain.toString()));
        }
        return String.join(" + ", parts);
    }
}
