package io.fixpoint.rule;

import org.drools.base.rule.IndexableConstraint;
import org.drools.base.rule.accessor.FieldValue;
import org.drools.base.rule.accessor.ReadAccessor;
import org.drools.base.rule.constraint.AlphaNodeFieldConstraint;
import org.drools.base.util.index.ConstraintTypeOperator;
import org.drools.mvel.accessors.ClassFieldReader;
import org.jspecify.annotations.Nullable;

/**
 * The condition that most rules end with, a {@code double} property compared with a number, such as {@code value > 0.05}.
 * It is compared as Java does, which is what MVEL comes to as well, but thirty times as slowly: conditions are interpreted
 * (see the decision record 0022).
 *
 * @param than what the property is compared with
 */
record NumberComparison(ReadAccessor property, ConstraintTypeOperator operator, double than) {

    /** Null if the condition is of another kind. */
    static @Nullable NumberComparison of(AlphaNodeFieldConstraint condition) {
        if (!(condition instanceof IndexableConstraint comparison)) {
            return null;
        }
        // Other accessors evaluate expressions, such as "value * 2".
        ReadAccessor property = comparison.getFieldExtractor() instanceof ClassFieldReader field ? field : null;
        FieldValue than = comparison.getField();
        if (property == null
                || property.getExtractToClass() != double.class
                || than == null
                || !(than.isFloatNumberField() || than.isIntegerNumberField())) {
            return null;
        }
        return switch (comparison.getConstraintType()) {
            case GREATER_THAN, GREATER_OR_EQUAL, LESS_THAN, LESS_OR_EQUAL ->
                new NumberComparison(property, comparison.getConstraintType(), than.getDoubleValue());
            default -> null;
        };
    }

    boolean holds(Object fact) {
        double value = property.getDoubleValue(null, fact);
        return switch (operator) {
            case GREATER_THAN -> value > than;
            case GREATER_OR_EQUAL -> value >= than;
            case LESS_THAN -> value < than;
            case LESS_OR_EQUAL -> value <= than;
            default -> throw new IllegalStateException(operator + " is no comparison");
        };
    }
}
