package io.fixpoint.incident;

import static io.fixpoint.fact.Incident.Status.CLOSED;
import static io.fixpoint.fact.Incident.Status.ESCALATED;
import static io.fixpoint.fact.Incident.Status.OPEN;
import static io.fixpoint.fact.Incident.Status.RECOVERING;
import static io.fixpoint.fact.Incident.Status.RESOLVED;

import io.fixpoint.fact.Incident.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The moves of an incident: this table is the only place that says which status may follow which. {@code
 * src/docs/incident-lifecycle.md} is drawn from it.
 */
public enum Move {
    /** A recovery was started. */
    RECOVER(RECOVERING, OPEN, RECOVERING, ESCALATED),
    /** A person is needed. */
    ESCALATE(ESCALATED, OPEN, RECOVERING, ESCALATED),
    /** It is over: verified, cleared, or a rule or person says so. */
    RESOLVE(RESOLVED, OPEN, RECOVERING, ESCALATED),
    /** It is a part of another incident. */
    MERGE(CLOSED, OPEN, RECOVERING, ESCALATED),
    /** It was not over. */
    REOPEN(OPEN, RESOLVED, CLOSED),
    /** Nothing more is to be done or said about it. */
    CLOSE(CLOSED, RESOLVED);

    private final Status to;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of makes it immutable.
    private final Set<Status> from;

    Move(Status to, Status... from) {
        this.to = to;
        this.from = Set.of(from);
    }

    /** The status after the move, if it is allowed. */
    public Optional<Status> after(Status status) {
        return from.contains(status) ? Optional.of(to) : Optional.empty();
    }

    /** The word of the API: {@code resolve}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The moves that are open from the status. */
    public static List<Move> openFrom(Status status) {
        return Arrays.stream(values())
                .filter(move -> move.from.contains(status))
                .toList();
    }

    /** The state diagram, in Mermaid. */
    public static String diagram() {
        List<String> lines = new ArrayList<>();
        lines.add("stateDiagram-v2");
        lines.add("    [*] --> " + OPEN);
        for (Move move : values()) {
            for (Status status : new TreeSet<>(move.from)) {
                lines.add("    " + status + " --> " + move.to + " : " + move.word());
            }
        }
        lines.add("    " + CLOSED + " --> [*]");
        return String.join("\n", lines) + "\n";
    }
}
