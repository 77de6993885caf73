package io.fixpoint.live;

import io.fixpoint.live.LiveChange.Change;
import io.fixpoint.live.LiveChange.Kind;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latest changes in their order, by numbers that tell this server's life from others. Changes of the same thing between
 * two {@link #gather} are one; of more than {@link #MANY} things of a kind, one that names none of them.
 */
final class LiveEvents {
    /** A list is read again as a whole anyway, then. */
    static final int MANY = 100;
    /** So many are kept: at the most events that there can be, for some seconds; usually for hours. */
    static final int KEPT = 5_000;

    private final String life;
    private final Map<Kind, Map<String, LiveChange>> pending = new EnumMap<>(Kind.class);
    private final Map<Kind, LiveChange> unnamed = new EnumMap<>(Kind.class);
    private final Deque<Numbered> latest = new ArrayDeque<>();
    private long last;

    /** A change with its place. */
    record Numbered(long number, LiveChange change) {}

    LiveEvents() {
        this(Long.toString(new SecureRandom().nextLong() >>> 1, Character.MAX_RADIX));
    }

    LiveEvents(String life) {
        this.life = life;
        for (Kind kind : Kind.values()) {
            pending.put(kind, new LinkedHashMap<>());
        }
    }

    synchronized void add(LiveChange change) {
        Map<String, LiveChange> ofKind = pending.get(change.kind());
        if (change.id() == null || ofKind == null || unnamed.containsKey(change.kind())) {
            unnamed.put(change.kind(), unnamed(change.kind(), change.time()));
            return;
        }
        ofKind.merge(change.id(), change, LiveEvents::both);
        if (ofKind.size() > MANY) {
            ofKind.clear();
            unnamed.put(change.kind(), unnamed(change.kind(), change.time()));
        }
    }

    private static LiveChange unnamed(Kind kind, Instant time) {
        return new LiveChange(kind, null, null, Change.CHANGED, null, time);
    }

    /** What was created and changed since is new to a reader; what ended has ended. */
    private static LiveChange both(LiveChange before, LiveChange now) {
        return now.change() == Change.CHANGED && before.change() != Change.CHANGED
                ? new LiveChange(now.kind(), now.id(), now.incidentId(), before.change(), now.service(), now.time())
                : now;
    }

    /**
     * Makes events of the changes since the last time.
     *
     * @return whether there are any
     */
    synchronized boolean gather() {
        long before = last;
        for (Map<String, LiveChange> ofKind : pending.values()) {
            ofKind.values().forEach(this::number);
            ofKind.clear();
        }
        unnamed.values().forEach(this::number);
        unnamed.clear();
        return last > before;
    }

    private void number(LiveChange change) {
        latest.addLast(new Numbered(++last, change));
        if (latest.size() > KEPT) {
            latest.removeFirst();
        }
    }

    /** The number of the last event. */
    synchronized long last() {
        return last;
    }

    /** The events behind that number; empty if some of them are no longer kept. */
    synchronized Optional<List<Numbered>> after(long number) {
        if (number > last || number < last - latest.size()) {
            return Optional.empty();
        }
        // The numbers follow one another, so it is known how many of those kept are behind that one.
        return Optional.of(latest.stream().skip(latest.size() - (last - number)).toList());
    }

    /** The id of an event, as a reader sees it. */
    String id(long number) {
        return life + "-" + number;
    }

    /** The number of the event that a reader saw last; empty if it is none of this server's life. */
    Optional<Long> number(@Nullable String id) {
        if (id == null || !id.startsWith(life + "-")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(id.substring(life.length() + 1)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
