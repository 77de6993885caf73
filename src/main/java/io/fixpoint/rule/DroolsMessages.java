package io.fixpoint.rule;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says as a sentence for authors what the parser and the compiler of Drools say for themselves. */
final class DroolsMessages {
    private static final Pattern UNEXPECTED = Pattern.compile(
            "\\[ERR \\d+] Line (\\d+):(\\d+) (?:mismatched input|no viable alternative at input|extraneous input|missing)"
                    + " '(.*?)'.*?(?: in (?:rule|query) \"?(.*?)\"?)?",
            Pattern.DOTALL);
    private static final Pattern PLACE = Pattern.compile("[Ll]ine:? (\\d+)(?:[:,] ?(?:[Cc]olumn:? ?)?(\\d+))?");
    private static final Pattern PREFIX = Pattern.compile("^(\\[ERR \\d+] )?(Line \\d+:\\d+ )?");
    private static final Pattern EXPRESSION =
            Pattern.compile("Unable to Analyse Expression (.*?):\\s*\\n.*?\\[Error: (.*?)]", Pattern.DOTALL);
    private static final String RULE_ERROR = "Rule Compilation error ";

    private static final Map<String, String> HINTS = Map.of(
            "then",
            "; is a '(' of the conditions not closed?",
            "end",
            "; is a ')' or 'then' missing before it?",
            "if",
            ": the conditions of a rule begin with 'when'",
            "rule",
            ": the rule before it must end with 'end'",
            "insertLogical",
            ": a rule is written as rule … when … then … end, each word once",
            "insert",
            ": a rule is written as rule … when … then … end, each word once",
            "between",
            ": compare twice, as in value > 3, value < 5",
            "like",
            ": write matches and a regular expression");

    private DroolsMessages() {}

    /** A problem of the file; the text of a message often knows its place better than its fields. */
    static RuleProblem problem(RuleFile file, @Nullable String rule, int line, String message) {
        Matcher unexpected = UNEXPECTED.matcher(message.strip());
        if (unexpected.matches()) {
            return unexpected(file, rule, unexpected);
        }
        Matcher expression = EXPRESSION.matcher(message);
        if (expression.find()) {
            String text = expression.group(1);
            int at = file.text().indexOf(text);
            String detail = "the condition '" + text + "' cannot be compiled: "
                    + expression.group(2).strip();
            return at < 0
                    ? ParsedFile.error(file, line, 0, rule, detail)
                    : ParsedFile.errorAt(file, at, rule == null ? ruleAt(file, at) : rule, detail);
        }
        if (message.startsWith(RULE_ERROR)) {
            String reason = message.substring(RULE_ERROR.length()).strip().replaceAll("\\s*\\n\\s*", "; ");
            return ParsedFile.error(file, line, 0, rule, "what stands after 'then' cannot be compiled: " + reason);
        }
        Matcher place = PLACE.matcher(message);
        int column = 0;
        int told = line;
        if (place.find()) {
            told = Integer.parseInt(place.group(1));
            column = place.group(2) == null ? 0 : Integer.parseInt(place.group(2)) + 1;
        }
        return ParsedFile.error(
                file, told, column, rule, PREFIX.matcher(message.strip()).replaceFirst(""));
    }

    private static RuleProblem unexpected(RuleFile file, @Nullable String rule, Matcher found) {
        int line = Integer.parseInt(found.group(1));
        int column = Integer.parseInt(found.group(2)) + 1;
        String input = found.group(3);
        String named = found.group(4) == null ? rule : found.group(4);
        String detail = input.equals("<eof>")
                ? "the file ends in the middle of a rule: write 'end'"
                : "'" + input + "' is not expected here" + hint(file, line, column, input);
        return ParsedFile.error(file, line, column, named, detail);
    }

    private static String hint(RuleFile file, int line, int column, String input) {
        String hint = HINTS.get(input);
        if (hint != null) {
            return hint;
        }
        String text = file.text().lines().skip(line - 1L).findFirst().orElse("");
        String before = text.substring(0, Math.min(column - 1, text.length())).stripTrailing();
        String after = text.substring(Math.min(column - 1, text.length()));
        if (input.equals("=") && after.startsWith("=>")) {
            return ": write >=";
        }
        if (input.equals("=") && after.startsWith("=<")) {
            return ": write <=";
        }
        if (input.equals("=")) {
            return ": compare with ==";
        }
        if (before.endsWith("[") && Character.isDigit(input.charAt(0))) {
            return ": a length of time is a number and its unit, as in before[0s, 15m]";
        }
        if (before.matches(".*\\$\\w+")) {
            return ": a variable is bound with ':', as in $s : Series( value > 5 )";
        }
        if (before.endsWith("&&") || before.endsWith("||") || before.matches(".*[<>=]")) {
            return ": a value is missing before it";
        }
        return "";
    }

    private static @Nullable String ruleAt(RuleFile file, int offset) {
        Matcher names = Pattern.compile("(?m)^\\s*rule\\s+\"?(.*?)\"?\\s*(@|$|when)")
                .matcher(file.text().substring(0, offset));
        String last = null;
        while (names.find()) {
            last = names.group(1);
        }
        return last;
    }
}
