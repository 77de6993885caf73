package io.fixpoint.benchmark;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.xerial.snappy.Snappy;

/**
 * The bodies of requests that together hold a sample of each series. They are made once; for each round only the digits of
 * times and values are written over, so that sending costs the machine as little as it can.
 */
abstract class SampleBodies {
    private final SampleLoad load;
    private final int samples;
    private final byte[][] templates;
    private final int[][] timePlaces;
    private final int[][] valuePlaces;

    /**
     * @param samples of one request
     * @param frame what is before, between and after the samples
     */
    SampleBodies(SampleLoad load, int samples, List<String> frame) {
        this.load = load;
        this.samples = samples;
        int requests = (load.series() + samples - 1) / samples;
        this.templates = new byte[requests][];
        this.timePlaces = new int[requests][];
        this.valuePlaces = new int[requests][];
        for (int request = 0; request < requests; request++) {
            make(request, frame);
        }
    }

    private void make(int request, List<String> frame) {
        int first = request * samples;
        int count = Math.min(samples, load.series() - first);
        timePlaces[request] = new int[count];
        valuePlaces[request] = new int[count];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(frame.get(0).getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.writeBytes(frame.get(1).getBytes(StandardCharsets.US_ASCII));
            }
            int service = (first + i) / load.seriesPerService();
            String metric = SampleLoad.metric((first + i) % load.seriesPerService());
            Piece piece = piece(SampleLoad.service(service), SampleLoad.instance(service), metric);
            timePlaces[request][i] = out.size() + piece.time;
            valuePlaces[request][i] = out.size() + piece.value;
            out.writeBytes(piece.bytes);
        }
        out.writeBytes(frame.get(2).getBytes(StandardCharsets.US_ASCII));
        templates[request] = out.toByteArray();
    }

    /** A sample as bytes, and where its time and value are written. */
    static final class Piece {
        private final byte[] bytes;
        private final int time;
        private final int value;

        Piece(byte[] bytes, int time, int value) {
            this.bytes = bytes;
            this.time = time;
            this.value = value;
        }
    }

    abstract Piece piece(String service, String instance, String metric);

    abstract void writeTime(byte[] body, int place, Instant time);

    abstract void writeValue(byte[] body, int place, double value);

    byte[] packed(byte[] body) {
        return body;
    }

    abstract String path();

    abstract String contentType();

    String contentEncoding() {
        return "identity";
    }

    final int requests() {
        return templates.length;
    }

    final int samplesOf(int request) {
        return timePlaces[request].length;
    }

    /** The body of one request. Not for two threads and the same request at once. */
    final byte[] body(int request, long round, Instant time) {
        byte[] body = templates[request];
        int first = request * samples;
        writeTime(body, timePlaces[request][0], time);
        for (int i = 0; i < timePlaces[request].length; i++) {
            if (i > 0) {
                System.arraycopy(body, timePlaces[request][0], body, timePlaces[request][i], timeLength());
            }
            writeValue(body, valuePlaces[request][i], SampleLoad.value(first + i, round));
        }
        return packed(body);
    }

    abstract int timeLength();

    /** Our own format: an array, or a fact a line. */
    static SampleBodies json(SampleLoad load, int samples, boolean lines) {
        return new Json(load, samples, lines);
    }

    /** Prometheus' remote write 1.0. */
    static SampleBodies remoteWrite(SampleLoad load, int samples) {
        return new RemoteWrite(load, samples);
    }

    private static final class Json extends SampleBodies {
        private static final String TIME = "2026-11-24T00:00:00.000Z";
        private static final String VALUE = "00.00";

        private final boolean lines;

        Json(SampleLoad load, int samples, boolean lines) {
            super(load, samples, lines ? List.of("", "\n", "") : List.of("[", ",", "]"));
            this.lines = lines;
        }

        @Override
        Piece piece(String service, String instance, String metric) {
            String text = String.format(
                    Locale.ROOT,
                    "{\"type\":\"sample\",\"service\":\"%s\",\"instance\":\"%s\",\"metric\":\"%s\",\"value\":%s,"
                            + "\"time\":\"%s\",\"labels\":{\"env\":\"prod\",\"queue\":\"orders\"}}",
                    service,
                    instance,
                    metric,
                    VALUE,
                    TIME);
            return new Piece(text.getBytes(StandardCharsets.UTF_8), text.indexOf(TIME), text.indexOf(VALUE));
        }

        @Override
        int timeLength() {
            return TIME.length();
        }

        @Override
        void writeTime(byte[] body, int place, Instant time) {
            String text = time.truncatedTo(ChronoUnit.MILLIS).toString();
            // A whole second has no fraction in Java's text.
            String full = text.length() == TIME.length() ? text : text.replace("Z", ".000Z");
            System.arraycopy(full.getBytes(StandardCharsets.US_ASCII), 0, body, place, TIME.length());
        }

        @Override
        void writeValue(byte[] body, int place, double value) {
            int hundredths = (int) Math.round(value * 100);
            body[place] = digit(hundredths / 1_000);
            body[place + 1] = digit(hundredths / 100);
            body[place + 3] = digit(hundredths / 10);
            body[place + 4] = digit(hundredths);
        }

        private static byte digit(int number) {
            return (byte) ('0' + number % 10);
        }

        @Override
        String path() {
            return "/api/v1/facts";
        }

        @Override
        String contentType() {
            return lines ? "application/x-ndjson" : "application/json";
        }
    }

    private static final class RemoteWrite extends SampleBodies {
        /** As many bytes as the milliseconds of these decades have in protobuf's variable length. */
        private static final int TIME_BYTES = 6;

        RemoteWrite(SampleLoad load, int samples) {
            super(load, samples, List.of("", "", ""));
        }

        @Override
        Piece piece(String service, String instance, String metric) {
            try {
                ByteArrayOutputStream series = new ByteArrayOutputStream();
                CodedOutputStream out = CodedOutputStream.newInstance(series);
                label(out, "__name__", metric);
                label(out, "env", "prod");
                label(out, "instance", instance);
                label(out, "job", service);
                label(out, "queue", "orders");
                byte[] sample = message(sampleOut -> {
                    sampleOut.writeDouble(1, 1.0);
                    sampleOut.writeInt64(2, System.currentTimeMillis());
                });
                out.writeByteArray(2, sample);
                out.flush();
                byte[] request = message(requestOut -> requestOut.writeByteArray(1, series.toByteArray()));
                int end = request.length;
                return new Piece(request, end - TIME_BYTES, end - TIME_BYTES - 1 - Double.BYTES);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private interface Content {
            void write(CodedOutputStream out) throws IOException;
        }

        private static byte[] message(Content content) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            content.write(out);
            out.flush();
            return bytes.toByteArray();
        }

        private static void label(CodedOutputStream out, String name, String value) throws IOException {
            out.writeByteArray(1, message(label -> {
                label.writeString(1, name);
                label.writeString(2, value);
            }));
        }

        @Override
        int timeLength() {
            return TIME_BYTES;
        }

        @Override
        void writeTime(byte[] body, int place, Instant time) {
            long left = time.toEpochMilli();
            for (int i = 0; i < TIME_BYTES; i++) {
                body[place + i] = (byte) (i == TIME_BYTES - 1 ? left : (left & 0x7f) | 0x80);
                left >>>= 7;
            }
        }

        @Override
        void writeValue(byte[] body, int place, double value) {
            long bits = Double.doubleToRawLongBits(value);
            for (int i = 0; i < Double.BYTES; i++) {
                body[place + i] = (byte) (bits >>> (8 * i));
            }
        }

        @Override
        byte[] packed(byte[] body) {
            try {
                return Snappy.compress(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        String path() {
            return "/api/v1/prometheus/write";
        }

        @Override
        String contentType() {
            return "application/x-protobuf";
        }

        @Override
        String contentEncoding() {
            return "snappy";
        }
    }
}
