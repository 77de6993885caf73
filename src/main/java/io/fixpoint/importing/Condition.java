package io.fixpoint.importing;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A condition of a rule, as it is being written. Constraints name the facts of other conditions by their variables. */
sealed interface Condition {

    /** As it stands in a rule. */
    String text();

    /** A condition that can take a further constraint. */
    sealed interface Constrained extends Condition {
        List<String> constraints();
    }

    /** A series. */
    record Fact(String variable, List<String> constraints) implements Constrained {
        @Override
        public String text() {
            String own = Pattern.quote(variable + ".");
            return variable + " : "
                    + constraints.stream()
                            .map(constraint -> constraint.replaceAll(own, ""))
                            .collect(Collectors.joining(", ", "Series( ", " )"));
        }
    }

    /** The values of all that match, as a list. */
    record Values(String variable, List<Condition> source, String value, List<String> constraints)
            implements Constrained {
        @Override
        public String text() {
            String matched = source.size() == 1 ? source.get(0).text() : "( " + joined(source) + " )";
            return "accumulate( " + matched + "; " + variable + " : collectList( " + value + " )"
                    + (constraints.isEmpty() ? "" : "; " + String.join(", ", constraints)) + " )";
        }
    }

    /** All series that match, as a list. */
    record Facts(String variable, Fact source, List<String> constraints) implements Constrained {
        @Override
        public String text() {
            String own = "(?<![\\w$])" + Pattern.quote(variable) + "(?![\\w$])";
            String of = source.text();
            return variable + " : "
                    + constraints.stream()
                            .map(constraint -> constraint.replaceAll(own, "this"))
                            .collect(Collectors.joining(", ", "List( ", " )"))
                    + " from collect( " + of.substring(of.indexOf("Series(")) + " )";
        }
    }

    /** {@code not} or {@code exists}. */
    record Group(String word, List<Condition> inner) implements Condition {
        @Override
        public String text() {
            return word + "( " + joined(inner) + " )";
        }
    }

    static String joined(List<Condition> conditions) {
        return conditions.stream().map(Condition::text).collect(Collectors.joining(" and "));
    }
}
