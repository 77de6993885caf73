package io.fixpoint.recovery;

import io.fixpoint.fact.Cause;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.Suspect;
import io.fixpoint.incident.GuardRefusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Facts as variables of a process, and back: what a model can name in {@code ${repair.process}}. */
final class FactVariables {
    private FactVariables() {}

    static Map<String, @Nullable Object> of(Incident incident) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", incident.getId());
        map.put("number", incident.getNumber());
        map.put("title", incident.getTitle());
        map.put("severity", incident.getSeverity().name());
        map.put("priority", incident.getPriority().name());
        map.put("service", incident.getService());
        map.put("services", new TreeSet<>(incident.getServices()));
        map.put("correlationKey", incident.getCorrelationKey());
        map.put("detectedAt", incident.getDetected().toInstant().toString());
        map.put("openedAt", incident.getOpened().toInstant().toString());
        return map;
    }

    static Map<String, @Nullable Object> of(Suspect suspect) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("rank", suspect.getRank());
        map.put("service", suspect.getService());
        map.put("score", suspect.getScore());
        map.put("reason", suspect.getReason());
        return map;
    }

    static Map<String, @Nullable Object> of(Cause cause) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("kind", cause.getKind());
        map.put("service", cause.getService());
        map.put("evidence", cause.getEvidence());
        map.put("detail", cause.getDetail());
        return map;
    }

    static Map<String, @Nullable Object> of(Repair repair) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("process", repair.getProcess());
        map.put("action", repair.getAction());
        map.put("target", repair.getTarget());
        map.put("service", repair.getService());
        map.put("mode", repair.getMode() == null ? null : repair.getMode().name());
        map.put("kind", repair.getKind().name());
        map.put("order", repair.getOrder());
        map.put("undo", repair.getUndo());
        map.put("reason", repair.getReason());
        map.put("parameters", repair.getParameters());
        return map;
    }

    /** Why guards turned the repair of the variable into an approval; empty if they did not. */
    static List<GuardRefusal> heldBecause(Map<?, ?> repair) {
        List<GuardRefusal> held = new ArrayList<>();
        if (repair.get(ModelNames.HELD_BECAUSE) instanceof Collection<?> all) {
            for (Object one : all) {
                if (one instanceof Map<?, ?> map
                        && map.get("guard") instanceof String guard
                        && map.get("reason") instanceof String reason) {
                    held.add(new GuardRefusal(guard, reason));
                }
            }
        }
        return held;
    }

    /** The repair that the variable was made of. */
    static Repair repair(Map<?, ?> map) {
        Repair repair;
        if (map.get("process") instanceof String process) {
            repair = Repair.process(process);
        } else if (map.get("action") instanceof String action) {
            repair = Repair.action(action);
        } else {
            repair = Repair.byHand();
        }
        if (map.get("target") instanceof String target) {
            repair = repair.target(target);
        }
        if (map.get("mode") instanceof String mode) {
            repair = repair.mode(Repair.Mode.valueOf(mode));
        }
        if (map.get("kind") instanceof String kind) {
            repair = repair.kind(Repair.Kind.valueOf(kind));
        }
        if (map.get("order") instanceof Number order) {
            repair = repair.order(order.intValue());
        }
        if (map.get("undo") instanceof String undo) {
            repair = repair.undo(undo);
        }
        if (map.get("reason") instanceof String reason) {
            repair = repair.reason(reason);
        }
        if (map.get("parameters") instanceof Map<?, ?> parameters) {
            for (Map.Entry<?, ?> parameter : parameters.entrySet()) {
                repair = repair.parameter(String.valueOf(parameter.getKey()), String.valueOf(parameter.getValue()));
            }
        }
        return repair;
    }
}
