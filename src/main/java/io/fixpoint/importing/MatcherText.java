package io.fixpoint.importing;

import io.fixpoint.importing.Query.Matcher;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Label matchers as constraints. */
final class MatcherText {
    /** What RE2 and Java read differently, or only one of them reads. */
    private static final Pattern NOT_THE_SAME =
            Pattern.compile("\\(\\?P<|\\(\\?[=!<>]|\\(\\?[a-z]*[^a-z:)]|\\\\[1-9CQEpPbBKzZAGRXk]|"
                    + "\\[\\[:|&&|[*+?}]\\+|\\[[^\\]]*\\[");

    private MatcherText() {}

    /**
     * The constraint; empty if it always holds.
     *
     * @throws RefusedRuleException if the pattern means something else in Java
     */
    static Optional<String> of(Matcher matcher, Labels labels) {
        String read = Objects.requireNonNull(labels.read(matcher.label()));
        String constraint = switch (matcher.kind()) {
            case EQUAL -> read + " == " + quoted(matcher.value());
            case UNEQUAL -> read + " != " + quoted(matcher.value());
            case MATCHES, MATCHES_NOT -> {
                boolean not = matcher.kind() == Matcher.Kind.MATCHES_NOT;
                if (matcher.value().equals(".*")) {
                    yield not ? "false" : "";
                }
                if (matcher.value().equals(".+")) {
                    yield read + (not ? " == " : " != ") + "\"\"";
                }
                yield read + (not ? " not matches " : " matches ") + quoted(regex(matcher.value()));
            }
        };
        return constraint.isEmpty() ? Optional.empty() : Optional.of(constraint);
    }

    /** Whether a label of the value passes. */
    static boolean matches(Matcher matcher, String value) {
        return switch (matcher.kind()) {
            case EQUAL -> matcher.value().equals(value);
            case UNEQUAL -> !matcher.value().equals(value);
            case MATCHES -> value.matches(regex(matcher.value()));
            case MATCHES_NOT -> !value.matches(regex(matcher.value()));
        };
    }

    /** Both are anchored. RE2 folds the case of all letters, Java only if it is told to. */
    static String regex(String re2) {
        String java = re2.replace("(?i)", "(?iu)");
        if (NOT_THE_SAME.matcher(java).find()) {
            throw new RefusedRuleException(
                    "the pattern \"" + re2 + "\" means something else in Java than in Prometheus");
        }
        try {
            Pattern.compile(java);
        } catch (PatternSyntaxException e) {
            throw new RefusedRuleException("the pattern \"" + re2 + "\" is none in Java: " + e.getDescription());
        }
        return java;
    }

    /** The text as a literal of a rule. */
    static String quoted(String text) {
        StringBuilder literal = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> literal.append("\\\\");
                case '"' -> literal.append("\\\"");
                case '\n' -> literal.append("\\n");
                case '\t' -> literal.append("\\t");
                case '\r' -> literal.append("\\r");
                default -> literal.append(c);
            }
        }
        return literal.append('"').toString();
    }
}
