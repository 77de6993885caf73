package io.fixpoint.recovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.impl.juel.AstBinary;
import org.camunda.bpm.impl.juel.AstBoolean;
import org.camunda.bpm.impl.juel.AstBracket;
import org.camunda.bpm.impl.juel.AstComposite;
import org.camunda.bpm.impl.juel.AstDot;
import org.camunda.bpm.impl.juel.AstEval;
import org.camunda.bpm.impl.juel.AstFunction;
import org.camunda.bpm.impl.juel.AstIdentifier;
import org.camunda.bpm.impl.juel.AstMethod;
import org.camunda.bpm.impl.juel.AstNested;
import org.camunda.bpm.impl.juel.AstNull;
import org.camunda.bpm.impl.juel.AstNumber;
import org.camunda.bpm.impl.juel.AstProperty;
import org.camunda.bpm.impl.juel.AstString;
import org.camunda.bpm.impl.juel.AstText;
import org.camunda.bpm.impl.juel.AstUnary;
import org.camunda.bpm.impl.juel.Builder;
import org.camunda.bpm.impl.juel.Node;
import org.camunda.bpm.impl.juel.TreeBuilderException;
import org.jspecify.annotations.Nullable;

/**
 * The expressions that a model may use: names (beans and variables) and their properties, comparisons joined by and, or
 * and not, and literals. No method, no function, no arithmetic, no assignment. Decided on the tree that the engine's own
 * parser makes of the text, so that no spelling gets past.
 */
final class ExpressionGrammar {
    static final String REMEDY = "write names, their properties, comparisons and literals only, such as"
            + " ${repair.process} or ${outcome == 'approve'}";

    private static final Set<AstBinary.Operator> OPERATORS = Set.of(
            AstBinary.EQ,
            AstBinary.NE,
            AstBinary.LT,
            AstBinary.LE,
            AstBinary.GT,
            AstBinary.GE,
            AstBinary.AND,
            AstBinary.OR);

    /** Objects of the engine under which a name would be found that is neither bean nor variable. */
    private static final Set<String> ENGINE_NAMES =
            Set.of("execution", "task", "externalTask", "caseExecution", "authenticatedUserId");

    private static final int LONGEST_TEXT = 20_000;
    private static final int LONGEST = 1_000;
    private static final int DEEPEST = 30;

    private ExpressionGrammar() {}

    /** Whether the text holds an expression at all. */
    static boolean isExpression(String text) {
        return text.contains("${") || text.contains("#{");
    }

    /** What is wrong with the text, if anything. Text without an expression is fine. */
    static Optional<String> problem(String text) {
        String tooMuch = tooMuch(text);
        if (tooMuch != null) {
            return Optional.of(tooMuch + "; " + REMEDY);
        }
        Node root;
        try {
            root = new Builder(Builder.Feature.METHOD_INVOCATIONS).build(text).getRoot();
        } catch (TreeBuilderException e) {
            return Optional.of("'" + text + "' is no expression: " + e.getMessage() + "; " + REMEDY);
        }
        String offence = offence(root);
        return offence == null ? Optional.empty() : Optional.of("'" + text + "' " + offence + "; " + REMEDY);
    }

    /** The parser and this class walk a tree by recursion, so its depth is limited before it is made. */
    private static @Nullable String tooMuch(String text) {
        if (text.length() > LONGEST_TEXT) {
            return "a text of " + text.length() + " characters holds an expression; it may have " + LONGEST_TEXT;
        }
        int begin = -1;
        int depth = 0;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (begin < 0) {
                if ((c == '$' || c == '#') && i + 1 < text.length() && text.charAt(i + 1) == '{') {
                    begin = i;
                    depth = 0;
                }
            } else if (quote != 0) {
                if (c == '\\') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '}') {
                begin = -1;
            } else if (c == '(' || c == '[' || c == '?') {
                depth++;
            } else if (c == ')' || c == ']') {
                depth--;
            }
            if (begin >= 0 && i - begin > LONGEST) {
                return "an expression has more than " + LONGEST + " characters";
            }
            if (depth > DEEPEST) {
                return "an expression is nested more than " + DEEPEST + " deep";
            }
        }
        return null;
    }

    /** The names at the roots of the expressions in a text that has no problem. */
    static List<String> names(String text) {
        List<String> names = new ArrayList<>();
        collect(new Builder().build(text).getRoot(), names);
        return names;
    }

    /** The name, if the whole text is {@code ${name}}. */
    static Optional<String> soleName(String text) {
        if (!isExpression(text) || problem(text).isPresent()) {
            return Optional.empty();
        }
        Node node = new Builder().build(text.strip()).getRoot();
        while (node instanceof AstEval || node instanceof AstNested) {
            node = node.getChild(0);
        }
        return node instanceof AstIdentifier identifier ? Optional.of(identifier.getName()) : Optional.empty();
    }

    private static void collect(Node node, List<String> names) {
        if (node instanceof AstIdentifier identifier) {
            names.add(identifier.getName());
        }
        for (int i = 0; i < node.getCardinality(); i++) {
            if (node.getChild(i) != null) {
                collect(node.getChild(i), names);
            }
        }
    }

    private static @Nullable String offence(Node node) {
        if (node instanceof AstMethod) {
            return "calls a method";
        }
        if (node instanceof AstFunction) {
            return "calls a function";
        }
        if (node instanceof AstIdentifier identifier) {
            return ENGINE_NAMES.contains(identifier.getName())
                    ? "uses '" + identifier.getName() + "', which is neither a bean nor a variable"
                    : null;
        }
        if (node instanceof AstText
                || node instanceof AstString
                || node instanceof AstNumber
                || node instanceof AstBoolean
                || node instanceof AstNull) {
            return null;
        }
        if (node instanceof AstProperty) {
            String property = propertyOffence(node);
            if (property != null) {
                return property;
            }
        } else if (node instanceof AstBinary binary) {
            if (!OPERATORS.contains(binary.getOperator())) {
                return "uses the operator '" + binary.getOperator() + "'";
            }
        } else if (node instanceof AstUnary unary) {
            if (unary.getOperator() == AstUnary.NEG && !(node.getChild(0) instanceof AstNumber)) {
                return "uses arithmetic";
            }
        } else if (!(node instanceof AstEval || node instanceof AstComposite || node instanceof AstNested)) {
            return "uses something that is not allowed here";
        }
        for (int i = 0; i < node.getCardinality(); i++) {
            String offence = offence(node.getChild(i));
            if (offence != null) {
                return offence;
            }
        }
        return null;
    }

    private static @Nullable String propertyOffence(Node node) {
        Node base = node.getChild(0);
        while (base instanceof AstNested) {
            base = base.getChild(0);
        }
        if (!(base instanceof AstIdentifier || base instanceof AstProperty)) {
            return base instanceof AstMethod || base instanceof AstFunction
                    ? offence(base)
                    : "reads a property of something that is neither a bean nor a variable";
        }
        if (node instanceof AstDot) {
            return null;
        }
        if (node instanceof AstBracket
                && (node.getChild(1) instanceof AstString || node.getChild(1) instanceof AstNumber)) {
            return null;
        }
        return "reads a property whose name is not a literal";
    }
}
