package io.fixpoint.factlog;

import com.google.protobuf.CodedOutputStream;
import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Facts as bytes, complete, so that reading gives back equal facts. What many facts of a record share is written once:
 *
 * <pre>
 * record   := version strings labels series facts
 * strings  := count (text)*                          referred to by their place, from 1; 0 is null
 * labels   := count (size (string string)*)*         referred to by their place, from 1; 0 are no labels
 * series   := count (service instance name unit labels)*
 * facts    := count (flags [series] [time] [id] rest)*
 * </pre>
 *
 * Numbers are Protocol Buffers' varints, and zigzag where they may be negative. The series of a fact is told as the
 * distance from the series after that of the fact before, and left out where that is 0; its time, as the distance from
 * the time before, likewise.
 */
final class FactEncoder {
    static final int VERSION = 1;

    static final int SAMPLE = 0;
    static final int ALERT = 1;
    static final int HEARTBEAT = 2;
    static final int EVENT = 3;
    static final int TYPE = 3;
    static final int HAS_ID = 4;
    static final int SAME_TIME = 8;
    static final int NEXT_SERIES = 16;
    /** The value of a sample is a whole number. */
    static final int WHOLE = 32;
    /** The alert fires. */
    static final int FIRING = 32;

    static final int MILLI = 1_000_000;
    private static final double LARGEST_WHOLE = 1L << 40;
    private static final int BUFFER = 4096;

    /** Labels by which one looks them up. */
    private record LabelsKey(Labels labels) {
        @Override
        public int hashCode() {
            return labels.spreadHash();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof LabelsKey key && labels.equals(key.labels);
        }
    }

    /** @param labels their place */
    private record SeriesKey(
            String service,
            @Nullable String instance,
            @Nullable String name,
            @Nullable String unit,
            int labels) {
        // By hand: those of a record take twice as long, and there is one for every sample.
        @Override
        public int hashCode() {
            int hash = 31 * (31 * service.hashCode() + Objects.hashCode(instance)) + Objects.hashCode(name);
            return 31 * (31 * hash + Objects.hashCode(unit)) + labels;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof SeriesKey key
                    && labels == key.labels
                    && service.equals(key.service)
                    && Objects.equals(name, key.name)
                    && Objects.equals(instance, key.instance)
                    && Objects.equals(unit, key.unit);
        }
    }

    private final Part strings = new Part();
    private final Part labels = new Part();
    private final Part series = new Part();
    private final Part facts = new Part();
    private final Map<String, Integer> stringsKnown = new HashMap<>();
    private final Map<LabelsKey, Integer> labelsKnown;
    private final Map<SeriesKey, Integer> seriesKnown;
    private int lastSeries;
    private Instant lastTime = Instant.EPOCH;

    /** One of the parts that grow beside each other. */
    private static final class Part {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        private final CodedOutputStream out = CodedOutputStream.newInstance(bytes, BUFFER);
        private int count;
    }

    /** @param facts how many there are at most */
    private FactEncoder(int facts) {
        // Seldom is a series twice in a request.
        labelsKnown = new HashMap<>(facts * 4 / 3 + 1);
        seriesKnown = new HashMap<>(facts * 4 / 3 + 1);
    }

    /**
     * The facts as bytes.
     *
     * @param room so many bytes are left free at the beginning
     */
    static byte[] encode(List<Fact> facts, int room) {
        try {
            FactEncoder encoder = new FactEncoder(facts.size());
            for (Fact fact : facts) {
                encoder.add(fact);
            }
            return encoder.bytes(room);
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory failed", e);
        }
    }

    private byte[] bytes(int room) throws IOException {
        Part[] parts = {strings, labels, series, facts};
        int length = room + CodedOutputStream.computeUInt32SizeNoTag(VERSION);
        for (Part part : parts) {
            part.out.flush();
            length += CodedOutputStream.computeUInt32SizeNoTag(part.count) + part.bytes.size();
        }
        byte[] all = new byte[length];
        CodedOutputStream out = CodedOutputStream.newInstance(all, room, length - room);
        out.writeUInt32NoTag(VERSION);
        for (Part part : parts) {
            out.writeUInt32NoTag(part.count);
            out.writeRawBytes(part.bytes.toByteArray());
        }
        out.checkNoSpaceLeft();
        return all;
    }

