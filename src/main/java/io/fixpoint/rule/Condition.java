package io.fixpoint.rule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AtomicExprDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.BindingDescr;
import org.drools.drl.ast.descr.ConnectiveType;
import org.drools.drl.ast.descr.ConstraintConnectiveDescr;
import org.drools.drl.ast.descr.RelationalExprDescr;
import org.drools.drl.parser.DrlExprParser;
import org.drools.drl.parser.DrlParser;

/** What one constraint of a pattern says. */
sealed interface Condition {

    /** {@code left operator right}. A bare {@code stale} is {@code stale == true}, {@code !stale} is {@code == false}. */
    record Comparison(String left, String operator, String right) implements Condition {
        private static final Map<String, String> TURNED =
                Map.of("<", ">", "<=", ">=", ">", "<", ">=", "<=", "==", "==", "!=", "!=");

        /** The same with a literal on the right, if there is one on the left: {@code 3 < value} is {@code value > 3}. */
        Comparison literalLast() {
            String turned = TURNED.get(operator);
            boolean literalFirst = Literal.isLiteral(left) && !Literal.isLiteral(right);
            return literalFirst && turned != null ? new Comparison(/* left= */ right, turned, /* right= */ left) : this;
        }
    }

    /** All of them. */
    record All(List<Condition> parts) implements Condition {}

    /** At least one of them. */
    record Any(List<Condition> parts) implements Condition {}

    /** Something that cannot be told apart further. */
    record Opaque(String text) implements Condition {}

    /**
     * A constraint.
     *
     * @param condition {@link All} of nothing if it only binds variables
     * @param bindings the expressions by variable
     */
    record Parsed(Condition condition, Map<String, String> bindings) {
        boolean onlyBinds() {
            return condition instanceof All all && all.parts().isEmpty();
        }
    }

    Set<String> COMPARED = Set.of("==", "!=", "<", "<=", ">", ">=");
    Pattern SPACE = Pattern.compile("\\s+(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

    /** Parses the text of a constraint that the check has accepted. */
    static Parsed parse(String text) {
        DrlExprParser parser = new DrlExprParser(DrlParser.DEFAULT_LANGUAGE_LEVEL);
        ConstraintConnectiveDescr tree = parser.parse(text);
        Map<String, String> bindings = new LinkedHashMap<>();
        if (parser.hasErrors() || tree == null) {
            return new Parsed(new Opaque(plain(text)), bindings);
        }
        return new Parsed(condition(tree, bindings), bindings);
    }

    private static Condition condition(BaseDescr part, Map<String, String> bindings) {
        if (part instanceof ConstraintConnectiveDescr group) {
            if (group.isNegated()) {
                return new Opaque(plain(group.toString()));
            }
            List<Condition> parts = new ArrayList<>();
            for (BaseDescr inner : group.getDescrs()) {
                Condition condition = condition(inner, bindings);
                if (group.getConnective() != ConnectiveType.OR && condition instanceof All all) {
                    parts.addAll(all.parts());
                } else {
                    parts.add(condition);
                }
            }
            if (parts.size() == 1) {
                return parts.get(0);
            }
            return group.getConnective() == ConnectiveType.OR ? new Any(parts) : new All(parts);
        }
        if (part instanceof RelationalExprDescr relation) {
            return relation(relation, bindings);
        }
        if (part instanceof BindingDescr binding) {
            bindings.put(binding.getVariable(), plain(binding.getExpression()));
            return new All(List.of());
        }
        String text = part instanceof AtomicExprDescr atom ? plain(atom.getExpression()) : part.toString();
        if (text.startsWith("!") && !text.startsWith("!(")) {
            return new Comparison(text.substring(1), "==", "false");
        }
        return text.startsWith("!") ? new Opaque(text) : new Comparison(text, "==", "true");
    }

    private static Condition relation(RelationalExprDescr relation, Map<String, String> bindings) {
        String operator = relation.getOperator();
        if (relation.getParameters() != null && !relation.getParameters().isEmpty()) {
            operator += relation.getParameters();
        }
        if (relation.isNegated()) {
            // Not ">" is more than "<=": a number that is not known is neither.
            operator = operator.equals("==") ? "!=" : "not " + operator;
        }
        String left;
        if (relation.getLeft() instanceof BindingDescr binding) {
            left = plain(binding.getExpression());
            bindings.put(binding.getVariable(), left);
        } else {
            left = operand(relation.getLeft());
        }
        return new Comparison(left, operator, operand(relation.getRight())).literalLast();
    }

    private static String operand(BaseDescr part) {
        return part instanceof AtomicExprDescr atom ? plain(atom.getExpression()) : plain(part.toString());
    }

    /** The text without spaces, except in quotes. */
    static String plain(String text) {
        String bare = SPACE.matcher(text.strip()).replaceAll("");
        return bare.startsWith("this.") ? bare.substring("this.".length()) : bare;
    }
}
