package io.fixpoint.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.google.protobuf.ByteString;
import io.fixpoint.detection.DetectionHistory;
import io.fixpoint.detection.DetectionSettings;
import io.fixpoint.detection.EpisodeRecord;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Severity;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.factlog.RawRecord;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.SampleWindows;
import io.fixpoint.topology.StatedTopology;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server and its replaying process say to each other: lines of UTF-8, each a letter that says what it is, a space
 * and the content, which is JSON unless stated.
 *
 * <p>The server says {@link #HELLO}, then what was before the span in any order ({@link #SWITCH}, {@link #EPISODE},
 * {@link #UNSEEN}, {@link #ROUND}, {@link #CHECKPOINT}, {@link #WARM}), {@link #BEGIN}, and then what happens; {@link #ASK} asks for the course so far. The
 * process answers HELLO with its own, tells its progress from time to time, answers ASK with the lines of the course and
 * {@link #END}, and says {@link #FAILED} before it ends by itself. It ends when its input does.
 */
final class ReplayProtocol {
    static final int VERSION = 3;

    /** {@link Hello}; the process answers with {@link Greeting}. */
    static final char HELLO = 'H';
    /** A switch of rules or topology. */
    static final char SWITCH = 'S';
    /** {@link Stood}. */
    static final char EPISODE = 'E';
    /** {@link UnseenStep}. */
    static final char UNSEEN = 'U';
    /** A round of triage. */
    static final char ROUND = 'T';
    /** The path of a checkpoint to begin with, before any record that warms. */
    static final char CHECKPOINT = 'C';
    /** A record that warms: position, kind, receipt, and its facts as they are stored, in Base64. */
    static final char WARM = 'W';
    /** A record of the span, in the same form. */
    static final char RECORD = 'R';
    /** The span begins; no content. */
    static final char BEGIN = 'B';
    /** The course is asked for; no content. */
    static final char ASK = 'Q';

    /** The position that was reached. */
    static final char PROGRESS = 'P';
    /** What went wrong, as a text on one line. */
    static final char FAILED = 'F';
    /** The parts of a course. */
    static final char COURSE_EPISODE = 'e';

    static final char COURSE_INCIDENT = 'i';
    static final char COURSE_RECOVERY = 'r';
    static final char COURSE_DECISION = 'd';
    static final char COURSE_NOTE = 'n';
    /** The course is complete; no content. */
    static final char END = '.';

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ReplayProtocol() {}

    /** {@code 17 BATCH 2026-11-24T12:00:00Z AQIDBA==}. */
    static String record(RawRecord record) {
        return record.position() + " " + record.kind() + " " + record.receivedAt() + " "
                + Base64.getEncoder().encodeToString(record.facts().toByteArray());
    }

    /** The record of such a line. */
    static RawRecord record(String content) {
        String[] parts = content.split(" ", -1);
        return new RawRecord(
                Long.parseLong(parts[0]),
                LogRecord.Kind.valueOf(parts[1]),
                Instant.parse(parts[2]),
                ByteString.copyFrom(Base64.getDecoder().decode(parts[3])));
    }

    /**
     * Everything that is the same for a whole replay.
     *
     * @param candidate the candidate's files; null to replay as it was
     */
    record Hello(
            int version,
            DetectionSettings detection,
            Duration retention,
            Map<Integer, List<RuleFile>> releases,
            int firstRelease,
            List<StatedTopology> topologies,
            @Nullable List<RuleFile> candidate) {}

    /**
     * The answer to a hello.
     *
     * @param windows what the replayed rules read of the samples
     */
    record Greeting(int version, SampleWindows windows) {}

    /** An episode that stood when the span began. */
    record Stood(
            String id,
            String name,
            String service,
            @Nullable String instance,
            Map<String, String> labels,
            Severity severity,
            Duration pendingFor,
            Duration keepFiringFor,
            @Nullable String detail,
            Anomaly.Status status,
            int release,
            List<String> rules,
            Instant startedAt,
            Instant startedReceived,
            @Nullable Instant firingAt,
            @Nullable Instant goneAt,
            @Nullable Instant goneReceived,
            @Nullable Instant clearedAt,
            @Nullable String clearedBy) {

        static Stood of(EpisodeRecord episode) {
            Anomaly anomaly = episode.anomaly();
            return new Stood(
                    episode.id(),
                    anomaly.getName(),
                    anomaly.getService(),
                    anomaly.getInstance(),
                    anomaly.getLabels(),
                    anomaly.getSeverity(),
                    anomaly.pendingFor(),
                    anomaly.keepFiringFor(),
                    anomaly.getDetail(),
                    episode.status(),
                    episode.release(),
                    episode.rules(),
                    episode.startedAt(),
                    episode.startedReceived(),
                    episode.firingAt(),
                    episode.goneAt(),
                    episode.goneReceived(),
                    episode.clearedAt(),
                    episode.clearedBy());
        }

        EpisodeRecord episode() {
            Anomaly anomaly =
                    Anomaly.known(name, service, instance, labels, severity, pendingFor, keepFiringFor, detail, null);
            return new EpisodeRecord(
                    id,
                    anomaly,
                    status,
                    release,
                    rules,
                    startedAt,
                    startedReceived,
                    firingAt,
                    goneAt,
                    goneReceived,
                    clearedAt,
                    clearedBy,
                    null);
        }
    }

    /** A transition from before the span that triage had not seen. */
    record UnseenStep(Stood episode, Anomaly.Status status, Instant at) {
        static UnseenStep of(DetectionHistory.Unseen transition) {
            return new UnseenStep(Stood.of(transition.episode()), transition.status(), transition.at());
        }

        DetectionHistory.Unseen transition() {
            return new DetectionHistory.Unseen(episode.episode(), status, at);
        }
    }

    static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("No JSON can be made of " + value, e);
        }
    }

    static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("This is no " + type.getSimpleName() + ": " + json, e);
        }
    }
}