    private void add(Fact fact) throws IOException {
        if (fact instanceof Fact.Sample sample) {
            double value = sample.value();
            // -0.0 is no whole number that is equal to it.
            boolean whole = value == Math.rint(value)
                    && Math.abs(value) < LARGEST_WHOLE
                    && (value != 0 || Double.doubleToRawLongBits(value) == 0);
            head(SAMPLE | (whole ? WHOLE : 0), fact, sample.metric(), sample.unit());
            if (whole) {
                facts.out.writeSInt64NoTag((long) value);
            } else {
                facts.out.writeDoubleNoTag(value);
            }
        } else if (fact instanceof Fact.Alert alert) {
            head(ALERT | (alert.firing() ? FIRING : 0), fact, alert.name(), null);
            text(alert.severity());
            text(alert.summary());
            time(alert.startsAt(), fact.time());
            facts.out.writeBoolNoTag(alert.endsAt() != null);
            if (alert.endsAt() != null) {
                time(alert.endsAt(), fact.time());
            }
            text(alert.fingerprint());
        } else if (fact instanceof Fact.Heartbeat heartbeat) {
            head(HEARTBEAT, fact, null, null);
            duration(heartbeat.interval());
        } else if (fact instanceof Fact.Event event) {
            head(EVENT, fact, event.kind(), null);
            text(event.message());
            facts.out.writeUInt32NoTag(labels(event.attributes()));
            duration(event.keep());
        }
        facts.count++;
    }

    private void head(int flags, Fact fact, @Nullable String name, @Nullable String unit) throws IOException {
        int place = series(new SeriesKey(fact.service(), fact.instance(), name, unit, labels(fact.labels())));
        int distance = place - lastSeries - 1;
        boolean sameTime = fact.time().equals(lastTime);
        facts.out.write((byte) (flags
                | (fact.id() == null ? 0 : HAS_ID)
                | (sameTime ? SAME_TIME : 0)
                | (distance == 0 ? NEXT_SERIES : 0)));
        if (distance != 0) {
            facts.out.writeSInt32NoTag(distance);
        }
        lastSeries = place;
        if (!sameTime) {
            time(fact.time(), lastTime);
            lastTime = fact.time();
        }
        if (fact.id() != null) {
            facts.out.writeStringNoTag(fact.id());
        }
    }

    /** Whole milliseconds are told as such, with a 0 as their last bit. */
    private void time(Instant time, Instant before) throws IOException {
        facts.out.writeSInt64NoTag(time.getEpochSecond() - before.getEpochSecond());
        int nanos = time.getNano();
        facts.out.writeUInt32NoTag(nanos % MILLI == 0 ? (nanos / MILLI) << 1 : (nanos << 1) | 1);
    }

    private void duration(Duration duration) throws IOException {
        facts.out.writeSInt64NoTag(duration.getSeconds());
        facts.out.writeUInt32NoTag(duration.getNano());
    }

    private void text(@Nullable String text) throws IOException {
        facts.out.writeUInt32NoTag(string(text));
    }

    private int string(@Nullable String text) throws IOException {
        if (text == null) {
            return 0;
        }
        Integer known = stringsKnown.get(text);
        if (known != null) {
            return known;
        }
        strings.out.writeStringNoTag(text);
        stringsKnown.put(text, ++strings.count);
        return strings.count;
    }

    private int labels(Map<String, String> map) throws IOException {
        if (map.isEmpty()) {
            return 0;
        }
        Labels all = Labels.of(map);
        int next = labels.count + 1;
        Integer known = labelsKnown.putIfAbsent(new LabelsKey(all), next);
        if (known != null) {
            return known;
        }
        labels.count = next;
        labels.out.writeUInt32NoTag(all.size());
        for (Map.Entry<String, String> label : all.entrySet()) {
            labels.out.writeUInt32NoTag(string(label.getKey()));
            labels.out.writeUInt32NoTag(string(label.getValue()));
        }
        return next;
    }

    private int series(SeriesKey key) throws IOException {
        int next = series.count + 1;
        Integer known = seriesKnown.putIfAbsent(key, next);
        if (known != null) {
            return known;
        }
        series.count = next;
        series.out.writeUInt32NoTag(string(key.service()));
        series.out.writeUInt32NoTag(string(key.instance()));
        series.out.writeUInt32NoTag(string(key.name()));
        series.out.writeUInt32NoTag(string(key.unit()));
        series.out.writeUInt32NoTag(key.labels());
        return next;
    }
}
