package io.fixpoint.factlog;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Labels;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what {@link FactEncoder} wrote. Equal texts and labels of a record are the same objects. */
final class FactDecoder {
    private record Series(
            String service,
            @Nullable String instance,
            @Nullable String name,
            @Nullable String unit,
            Map<String, String> labels) {}

    private final CodedInputStream in;
    private final int size;
    private @Nullable String[] strings = {null};
    private final List<Map<String, String>> labels = new ArrayList<>();
    private Series[] series = {};
    private int lastSeries;
    private Instant lastTime = Instant.EPOCH;

    private FactDecoder(ByteString bytes) {
        this.in = bytes.newCodedInput();
        this.size = bytes.size();
    }

    /**
     * The facts in their order.
     *
     * @throws IllegalStateException if these bytes are not what the encoder writes
     */
    static List<Fact> facts(ByteString bytes) {
        return facts(bytes, null);
    }

    /** The facts in their order; none if none of them is of the service. A null stands for every service. */
    static List<Fact> facts(ByteString bytes, @Nullable String service) {
        if (bytes.isEmpty()) {
            return List.of();
        }
        try {
            return new FactDecoder(bytes).read(service);
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException("These bytes are no facts: " + e.getMessage(), e);
        }
    }

    private List<Fact> read(@Nullable String service) throws IOException {
        int version = in.readUInt32();
        if (version != FactEncoder.VERSION) {
            throw new IllegalStateException("The facts are written in form " + version + "; this Fixpoint reads form "
                    + FactEncoder.VERSION + " only.");
        }
        List<Fact> facts = new ArrayList<>();
        if (readStrings(service)) {
            readLabels();
            readSeries();
            for (int left = count(); left > 0; left--) {
                facts.add(fact());
            }
        }
        return facts;
    }

    private boolean readStrings(@Nullable String service) throws IOException {
        boolean mentioned = service == null;
        strings = new String[count() + 1];
        for (int i = 1; i < strings.length; i++) {
            String text = in.readString();
            strings[i] = text;
            mentioned |= text.equals(service);
        }
        return mentioned;
    }

    private void readLabels() throws IOException {
        labels.add(Map.of());
        for (int left = count(); left > 0; left--) {
            String[] pairs = new String[2 * count()];
            for (int i = 0; i < pairs.length; i++) {
                pairs[i] = required();
            }
            labels.add(Objects.requireNonNull(Labels.ofPairs(pairs, pairs.length), "labels of different names"));
        }
    }

    private void readSeries() throws IOException {
        series = new Series[count() + 1];
        for (int i = 1; i < series.length; i++) {
            series[i] = new Series(required(), text(), text(), text(), labels.get(in.readUInt32()));
        }
    }

    /** A wrong count must not claim memory: each thing takes at least a byte. */
    private int count() throws IOException {
        int count = in.readUInt32();
        if (count < 0 || count > size) {
            throw new IOException("a count of " + count + " in " + size + " bytes");
        }
        return count;
    }

    private @Nullable String text() throws IOException {
        return strings[in.readUInt32()];
    }

    private String required() throws IOException {
        return required(text());
    }

    private static String required(@Nullable String text) {
        return Objects.requireNonNull(text, "a text that a fact cannot be without");
    }

    private Fact fact() throws IOException {
        int flags = in.readRawByte();
        int distance = (flags & FactEncoder.NEXT_SERIES) == 0 ? in.readSInt32() : 0;
        lastSeries += distance + 1;
        Series of = series[lastSeries];
        if ((flags & FactEncoder.SAME_TIME) == 0) {
            lastTime = time(lastTime);
        }
        Instant time = lastTime;
        String id = (flags & FactEncoder.HAS_ID) == 0 ? null : in.readString();
        switch (flags & FactEncoder.TYPE) {
            case FactEncoder.SAMPLE -> {
                double value = (flags & FactEncoder.WHOLE) == 0 ? in.readDouble() : in.readSInt64();
                return new Fact.Sample(
                        of.service(), of.instance(), required(of.name()), value, of.unit(), time, of.labels(), id);
            }
            case FactEncoder.ALERT -> {
                return alert(of, (flags & FactEncoder.FIRING) != 0, time, id);
            }
            case FactEncoder.HEARTBEAT -> {
                return new Fact.Heartbeat(of.service(), of.instance(), duration(), time, of.labels(), id);
            }
            default -> {
                String message = text();
                Map<String, String> attributes = labels.get(in.readUInt32());
                return new Fact.Event(
                        of.service(),
                        of.instance(),
                        required(of.name()),
                        message,
                        attributes,
                        duration(),
                        time,
                        of.labels(),
                        id);
            }
        }
    }

    private Fact alert(Series of, boolean firing, Instant time, @Nullable String id) throws IOException {
        String severity = text();
        String summary = text();
        Instant startsAt = time(time);
        Instant endsAt = in.readBool() ? time(time) : null;
        return new Fact.Alert(
                of.service(),
                of.instance(),
                required(of.name()),
                firing,
                severity,
                summary,
                startsAt,
                endsAt,
                required(),
                time,
                of.labels(),
                id);
    }

    private Instant time(Instant before) throws IOException {
        long second = before.getEpochSecond() + in.readSInt64();
        int nanos = in.readUInt32();
        return Instant.ofEpochSecond(second, (nanos & 1) == 0 ? (nanos >> 1) * FactEncoder.MILLI : nanos >> 1);
    }

    private Duration duration() throws IOException {
        long seconds = in.readSInt64();
        return Duration.ofSeconds(seconds, in.readUInt32());
    }
}
