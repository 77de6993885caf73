package io.fixpoint.intake;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads Prometheus' WriteRequest, remote write 1.0
 * (https://prometheus.io/docs/specs/prw/remote_write_spec/): series of labels and samples. Values that are no finite
 * numbers are left out; so are exemplars and native histograms, and the latter are counted.
 */
final class RemoteWriteReader {
    private static final String METRIC = "__name__";
    private static final int TIMESERIES = 1;
    private static final int LABELS = 1;
    private static final int SAMPLES = 2;
    private static final int HISTOGRAMS = 4;

    private final List<Measurement> measurements = new ArrayList<>();
    private final int most;
    private int histograms;

    private RemoteWriteReader(int most) {
        this.most = most;
    }

    /**
     * What a request holds.
     *
     * @param histograms native histograms that were left out
     */
    record Content(List<Measurement> measurements, int histograms) {}

    /**
     * Reads the uncompressed message.
     *
     * @param most reading ends after so many samples: the caller refuses what is more
     * @throws IOException if it is no such message
     */
    static Content read(byte[] message, int most) throws IOException {
        RemoteWriteReader reader = new RemoteWriteReader(most);
        reader.request(CodedInputStream.newInstance(message));
        return new Content(reader.measurements, reader.histograms);
    }

    private void request(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0 && measurements.size() <= most; tag = in.readTag()) {
            if (is(tag, TIMESERIES)) {
                int outer = in.pushLimit(in.readRawVarint32());
                series(in);
                in.popLimit(outer);
            } else {
                in.skipField(tag);
            }
        }
    }

    private void series(CodedInputStream in) throws IOException {
        Map<String, String> labels = new LinkedHashMap<>();
        List<double[]> values = new ArrayList<>(1);
        List<Instant> times = new ArrayList<>(1);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, LABELS)) {
                int outer = in.pushLimit(in.readRawVarint32());
                label(in, labels);
                in.popLimit(outer);
            } else if (is(tag, SAMPLES)) {
                int outer = in.pushLimit(in.readRawVarint32());
                sample(in, values, times);
                in.popLimit(outer);
            } else {
                if (is(tag, HISTOGRAMS)) {
                    histograms++;
                }
                in.skipField(tag);
            }
        }
        String metric = Objects.requireNonNullElse(labels.remove(METRIC), "");
        for (int i = 0; i < values.size(); i++) {
            double value = values.get(i)[0];
            // NaN is a quantile of nothing, or the end of a series, which our own clock finds out: no reason to
            // complain.
            if (Double.isFinite(value)) {
                measurements.add(new Measurement(null, null, metric, labels, value, null, times.get(i)));
            }
        }
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

    private static void sample(CodedInputStream in, List<double[]> values, List<Instant> times) throws IOException {
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
        values.add(new double[] {value});
        times.add(Instant.ofEpochMilli(milliseconds));
    }

    /** Whether it is this field, with a length and content. */
    private static boolean is(int tag, int field) {
        return WireFormat.getTagFieldNumber(tag) == field
                && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }
}
