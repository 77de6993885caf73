package io.fixpoint.incident;

import io.fixpoint.fact.Repair;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A repair that analysis put into the list of attempts. */
record PlannedRepairView(
        int order,
        @Nullable String process,
        @Nullable String action,
        String target,
        Repair.Kind kind,
        Repair.@Nullable Mode mode,
        Map<String, String> parameters,
        @Nullable String undo,
        @Nullable String reason) {

    static PlannedRepairView of(Repair repair) {
        return new PlannedRepairView(
                repair.getOrder(),
                repair.getProcess(),
                repair.getAction(),
                repair.getTarget(),
                repair.getKind(),
                repair.getMode(),
                repair.getParameters(),
                repair.getUndo(),
                repair.getReason());
    }
}
