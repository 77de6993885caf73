package io.fixpoint.rule;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The second look at what conditions say, by its words alone. MVEL interprets conditions by reflection, so a class loader
 * does not bound what they call. But since {@link RuleClassLoader} resolves every class that they can name, all that
 * leads out of the fact language is a method of {@code java.lang.Class}, and what reflection does in the end; a file that
 * has one of these names, anywhere but in a text or a comment, is refused. So is what could make a name or a text look like
 * something else: unicode escapes and text blocks.
 */
final class ForbiddenWords {
    private static final Pattern TOKEN = Pattern.compile("\"\"\"|//[^\\n]*|/\\*(?s:.*?)\\*/"
            + "|\"(?:\\\\.|[^\"\\\\])*+\"|'(?:\\\\.|[^'\\\\])*+'|[A-Za-z_$][A-Za-z0-9_$]*");

    private static final Set<String> WORDS = words();

    private ForbiddenWords() {}

    private static Set<String> words() {
        Set<String> words = new TreeSet<>(List.of(
                "\"\"\"",
                "Class",
                "class",
                "classLoader",
                "protectionDomain",
                "invoke",
                "loadClass",
                "defineClass",
                "findLoader",
                "setAccessible",
                "drools",
                "kcontext"));
        for (Method method : Class.class.getMethods()) {
            words.add(method.getName());
        }
        words.removeAll(FactLanguage.memberNames());
        // as likely a name of an author's own; on a class they lead nowhere
        words.removeAll(Set.of("cast", "wait", "notify", "notifyAll"));
        return words;
    }

    /** What of the file is refused, with its line. */
    static List<RuleProblem> in(RuleFile file) {
        List<RuleProblem> problems = new ArrayList<>();
        // Java reads them even in texts and comments, and they may end either.
        int escape = file.text().indexOf("\\u");
        if (escape >= 0) {
            problems.add(problem(file, escape, "\\u"));
        }
        Matcher token = TOKEN.matcher(file.text());
        while (token.find()) {
            if (WORDS.contains(token.group())) {
                problems.add(problem(file, token.start(), token.group()));
            }
        }
        return problems;
    }

    private static RuleProblem problem(RuleFile file, int at, String what) {
        String before = file.text().substring(0, at);
        return ParsedFile.error(
                file,
                (int) before.chars().filter(c -> c == '\n').count() + 1,
                at - before.lastIndexOf('\n'),
                null,
                "'" + what + "' is not open to rules");
    }
}
