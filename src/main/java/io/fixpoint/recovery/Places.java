package io.fixpoint.recovery;

import io.fixpoint.recovery.WaitingOrder.Waiting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the recoveries that wait for their turn stand, at one moment. */
final class Places {
    private final List<Waiting> sorted;
    private final int waiting;
    private final int atOnce;
    private final Map<String, Integer> positions = new HashMap<>();

    /**
     * Of the first that wait.
     *
     * @param sorted the next first; of very many, only the most urgent
     * @param waiting how many wait
     * @param atOnce how many may run at a time
     */
    Places(List<Waiting> sorted, int waiting, int atOnce) {
        this.sorted = sorted;
        this.waiting = waiting;
        this.atOnce = atOnce;
        for (Waiting one : sorted) {
            positions.put(one.recovery(), positions.size() + 1);
        }
    }

    /**
     * Where a waiting recovery stands.
     *
     * @param position from 1, the next
     * @param reason what it waits for, for people
     */
    record Place(int position, String reason) {}

    /** Where this one, which waits, stands; empty if nothing waits. */
    Optional<Place> of(String recovery) {
        if (waiting == 0) {
            return Optional.empty();
        }
        int position = positions.getOrDefault(recovery, waiting);
        int before = Math.min(position - 1, sorted.size());
        return Optional.of(new Place(
                position,
                "It waits for its turn, number " + position + " of " + waiting + ": "
                        + (before == 0 ? "it is the next" : "before it is " + words(sorted.get(before - 1)))
                        + ". At most " + atOnce
                        + " recoveries run at a time, by priority, and providers before their callers"));
    }

    private static String words(Waiting waiting) {
        return waiting.process() + (waiting.service() == null ? "" : " for " + waiting.service()) + " ("
                + waiting.priority() + ")";
    }
}
