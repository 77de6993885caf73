package io.fixpoint.recovery;

import io.fixpoint.fact.Repair;
import io.fixpoint.fact.RepairHistory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which repairs are tried: that of the rules; of those with the same order, the one that is likelier to help
 * first. How likely is taken from its runs by Laplace's rule of succession, (helped + 1) / (runs + 2), so that one without
 * a run counts a half and one lucky run decides little.
 */
final class RepairOrder {
    private static final double UNKNOWN = 0.5;

    private RepairOrder() {}

    /** The repairs in the order in which they are tried; what is alike in everything stays as it was concluded. */
    static List<Repair> of(List<Repair> repairs, List<RepairHistory> histories) {
        Map<List<String>, Double> likely = new HashMap<>();
        for (RepairHistory history : histories) {
            likely.put(
                    List.of(history.getRepair(), history.getService()),
                    (history.getHelped() + 1.0) / (history.getRuns() + 2.0));
        }
        return repairs.stream()
                .sorted(Comparator.comparingInt(Repair::getOrder)
                        .thenComparing(repair -> likely.getOrDefault(key(repair), UNKNOWN), Comparator.reverseOrder()))
                .toList();
    }

    private static List<String> key(Repair repair) {
        String process = repair.getProcess();
        String action = repair.getAction();
        return List.of(process != null ? process : action != null ? action : "", repair.getTarget());
    }
}
