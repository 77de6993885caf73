package io.fixpoint.recovery;

import java.util.Collection;
import org.camunda.bpm.engine.delegate.Expression;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.bpmn.behavior.MultiInstanceActivityBehavior;
import org.jspecify.annotations.Nullable;

/**
 * How often one activity is repeated, or for what, with a limit: a wrong number in a variable must not fill the database in
 * one transaction.
 */
final class LimitedLoop implements Expression {
    /** How many instances one activity may have. */
    static final int MOST = 1_000;

    private final @Nullable Expression expression;
    private final String variable;

    private LimitedLoop(@Nullable Expression expression, String variable) {
        this.expression = expression;
        this.variable = variable;
    }

    /** Puts the limit where the activity says how often it is repeated. */
    static void put(MultiInstanceActivityBehavior behavior) {
        Expression cardinality = behavior.getLoopCardinalityExpression();
        if (cardinality != null) {
            behavior.setLoopCardinalityExpression(new LimitedLoop(cardinality, "loopCardinality"));
        }
        Expression collection = behavior.getCollectionExpression();
        String variable = behavior.getCollectionVariable();
        if (collection != null) {
            behavior.setCollectionExpression(new LimitedLoop(collection, "collection"));
        } else if (variable != null) {
            behavior.setCollectionExpression(new LimitedLoop(null, variable));
        }
    }

    @Override
    public @Nullable Object getValue(VariableScope scope) {
        Object value = expression == null ? scope.getVariable(variable) : expression.getValue(scope);
        long wanted = value instanceof Collection<?> all ? all.size() : number(value);
        if (wanted > MOST) {
            throw new IllegalArgumentException("An activity is to be repeated " + wanted + " times (by "
                    + getExpressionText() + "); at most " + MOST + " are allowed. Correct the variable or the model.");
        }
        return value;
    }

    private static long number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        return value instanceof String text && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    @Override
    public void setValue(Object value, VariableScope scope) {
        throw new UnsupportedOperationException("it is only read");
    }

    @Override
    public String getExpressionText() {
        return expression == null ? variable : expression.getExpressionText();
    }

    @Override
    public boolean isLiteralText() {
        return expression != null && expression.isLiteralText();
    }
}
