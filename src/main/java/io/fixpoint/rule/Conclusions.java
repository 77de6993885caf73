package io.fixpoint.rule;

import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.ObjectCreationExpr;
import com.github.javaparser.ast.expr.StringLiteralExpr;
import com.github.javaparser.ast.stmt.BlockStmt;
import com.github.javaparser.ast.stmt.ExpressionStmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.drools.drl.ast.descr.RuleDescr;

/**
 * What a rule concludes, read from a consequence that the check has accepted: {@code Anomaly.of("x", $s)} and the calls
 * after it.
 *
 * @param maker such as {@code Anomaly.of}, or {@code new Hot} of a helper fact
 */
record Conclusions(String maker, List<Expression> arguments, List<Call> calls) {

    /** A call that refines it, such as {@code .severity(Severity.MAJOR)}. */
    record Call(String name, List<Expression> arguments) {
        String text() {
            return name + arguments;
        }
    }

    static Optional<Conclusions> of(RuleDescr rule) {
        String code = rule.getConsequence() == null ? "" : rule.getConsequence().toString();
        return ExpressionCheck.parser()
                .parseBlock("{" + code + "}")
                .getResult()
                .map(BlockStmt::getStatements)
                .filter(statements -> statements.size() == 1)
                .map(statements -> statements.get(0))
                .filter(ExpressionStmt.class::isInstance)
                .map(statement -> ((ExpressionStmt) statement).getExpression())
                .filter(MethodCallExpr.class::isInstance)
                .map(MethodCallExpr.class::cast)
                .filter(call -> call.getArguments().size() == 1)
                .map(call -> read(call.getArgument(0)));
    }

    private static Conclusions read(Expression value) {
        List<Call> calls = new ArrayList<>();
        Expression inner = value;
        while (inner instanceof MethodCallExpr call
                && call.getScope().filter(MethodCallExpr.class::isInstance).isPresent()) {
            calls.add(0, new Call(call.getNameAsString(), List.copyOf(call.getArguments())));
            inner = call.getScope().get();
        }
        if (inner instanceof MethodCallExpr factory) {
            String type = factory.getScope().map(Expression::toString).orElse("");
            return new Conclusions(
                    type + "." + factory.getNameAsString(), List.copyOf(factory.getArguments()), List.copyOf(calls));
        }
        if (inner instanceof ObjectCreationExpr creation) {
            return new Conclusions(
                    "new " + creation.getType().asString(), List.copyOf(creation.getArguments()), List.copyOf(calls));
        }
        return new Conclusions(inner.toString(), List.of(), List.copyOf(calls));
    }

    /** The last call of this name; later ones replace earlier ones. */
    Optional<Call> call(String name) {
        return calls.stream().filter(call -> call.name().equals(name)).reduce((earlier, later) -> later);
    }

    /** The text that is its argument at the place, if it is written out. */
    Optional<String> text(int place) {
        return place < arguments.size() && arguments.get(place) instanceof StringLiteralExpr literal
                ? Optional.of(literal.asString())
                : Optional.empty();
    }
}
