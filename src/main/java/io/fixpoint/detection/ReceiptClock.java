package io.fixpoint.detection;

import io.fixpoint.factlog.LogRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The receipt times of the log, and how much of them the server was down. All lengths (ages, windows, pending and keep
 * times) are measured without downtime, since nobody could have been heard during it.
 */
final class ReceiptClock {
    private record Downtime(long position, long received, long total) {}

    private final List<Downtime> downtimes = new ArrayList<>();
    private long received = Long.MIN_VALUE;
    private long position;
    private long down;

    /** Takes the time of the next record. */
    void advance(LogRecord record) {
        long now = Micros.of(record.receivedAt());
        if (record.kind() == LogRecord.Kind.START && received != Long.MIN_VALUE && now > received) {
            down += now - received;
            downtimes.add(new Downtime(record.position(), now, down));
        }
        received = Math.max(received, now);
        position = record.position();
    }

    void write(StateOutput out) throws IOException {
        out.number(received);
        out.number(position);
        out.number(down);
        out.count(downtimes.size());
        for (Downtime downtime : downtimes) {
            out.number(downtime.position());
            out.number(downtime.received());
            out.number(downtime.total());
        }
    }

    void read(StateInput in) throws IOException {
        received = in.number();
        position = in.number();
        down = in.number();
        downtimes.clear();
        for (int left = in.count(); left > 0; left--) {
            downtimes.add(new Downtime(in.number(), in.number(), in.number()));
        }
    }

    /** Takes the time of another one. */
    void take(ReceiptClock other) {
        received = other.received;
        position = other.position;
        down = other.down;
        downtimes.clear();
        downtimes.addAll(other.downtimes);
    }

    long position() {
        return position;
    }

    /** When the last record was received; 0 before the first. */
    long received() {
        return Math.max(received, 0);
    }

    /** All downtime so far. */
    long down() {
        return down;
    }

    /** All downtime up to the record that was received then. */
    long downAt(long receivedThen) {
        for (int i = downtimes.size() - 1; i >= 0; i--) {
            if (downtimes.get(i).received() <= receivedThen) {
                return downtimes.get(i).total();
            }
        }
        return 0;
    }

    /** The downtime after the position. */
    long downAfter(long positionThen) {
        for (int i = downtimes.size() - 1; i >= 0; i--) {
            if (downtimes.get(i).position() <= positionThen) {
                return down - downtimes.get(i).total();
            }
        }
        return down;
    }
}
