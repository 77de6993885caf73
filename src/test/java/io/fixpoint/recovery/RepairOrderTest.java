package io.fixpoint.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Repair;
import io.fixpoint.fact.RepairHistory;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepairOrderTest {
    private static final Repair SCALE = Repair.process("scale").target("orders");
    private static final Repair RESTART = Repair.process("restart").target("orders");
    private static final Repair HTTP = Repair.action("http").target("orders");

    @Test
    void ofTheSameOrderWhatHasHelpedMoreOftenComesFirst() {
        assertThat(RepairOrder.of(
                        List.of(SCALE, HTTP, RESTART),
                        List.of(
                                new RepairHistory("scale", "orders", 4, 1, 30.0),
                                new RepairHistory("restart", "orders", 4, 4, 30.0),
                                new RepairHistory("http", "payment", 9, 9, 30.0))))
                .containsExactly(RESTART, HTTP, SCALE);
    }

    @Test
    void theOrderOfTheRulesCountsMore() {
        assertThat(RepairOrder.of(
                        List.of(RESTART.order(2), SCALE.order(1)),
                        List.of(
                                new RepairHistory("scale", "orders", 9, 0, null),
                                new RepairHistory("restart", "orders", 9, 9, 30.0))))
                .containsExactly(SCALE.order(1), RESTART.order(2));
    }

    @Test
    void oneRunDecidesLessThanMany() {
        assertThat(RepairOrder.of(
                        List.of(SCALE, RESTART),
                        List.of(
                                new RepairHistory("scale", "orders", 1, 1, 30.0),
                                new RepairHistory("restart", "orders", 20, 19, 30.0))))
                .containsExactly(RESTART, SCALE);
        assertThat(RepairOrder.of(List.of(SCALE, RESTART), List.of())).containsExactly(SCALE, RESTART);
    }
}
