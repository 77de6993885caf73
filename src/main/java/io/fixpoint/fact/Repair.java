package io.fixpoint.fact;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One attempt at recovery: which process (or action), on which service, how, and what undoes it. */
public final class Repair extends ValueObject {
    /** Who decides and who acts, ascending: {@code >=} means at least as much in people's hands. */
    public enum Mode {
        AUTOMATIC,
        APPROVAL,
        MANUAL
    }

    /** Whether it removes the cause or only relieves the effect. */
    public enum Kind {
        FIX,
        MITIGATE
    }

    private final @Nullable String process;
    private final @Nullable String action;
    private final String target;
    private final int order;
    private final Kind kind;
    private final @Nullable Mode mode;
    private final Map<String, String> parameters;
    private final @Nullable String undo;
    private final @Nullable String reason;

    private Repair(
            @Nullable String process,
            @Nullable String action,
            String target,
            int order,
            Kind kind,
            @Nullable Mode mode,
            Map<String, String> parameters,
            @Nullable String undo,
            @Nullable String reason) {
        this.process = process;
        this.action = action;
        this.target = target;
        this.order = order;
        this.kind = kind;
        this.mode = mode;
        this.parameters = parameters;
        this.undo = undo;
        this.reason = reason;
    }

    /** A repair by a deployed process. */
    public static Repair process(String key) {
        return new Repair(key, null, "", 1, Kind.FIX, null, Map.of(), null, null);
    }

    /** A repair by a single built-in action, such as {@code http}; its inputs are the parameters. */
    public static Repair action(String name) {
        return new Repair(null, name, "", 1, Kind.FIX, null, Map.of(), null, null);
    }

    /** A repair that people do, told what by the reason. */
    public static Repair byHand() {
        return new Repair(null, null, "", 1, Kind.FIX, Mode.MANUAL, Map.of(), null, null);
    }

    /** The service that it is done to. */
    public Repair target(String service) {
        return new Repair(process, action, service, order, kind, mode, parameters, undo, reason);
    }

    /** Its place in the order of attempts, from 1. */
    public Repair order(int place) {
        return new Repair(process, action, target, place, kind, mode, parameters, undo, reason);
    }

    /** Whether it removes the cause (unless stated) or only relieves the effect. */
    public Repair kind(Kind stated) {
        return new Repair(process, action, target, order, stated, mode, parameters, undo, reason);
    }

    /** Who decides; unless stated it follows from the service's criticality. */
    public Repair mode(Mode stated) {
        return new Repair(process, action, target, order, kind, stated, parameters, undo, reason);
    }

    /** An input of its process or action. */
    public Repair parameter(String name, Object value) {
        Map<String, String> more = new TreeMap<>(parameters);
        more.put(name, String.valueOf(value));
        return new Repair(process, action, target, order, kind, mode, more, undo, reason);
    }

    /** The process that takes it back. */
    public Repair undo(String key) {
        return new Repair(process, action, target, order, kind, mode, parameters, key, reason);
    }

    /** Says that there is nothing to take back, as after a restart. */
    public Repair noUndo() {
        return new Repair(process, action, target, order, kind, mode, parameters, null, reason);
    }

    /** Why this should help, for the person who approves it. */
    public Repair reason(String sentence) {
        return new Repair(process, action, target, order, kind, mode, parameters, undo, sentence);
    }

    /** The process that carries it out; null if an action or a person does. */
    public @Nullable String getProcess() {
        return process;
    }

    /** The built-in action that carries it out; null if a process or a person does. */
    public @Nullable String getAction() {
        return action;
    }

    /** The service that it is done to. */
    public String getTarget() {
        return target;
    }

    /** The target, under the name that the other facts use. */
    public String getService() {
        return target;
    }

    /** Its place in the order of attempts, from 1. */
    public int getOrder() {
        return order;
    }

    /** Whether it removes the cause or only relieves the effect. */
    public Kind getKind() {
        return kind;
    }

    /** Who decides; null if that follows from the service's criticality. */
    public @Nullable Mode getMode() {
        return mode;
    }

    /** The inputs of its process or action, by name. */
    public Map<String, String> getParameters() {
        return parameters;
    }

    /** The process that takes it back; null if there is none. */
    public @Nullable String getUndo() {
        return undo;
    }

    /** Why it should help, for the person who approves it. */
    public @Nullable String getReason() {
        return reason;
    }

    @Override
    List<@Nullable Object> parts() {
        return Arrays.asList(process, action, target, order, kind, mode, parameters, undo, reason);
    }
}
