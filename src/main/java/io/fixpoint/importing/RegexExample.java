package io.fixpoint.importing;

import java.util.List;
import java.util.Optional;

/** A text that a pattern matches, as short as can be had cheaply. */
final class RegexExample {
    private final String pattern;
    private int at;

    private RegexExample(String pattern) {
        this.pattern = pattern;
    }

    /** An example; empty if none was found. */
    static Optional<String> of(String pattern) {
        try {
            String example = new RegexExample(pattern).alternatives();
            return example.matches(pattern) ? Optional.of(example) : Optional.empty();
        } catch (StringIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private boolean more() {
        return at < pattern.length();
    }

    /** The first alternative; the others are read over. */
    private String alternatives() {
        String first = sequence();
        while (more() && pattern.charAt(at) == '|') {
            at++;
            sequence();
        }
        return first;
    }

    private String sequence() {
        StringBuilder text = new StringBuilder();
        while (more() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            String piece = piece();
            text.append(repeated(piece));
        }
        return text.toString();
    }

    private String piece() {
        char c = pattern.charAt(at++);
        return switch (c) {
            case '(' -> group();
            case '[' -> oneOf();
            case '.' -> "x";
            case '^', '$' -> "";
            case '\\' -> escaped(pattern.charAt(at++));
            default -> String.valueOf(c);
        };
    }

    private String group() {
        if (pattern.startsWith("?", at)) {
            int end = at;
            while (pattern.charAt(end) != ':' && pattern.charAt(end) != ')') {
                end++;
            }
            at = end + 1;
            if (pattern.charAt(end) == ')') {
                return "";
            }
        }
        String text = alternatives();
        at++;
        return text;
    }

    private String oneOf() {
        int end = pattern.indexOf(']', at + 1);
        String inside = pattern.substring(at, end);
        at = end + 1;
        if (inside.startsWith("^")) {
            for (String c : List.of("x", "X", "0", "_", "-", "/")) {
                if (c.matches("[" + inside + "]")) {
                    return c;
                }
            }
        }
        return inside.startsWith("\\") ? escaped(inside.charAt(1)) : inside.substring(0, 1);
    }

    private static String escaped(char c) {
        return switch (c) {
            case 'd' -> "0";
            case 'w' -> "x";
            case 's' -> " ";
            default -> String.valueOf(c);
        };
    }

    private String repeated(String piece) {
        if (!more()) {
            return piece;
        }
        char c = pattern.charAt(at);
        if (c == '*' || c == '+' || c == '?') {
            at++;
            return piece;
        }
        if (c == '{') {
            int end = pattern.indexOf('}', at);
            String count = pattern.substring(at + 1, end).split(",", -1)[0];
            at = end + 1;
            return piece.repeat(Math.max(1, Integer.parseInt(count)));
        }
        return piece;
    }
}
