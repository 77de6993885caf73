package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.drools.core.common.InternalFactHandle;
import org.drools.core.common.ReteEvaluator;
import org.drools.core.impl.InternalRuleBase;
import org.drools.core.reteoo.AlphaNode;
import org.drools.core.reteoo.ObjectSink;
import org.drools.core.reteoo.ObjectTypeNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;

class NumberComparisonTest {
    private static final double[] VALUES = {
        Double.NaN,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        0.0,
        -0.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MAX_VALUE,
        0.05,
        0.1 + 0.2,
        0.3,
        5,
        Math.nextUp(5.0),
        Math.nextDown(5.0),
        -5,
        (double) (1L << 53),
        Long.MAX_VALUE,
        1e300
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0.0",
                "-0.0",
                "5",
                "-5",
                "5.0",
                "0.05",
                "0.3",
                "0.30000000000000004",
                "9007199254740993",
                "9223372036854775807",
                "2147483648"
            })
    void holdsWhereTheInterpretedConditionHolds(String number) {
        List<String> operators = List.of(">", ">=", "<", "<=");
        KieBase base = base(operators.stream()
                .map(operator -> "value " + operator + " " + number)
                .toList());
        List<AlphaNode> conditions = alphas(base);
        assertThat(conditions).hasSize(operators.size());
        KieSession session = base.newKieSession();
        try {
            for (double value : VALUES) {
                StageSessionTest.Stated stated = new StageSessionTest.Stated("checkout", "queue_length");
                stated.value = value;
                InternalFactHandle handle = (InternalFactHandle) session.insert(stated.series());
                for (AlphaNode condition : conditions) {
                    NumberComparison comparison = NumberComparison.of(condition.getConstraint());
                    assertThat(comparison).as("%s", condition).isNotNull();
                    assertThat(comparison.holds(stated.series()))
                            .as("%s for %s", condition, value)
                            .isEqualTo(condition.getConstraint().isAllowed(handle, (ReteEvaluator) session));
                }
            }
        } finally {
            session.dispose();
        }
    }

    @Test
    void everyOtherConditionStaysWithDrools() {
        List<AlphaNode> conditions = alphas(base(List.of(
                "value == 5",
                "value != 5",
                "value > previous",
                "value * 2 > 5",
                "value > 1e300",
                "metric > \"a\"",
                "stale == false",
                "labels[\"zone\"] == \"a\"",
                "value > 5 || value < 1")));
        assertThat(conditions).hasSize(9);
        assertThat(conditions)
                .allSatisfy(condition -> assertThat(NumberComparison.of(condition.getConstraint()))
                        .as("%s", condition)
                        .isNull());
    }

    private static KieBase base(List<String> conditions) {
        List<String> rules = new ArrayList<>();
        for (String condition : conditions) {
            rules.add("""
                    rule "rule %1$d" when $s : Series( %2$s ) then
                        insertLogical( Anomaly.of("found-%1$d", $s).severity(Severity.MAJOR) );
                    end
                    """.formatted(rules.size(), condition));
        }
        String text = "package detection;\nimport io.fixpoint.fact.*;\n" + String.join("\n", rules);
        return RuleCompiler.compile(List.of(new RuleFile("detection/test.drl", text)))
                .orThrow()
                .base(Stage.DETECTION);
    }

    private static List<AlphaNode> alphas(KieBase base) {
        ObjectTypeNode node = ((InternalRuleBase) base)
                .getRete().getObjectTypeNodes().stream()
                        .filter(type -> type.getObjectType().getClassName().equals(Series.class.getName()))
                        .findFirst()
                        .orElseThrow();
        return Arrays.stream(node.getObjectSinkPropagator().getSinks())
                .map((ObjectSink sink) -> (AlphaNode) sink)
                .toList();
    }
}
