package io.fixpoint.rule;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value that is written into a rule.
 *
 * @param number if it is one
 * @param constant its type, if it is a constant such as {@code Severity.MAJOR}
 */
record Literal(
        String name, @Nullable Double number, @Nullable Class<?> constant) {
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d[\\d_]*(\\.\\d*)?([eE][-+]?\\d+)?[lLdDfF]?");
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");

    static boolean isLiteral(String text) {
        return of(text).isPresent();
    }

    /** The value; empty if the text is no literal. */
    static Optional<Literal> of(String text) {
        if (NUMBER.matcher(text).matches()) {
            String digits = text.replace("_", "").replaceAll("[lLdDfF]$", "");
            return Optional.of(new Literal(text, Double.valueOf(digits), null));
        }
        if (TEXT.matcher(text).matches()) {
            return Optional.of(new Literal(unescaped(text.substring(1, text.length() - 1)), null, null));
        }
        if (text.equals("true") || text.equals("false")) {
            return Optional.of(new Literal(text, null, boolean.class));
        }
        if (text.equals("null")) {
            return Optional.of(new Literal(text, null, void.class));
        }
        int dot = text.lastIndexOf('.');
        return dot < 0
                ? Optional.empty()
                : constantType(text.substring(0, dot)).map(type -> new Literal(text.substring(dot + 1), null, type));
    }

    private static String unescaped(String text) {
        try {
            return text.translateEscapes();
        } catch (IllegalArgumentException e) {
            // An escape of a regular expression that is written with one backslash, which Drools takes as well.
            return text;
        }
    }

    private static Optional<Class<?>> constantType(String name) {
        int dot = name.indexOf('.');
        Optional<Class<?>> type = dot < 0
                ? FactLanguage.type(name)
                : FactLanguage.type(name.substring(0, dot))
                        .flatMap(outer -> FactLanguage.nested(outer, name.substring(dot + 1)));
        return type.filter(Class::isEnum);
    }
}
