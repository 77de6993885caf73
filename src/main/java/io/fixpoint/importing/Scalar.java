package io.fixpoint.importing;

import io.fixpoint.importing.Query.Binary;
import io.fixpoint.importing.Query.Call;
import io.fixpoint.importing.Query.Negative;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A number in a query, as an expression of a rule.
 *
 * @param text may hold {@link #NOW}
 * @param constant its value; null if it depends on the time
 */
record Scalar(String text, @Nullable Double constant) {
    /** Stands for the time of evaluation, which is read of a series. */
    static final String NOW = "«now»";

    static Optional<Double> number(Query query) {
        return of(query).map(Scalar::constant);
    }

    static Optional<Scalar> of(Query query) {
        if (query instanceof Query.Constant number) {
            return Optional.of(new Scalar(literal(number.value()), number.value()));
        }
        if (query instanceof Negative negative) {
            return of(negative.of())
                    .map(of -> of.constant() == null
                            ? new Scalar("(-1.0 * " + of.text() + ")", null)
                            : new Scalar(literal(-of.constant()), -of.constant()));
        }
        if (query instanceof Call call
                && call.function().equals("time")
                && call.arguments().isEmpty()) {
            return Optional.of(new Scalar(NOW, null));
        }
        if (query instanceof Binary binary && !binary.isSet()) {
            Optional<Scalar> left = of(binary.left());
            Optional<Scalar> right = of(binary.right());
            if (left.isPresent() && right.isPresent()) {
                return Optional.of(calculated(binary, left.get(), right.get()));
            }
        }
        return Optional.empty();
    }

    private static Scalar calculated(Binary binary, Scalar left, Scalar right) {
        if (binary.isComparison()) {
            throw new RefusedRuleException("a comparison of numbers is of no service");
        }
        Double one = left.constant();
        Double other = right.constant();
        if (one == null || other == null) {
            return new Scalar(arithmetic(binary.operator(), left.text(), right.text()), null);
        }
        double value = switch (binary.operator()) {
            case "+" -> one + other;
            case "-" -> one - other;
            case "*" -> one * other;
            case "/" -> one / other;
            case "%" -> one % other;
            case "^" -> Math.pow(one, other);
            default -> Math.atan2(one, other);
        };
        return new Scalar(literal(value), value);
    }

    static String literal(double value) {
        if (Double.isNaN(value)) {
            return "(0.0 / 0.0)";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "(1.0 / 0.0)" : "(-1.0 / 0.0)";
        }
        String plain = new BigDecimal(Double.toString(value)).toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }

    static String arithmetic(String operator, String left, String right) {
        return switch (operator) {
            case "^" -> "Math.pow(" + left + ", " + right + ")";
            case "atan2" -> "Math.atan2(" + left + ", " + right + ")";
            default -> "(" + left + " " + operator + " " + right + ")";
        };
    }
}
