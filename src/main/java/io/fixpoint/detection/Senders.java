package io.fixpoint.detection;

import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.LogRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How far the senders' clocks are ahead. An event time after its receipt proves that a clock is ahead; one that is behind
 * cannot be told from delay. A sender is one instance of one service.
 */
final class Senders {
    /** After one to two of these, a clock that was put right counts as right. */
    private static final long MEMORY = Micros.HOUR / 2;

    private record Sender(String service, @Nullable String instance) {}

    private static final class Offset {
        long greatest;
        long greatestBefore;
        long since;
    }

    private final Map<Sender, Offset> offsets = new HashMap<>();

    /**
     * The facts of the record in order of time, with times that are not after the receipt: those of one sender are all
     * moved back by as much as its latest is ahead, so the lengths between them stay.
     */
    List<Arrival> arrivals(LogRecord record) {
        long received = Micros.of(record.receivedAt());
        List<Fact> facts = record.facts();
        long[] times = new long[facts.size()];
        Map<Sender, Long> ahead = new HashMap<>();
        for (int index = 0; index < times.length; index++) {
            Fact fact = facts.get(index);
            times[index] = Micros.of(fact.time());
            long lead = times[index] - received;
            if (lead > 0) {
                ahead.merge(new Sender(fact.service(), fact.instance()), lead, Math::max);
            }
        }
        ahead.forEach((sender, lead) -> learn(sender, lead, received));
        List<Arrival> arrivals = new ArrayList<>(times.length);
        for (int index = 0; index < times.length; index++) {
            Fact fact = facts.get(index);
            long lead = ahead.isEmpty() ? 0 : ahead.getOrDefault(new Sender(fact.service(), fact.instance()), 0L);
            arrivals.add(new Arrival(FactKey.of(fact, record.position(), index), fact, times[index] - lead));
        }
        arrivals.sort(Comparator.comparingLong(Arrival::time));
        return arrivals;
    }

    /**
     * Cuts the arrivals so that each state fact changes at most once in each part: no spike in a batch is missed. Each
     * service is cut by itself, so what is fired of it does not depend on the others. There is always a first part.
     */
    static List<List<Arrival>> firings(List<Arrival> arrivals) {
        List<List<Arrival>> firings = new ArrayList<>();
        firings.add(new ArrayList<>(arrivals.size()));
        Map<String, Cut> cuts = new HashMap<>();
        Map<FactKey, Integer> lastPart = new HashMap<>(arrivals.size() * 4 / 3 + 1);
        for (Arrival arrival : arrivals) {
            Cut cut = cuts.computeIfAbsent(arrival.key().service(), service -> new Cut());
            Integer last = lastPart.put(arrival.key(), cut.part);
            if (last != null && last == cut.part) {
                lastPart.put(arrival.key(), ++cut.part);
                if (cut.part == firings.size()) {
                    firings.add(new ArrayList<>());
                }
            }
            firings.get(cut.part).add(arrival);
        }
        return firings;
    }

    /** How often the facts of a service are cut so far. */
    private static final class Cut {
        int part;
    }

    private void learn(Sender sender, long lead, long received) {
        Offset offset = offsets.computeIfAbsent(sender, s -> new Offset());
        roll(offset, received);
        offset.greatest = Math.max(offset.greatest, lead);
    }

    private static void roll(Offset offset, long received) {
        long passed = received - offset.since;
        if (passed >= MEMORY) {
            offset.greatestBefore = passed >= 2 * MEMORY ? 0 : offset.greatest;
            offset.greatest = 0;
            offset.since = received;
        }
    }

    /** How far the sender's clock was ahead lately; 0 if it was not. */
    long offset(String service, @Nullable String instance, long received) {
        Offset offset = offsets.get(new Sender(service, instance));
        if (offset == null) {
            return 0;
        }
        roll(offset, received);
        return Math.max(offset.greatest, offset.greatestBefore);
    }

    void write(StateOutput out) throws IOException {
        out.count(offsets.size());
        for (Map.Entry<Sender, Offset> entry : offsets.entrySet()) {
            out.text(entry.getKey().service());
            out.textOrNull(entry.getKey().instance());
            out.number(entry.getValue().greatest);
            out.number(entry.getValue().greatestBefore);
            out.number(entry.getValue().since);
        }
    }

    /** @param ofService where the senders of a service are kept now */
    static void read(StateInput in, Function<String, Senders> ofService) throws IOException {
        for (int left = in.count(); left > 0; left--) {
            Sender sender = new Sender(in.text(), in.textOrNull());
            Offset offset = new Offset();
            offset.greatest = in.number();
            offset.greatestBefore = in.number();
            offset.since = in.number();
            ofService.apply(sender.service()).offsets.put(sender, offset);
        }
    }

    /** Forgets the senders that have not been ahead for long. */
    void forget(long received) {
        offsets.values().removeIf(offset -> received - offset.since >= 2 * MEMORY);
    }
}
