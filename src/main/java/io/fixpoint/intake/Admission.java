package io.fixpoint.intake;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much of what is sent the server holds at once, and of whom. Each sender may hold as much as is left free then, no more:
 * so one that floods takes half of the room, two take a third each, and what is left is for the next one (Choudhury and
 * Hahne, Dynamic Queue Length Thresholds for Shared-Memory Packet Switches, IEEE/ACM Transactions on Networking 6(2),
 * 1998, with α = 1). A request holds its place from its first byte until it is answered. Thread-safe.
 */
@ApplicationScoped
public class Admission {
    private final long mostBytes;
    private final int mostRequests;
    private final Map<String, Held> senders = new HashMap<>();
    private final Held all = new Held();

    private static final class Held {
        private long bytes;
        private int requests;
    }

    @Inject
    Admission(IntakeConfig config, MeterRegistry meters) {
        this(config.mostBytes().asLongValue(), config.mostRequests());
        meters.gauge("fixpoint.intake.bytes", this, Admission::bytes);
        meters.gauge("fixpoint.intake.requests", this, Admission::requests);
    }

    Admission(long mostBytes, int mostRequests) {
        this.mostBytes = mostBytes;
        this.mostRequests = mostRequests;
    }

    /**
     * A place for a request of the sender, to be closed; null if there is none now.
     *
     * @param bytes of its body, as far as they are known
     */
    synchronized @Nullable Place enter(String sender, long bytes) {
        Held held = senders.getOrDefault(sender, new Held());
        boolean free = held.requests + 1 <= mostRequests - all.requests - 1 && hasRoom(held, bytes);
        if (!free) {
            return null;
        }
        senders.put(sender, held);
        held.requests++;
        all.requests++;
        hold(held, bytes);
        return new Place(sender, held, bytes);
    }

    private boolean hasRoom(Held held, long bytes) {
        return held.bytes + bytes <= mostBytes - all.bytes - bytes;
    }

    private void hold(Held held, long bytes) {
        held.bytes += bytes;
        all.bytes += bytes;
    }

    private synchronized double bytes() {
        return all.bytes;
    }

    private synchronized double requests() {
        return all.requests;
    }

    /** The place of one request. */
    final class Place implements AutoCloseable {
        private final String sender;
        private final Held held;
        private long bytes;
        private boolean left;

        private Place(String sender, Held held, long bytes) {
            this.sender = sender;
            this.held = held;
            this.bytes = bytes;
        }

        /**
         * The request has grown: a body that was compressed, or whose length was not told.
         *
         * @return whether there is room for so many bytes in all
         */
        boolean grow(long now) {
            synchronized (Admission.this) {
                if (now <= bytes) {
                    return true;
                }
                if (left || !hasRoom(held, now - bytes)) {
                    return false;
                }
                hold(held, now - bytes);
                bytes = now;
                return true;
            }
        }

        @Override
        public void close() {
            synchronized (Admission.this) {
                if (left) {
                    return;
                }
                left = true;
                hold(held, -bytes);
                held.requests--;
                all.requests--;
                if (held.requests == 0) {
                    senders.remove(sender);
                }
            }
        }
    }
}
