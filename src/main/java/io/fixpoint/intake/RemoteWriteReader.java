package io.fixpoint.intake;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads Prometheus' WriteRequest, remote write 1.0
 * (https://prometheus.io/docs/specs/prw/remote_write_spec/): series of labels and samples. Values that are no finite
 * numbers are left out; so are exemplars and native histograms, and the latter are counted.
 *
 * <p>Prometheus sends the same labels with each sample. So their bytes are looked up as they are, and read as text only
 * once for a series.
 */
final class RemoteWriteReader {
    private static final String METRIC = "__name__";
    private static final int TIMESERIES = 1;
    private static final int LABELS = 1;
    private static final int SAMPLES = 2;
    private static final int HISTOGRAMS = 4;
    private static final int FIRST_SAMPLES = 16;

    private final byte[] message;
    private final CodedInputStream in;
    private final SampleReader reader;
    private final FactTimes.Span span;
    private final Batch batch;
    private int histograms;

    // The samples of the series that is read.
    private double[] values = new double[FIRST_SAMPLES];
    private long[] times = new long[FIRST_SAMPLES];
    private int samples;

    private RemoteWriteReader(byte[] message, SampleReader reader, Batch batch) {
        this.message = message;
        this.in = CodedInputStream.newInstance(message);
        this.reader = reader;
        this.span = reader.times().span();
        this.batch = batch;
    }

    /**
     * Reads the uncompressed message into the batch.
     *
     * @return how many native histograms were left out
     * @throws IOException if it is no such message
     */
    static int read(byte[] message, SampleReader reader, Batch batch) throws IOException {
        RemoteWriteReader read = new RemoteWriteReader(message, reader, batch);
        read.request();
        return read.histograms;
    }

    private void request() throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, TIMESERIES)) {
                int outer = in.pushLimit(in.readRawVarint32());
                series();
                in.popLimit(outer);
            } else {
                in.skipField(tag);
            }
        }
    }

    private void series() throws IOException {
        samples = 0;
        byte[] scattered = null;
        int from = in.getTotalBytesRead();
        int to = from;
        int before = from;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, LABELS)) {
                in.skipField(tag);
                int end = in.getTotalBytesRead();
                if (scattered == null && before == to) {
                    to = end;
                } else {
                    scattered = joined(scattered, from, to, before, end);
                }
            } else if (is(tag, SAMPLES)) {
                int outer = in.pushLimit(in.readRawVarint32());
                sample();
                in.popLimit(outer);
            } else {
                if (is(tag, HISTOGRAMS)) {
                    histograms++;
                }
                in.skipField(tag);
            }
            before = in.getTotalBytesRead();
        }
        take(scattered == null ? new SentName(message, from, to) : new SentName(scattered, 0, scattered.length));
    }

    /** All labels in one place, when other fields are between them. */
    private byte[] joined(byte @Nullable [] already, int from, int to, int next, int end) {
        byte[] first = already == null ? Arrays.copyOfRange(message, from, to) : already;
        byte[] all = Arrays.copyOf(first, first.length + end - next);
        System.arraycopy(message, next, all, first.length, end - next);
        return all;
    }

    private void take(SentName name) throws IOException {
        if (samples == 0) {
            return;
        }
        KnownSeries series = reader.find(name);
        if (series == null) {
            Map<String, String> labels = labels(name.input());
            String metric = Objects.requireNonNullElse(labels.remove(METRIC), "");
            try {
                series = reader.series(null, null, metric, labels);
                reader.remember(name, series);
            } catch (RefusedException e) {
                for (int i = 0; i < samples; i++) {
                    batch.add(e);
                }
                return;
            }
        }
        for (int i = 0; i < samples; i++) {
            Instant time = Instant.ofEpochMilli(times[i]);
            if (!span.holds(times[i])) {
                try {
                    time = reader.times().checked("The time of " + series.metric(), time);
                } catch (RefusedException e) {
                    batch.add(e);
                    continue;
                }
            }
            batch.add(series.sample(values[i], null, time, null));
        }
    }

    private static Map<String, String> labels(CodedInputStream in) throws IOException {
        Map<String, String> labels = new LinkedHashMap<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int outer = in.pushLimit(in.readRawVarint32());
            label(in, labels);
            in.popLimit(outer);
        }
        return labels;
    }

    private static void label(CodedInputStream in, Map<String, String> labels) throws IOException {
        String name = "";
        String value = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, 1)) {
                name = in.readStringRequireUtf8();
            } else if (is(tag, 2)) {
                value = in.readStringRequireUtf8();
            } else {
                in.skipField(tag);
            }
        }
        // One more than may be there, beside the name, is enough to be refused for.
        if (labels.size() <= Fields.MOST_LABELS + 1) {
            labels.put(name, value);
        }
    }

    private void sample() throws IOException {
        double value = 0;
        long milliseconds = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            int type = WireFormat.getTagWireType(tag);
            if (field == 1 && type == WireFormat.WIRETYPE_FIXED64) {
                value = in.readDouble();
            } else if (field == 2 && type == WireFormat.WIRETYPE_VARINT) {
                milliseconds = in.readInt64();
            } else {
                in.skipField(tag);
            }
        }
        // NaN is a quantile of nothing, or the end of a series, which our own clock finds out: no reason to complain.
        if (!Double.isFinite(value)) {
            return;
        }
        if (samples == values.length) {
            values = Arrays.copyOf(values, samples * 2);
            times = Arrays.copyOf(times, samples * 2);
        }
        values[samples] = value;
        times[samples++] = milliseconds;
    }

    /** Whether it is this field, with a length and content. */
    private static boolean is(int tag, int field) {
        return WireFormat.getTagFieldNumber(tag) == field
                && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }
}
