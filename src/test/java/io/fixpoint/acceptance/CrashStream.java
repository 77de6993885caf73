package io.fixpoint.acceptance;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * What {@link LoadCrashIT} posts: in each step, every service sends one request with a sample of each of its series, and
 * those that speak JSON also a heartbeat and, sometimes, an alert. Steps are {@link #STEP} of event time apart and posted
 * as fast as they are taken, all in the past, so a service's clock is the event time of its last request.
 *
 * <p>No outcome depends on how long a server was down, or on how the requests of different services meet: downtime is taken
 * from all lengths, so a length of n steps is seen as n steps less the downtime in it, and as up to the time between two
 * requests more, since clocks also advance with receipt. All lengths in the rules lie in the middle between two steps, or
 * at least {@link #SLACK} from one. So runs agree as long as the downtime in an hour of event time, and the pause between
 * two requests of a service, are shorter than that.
 */
final class CrashStream {
    static final Duration STEP = Duration.ofMinutes(14);
    static final Duration SLACK = Duration.ofMinutes(4);

    /** A fault and what follows from it are over within two of these. */
    private static final int BLOCK = 12;

    private static final int ONE_IN = 100;

    /** In each block: where an alert fires and where it is resolved, and where heartbeats are missing. */
    private static final int ALERTS_FROM = 3;

    private static final int ALERT_RESOLVED = 6;
    private static final String FIRING = "-firing";
    private static final int SILENT_FROM = 7;
    private static final int SILENT_TO = 9;

    /** How a service sends. */
    enum Format {
        /** An array; facts have ids. */
        JSON,
        /** A fact a line; facts have ids. */
        LINES,
        /** Prometheus' remote write; samples have no ids. */
        REMOTE_WRITE;

        boolean hasIds() {
            return this != REMOTE_WRITE;
        }
    }

    /** A service; {@code series} is how many it has. */
    record Fed(String name, Format format, int series) {
        private String metric(int index) {
            return switch (index % 3) {
                case 0 -> "depth";
                case 1 -> "busy";
                // The rate of a counter needs samples that are not repeated.
                default -> format.hasIds() ? "served_total" : "depth";
            };
        }
    }

    /** A sample of the stream. */
    record Sample(String metric, double value) {}

    /** The services of each connection, which sends their requests in order. */
    static final List<List<Fed>> CONNECTIONS = List.of(
            List.of(new Fed("orders", Format.JSON, 400), new Fed("mail", Format.JSON, 100)),
            List.of(new Fed("billing", Format.LINES, 1_000)),
            List.of(new Fed("shipping", Format.REMOTE_WRITE, 2_000)),
            List.of(new Fed("search", Format.REMOTE_WRITE, 150), new Fed("stock", Format.JSON, 250)));

    private final int steps;
    private final Instant start;
    private final Map<Fed, List<BitSet>> faults = new HashMap<>();

    /** @param blocks in which faults begin; one more ends them */
    CrashStream(int blocks, Random random) {
        this.steps = (blocks + 1) * BLOCK;
        this.start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(STEP.multipliedBy(steps + 1));
        for (Fed fed : services()) {
            List<BitSet> ofSeries = new ArrayList<>();
            for (int series = 0; series < fed.series(); series++) {
                BitSet faulty = new BitSet();
                for (int block = 0; block < blocks; block++) {
                    if (random.nextInt(ONE_IN) == 0) {
                        addFault(faulty, block * BLOCK + random.nextInt(3), random.nextInt(3));
                    }
                }
                ofSeries.add(faulty);
            }
            faults.put(fed, ofSeries);
        }
    }

    private static void addFault(BitSet faulty, int from, int kind) {
        switch (kind) {
            case 0 -> faulty.set(from); // too short to fire
            case 1 -> faulty.set(from, from + 5);
            default -> {
                // One episode, since it comes back within the keep time.
                faulty.set(from, from + 4);
                faulty.set(from + 5, from + 8);
            }
        }
    }

    static List<Fed> services() {
        return CONNECTIONS.stream().flatMap(List::stream).toList();
    }

    int steps() {
        return steps;
    }

    int requests() {
        return steps * services().size();
    }

    /** How much event time there is. */
    Duration length() {
        return STEP.multipliedBy(steps);
    }

    private Instant time(int step) {
        return start.plus(STEP.multipliedBy(step));
    }

    /** The step of an event time. */
    int step(Instant time) {
        return Math.toIntExact(Duration.between(start, time).dividedBy(STEP));
    }

    static String instance(int series) {
        return String.format(Locale.ROOT, "i-%04d", series);
    }

    /** The place of an instance's series. */
    static int series(String instance) {
        return Integer.parseInt(instance.substring("i-".length()));
    }

    static String id(Fed fed, int step, int series) {
        return fed.name() + '-' + step + '-' + series;
    }

    Sample sample(Fed fed, int step, int series) {
        BitSet faulty = Objects.requireNonNull(faults.get(fed)).get(series);
        String metric = fed.metric(series);
        if (metric.equals("served_total")) {
            int faultySteps = faulty.get(0, step + 1).cardinality();
            return new Sample(metric, STEP.toSeconds() * (step + 1.0 + 19 * faultySteps));
        }
        int noise = (step * 31 + series * 17) % 5;
        return new Sample(metric, (faulty.get(step) ? 95 : 8) + noise);
    }

    /** The detection rules about it, and those that open an incident for each episode that fired. */
    static Map<String, String> rules() {
        return Map.of(
                "detection/stream.drl",
                """
                package detection;
                import io.fixpoint.fact.*;

                rule "A value is high for some time" @id("deep")
                when
                    $s : Series( metric == "depth", value > 90 )
                then
                    insertLogical( Anomaly.of("deep", $s).severity(Severity.MAJOR).pendingFor("21m").keepFiringFor("21m") );
                end

                rule "A value was high within the hour" @id("busy")
                when
                    $s : Series( metric == "busy", mean1h > 17 )
                then
                    insertLogical( Anomaly.of("busy", $s).severity(Severity.WARNING) );
                end

                rule "A counter rises fast" @id("fast")
                when
                    $s : Series( metric == "served_total", rate > 5 )
                then
                    insertLogical( Anomaly.of("fast", $s).severity(Severity.MINOR).keepFiringFor("21m") );
                end

                rule "An alert fires" @id("alert")
                when
                    $a : Alert( firing )
                then
                    insertLogical( Anomaly.of("alert", $a).severity(Severity.MAJOR) );
                end

                rule "A service is silent" @id("silent")
                when
                    $h : Heartbeat( missing )
                then
                    insertLogical( Anomaly.of("silent", $h).severity(Severity.CRITICAL) );
                end
                """,
                // An episode may be over before triage sees it, as long as it fired.
                "triage/stream.drl",
                """
                package triage;
                import io.fixpoint.fact.*;

                rule "An incident for each episode" @id("open")
                when
                    $a : Anomaly( firingAt != null, incident == null )
                then
                    insert( OpenIncident.of($a).correlationKey($a.getName() + " of " + $a.getService() + "/" + $a.getInstance() + " since " + $a.getStartedAt()) );
                end

                rule "It ends with its episode" @id("resolve")
                when
                    $i : Incident( open, $id : id )
                    not Anomaly( incident == $id, !cleared )
                then
                    insert( ResolveIncident.of($i).reason("The anomaly is over") );
                end
                """);
    }

    /** The request of a service in a step, as it is sent each time. */
    byte[] body(Fed fed, int step) {
        try {
            return switch (fed.format()) {
                case JSON, LINES -> joined(fed, facts(fed, step));
                case REMOTE_WRITE -> Snappy.compress(writeRequest(fed, step));
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The samples of a request whose facts have ids, once more. */
    byte[] samplesAgain(Fed fed, int step) {
        return joined(fed, samples(fed, step));
    }

    private static byte[] joined(Fed fed, List<String> facts) {
        String body = fed.format() == Format.JSON ? '[' + String.join(",", facts) + ']' : String.join("\n", facts);
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> samples(Fed fed, int step) {
        List<String> facts = new ArrayList<>();
        Instant time = time(step);
        for (int series = 0; series < fed.series(); series++) {
            Sample sample = sample(fed, step, series);
            facts.add(String.format(
                    Locale.ROOT,
                    "{\"type\":\"sample\",\"service\":\"%s\",\"instance\":\"%s\",\"metric\":\"%s\",\"value\":%s,"
                            + "\"time\":\"%s\",\"id\":\"%s\"}",
                    fed.name(),
                    instance(series),
                    sample.metric(),
                    sample.value(),
                    time,
                    id(fed, step, series)));
        }
        return facts;
    }

    private List<String> facts(Fed fed, int step) {
        List<String> facts = samples(fed, step);
        Instant time = time(step);
        String heartbeat = heartbeat(fed, step);
        if (heartbeat != null) {
            facts.add(String.format(
                    Locale.ROOT,
                    "{\"type\":\"heartbeat\",\"service\":\"%s\",\"interval\":\"%s\",\"time\":\"%s\",\"id\":\"%s\"}",
                    fed.name(),
                    STEP,
                    time,
                    heartbeat));
        }
        String alert = alert(fed, step);
        if (alert != null) {
            facts.add(String.format(
                    Locale.ROOT,
                    "{\"type\":\"alert\",\"service\":\"%s\",\"name\":\"Down\",\"status\":\"%s\",\"time\":\"%s\",\"id\":\"%s\"}",
                    fed.name(),
                    alert.endsWith(FIRING) ? "firing" : "resolved",
                    time,
                    alert));
        }
        return facts;
    }

    /** The id of the heartbeat of the step; null if there is none. */
    static @Nullable String heartbeat(Fed fed, int step) {
        int place = step % BLOCK;
        boolean silent = place >= SILENT_FROM && place <= SILENT_TO;
        return silent || !fed.format().hasIds() ? null : fed.name() + '-' + step + "-beat";
    }

    /** The id of the alert of the step, the same as long as it fires; null if there is none. */
    static @Nullable String alert(Fed fed, int step) {
        int place = step % BLOCK;
        boolean sent = place >= ALERTS_FROM && place <= ALERT_RESOLVED;
        return !sent || !fed.format().hasIds()
                ? null
                : fed.name() + '-' + step / BLOCK + (place < ALERT_RESOLVED ? FIRING : "-resolved");
    }

    private byte[] writeRequest(Fed fed, int step) throws IOException {
        long time = time(step).toEpochMilli();
        return message(request -> {
            for (int series = 0; series < fed.series(); series++) {
                Sample sample = sample(fed, step, series);
                String instance = instance(series);
                request.writeByteArray(1, message(timeSeries -> {
                    timeSeries.writeByteArray(1, label("__name__", sample.metric()));
                    timeSeries.writeByteArray(1, label("instance", instance));
                    timeSeries.writeByteArray(1, label("job", fed.name()));
                    timeSeries.writeByteArray(2, message(out -> {
                        out.writeDouble(1, sample.value());
                        out.writeInt64(2, time);
                    }));
                }));
            }
        });
    }

    private static byte[] label(String name, String value) throws IOException {
        return message(label -> {
            label.writeString(1, name);
            label.writeString(2, value);
        });
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
}
