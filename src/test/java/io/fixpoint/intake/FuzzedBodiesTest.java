package io.fixpoint.intake;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.TestClock;
import io.fixpoint.factlog.TestDatabase;
import io.fixpoint.problem.ProblemException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.xerial.snappy.Snappy;

/**
 * Bodies of every format that no sender would send. Whatever the bytes are, they are facts or refused with a reason; any
 * other exception is a fault of ours. As tests these run over the inputs that are kept beside the test's resources; see
 * CONTRIBUTING for how to look for new ones.
 */
class FuzzedBodiesTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final int MOST_FACTS = 10_000;
    private static final int LARGEST = 1 << 20;

    private final IntakeConfig config = TestDatabase.config(IntakeConfig.class, Map.of());
    private final TestClock clock = new TestClock(NOON);
    private final FactTimes times = new FactTimes(clock, TestDatabase.factsConfig());
    private final SeriesRegister register = new SeriesRegister(clock, 1_000, 2_000, Duration.ofDays(1));
    private final FactReader facts = new FactReader(times, register);
    private final SampleReader samples = new SampleReader(times, config, register);
    private final Batch batch = new Batch(MOST_FACTS);

    @FuzzTest(maxDuration = "2m")
    void json(byte[] body) {
        read(() -> new FactStream(facts, batch).read(body));
    }

    @FuzzTest(maxDuration = "2m")
    void lines(byte[] body) {
        read(() -> new FactStream(facts, batch).readLines(body));
    }

    @FuzzTest(maxDuration = "2m")
    void cloudEvents(byte[] body) {
        CloudEventReader reader = new CloudEventReader(facts, config);
        read(() -> {
            JsonNode root = new ObjectMapper().readTree(body);
            root.forEach(event -> batch.read(event, reader::read));
            batch.read(root, reader::read);
        });
    }

    @FuzzTest(maxDuration = "2m")
    void alertmanager(byte[] body) {
        AlertmanagerReader reader = new AlertmanagerReader(clock, config);
        read(() -> new ObjectMapper().readTree(body).path("alerts").forEach(alert -> batch.read(alert, reader::read)));
    }

    @FuzzTest(maxDuration = "2m")
    void remoteWrite(byte[] message) {
        read(() -> RemoteWriteReader.read(message, samples, batch));
    }

    @FuzzTest(maxDuration = "2m")
    void snappy(byte[] body) {
        read(() -> {
            if (Snappy.isValidCompressedBuffer(body) && Snappy.uncompressedLength(body) < LARGEST) {
                RemoteWriteReader.read(Snappy.uncompress(body), samples, batch);
            }
        });
    }

    @FuzzTest(maxDuration = "2m")
    void otlp(byte[] message) {
        read(() -> measure(ExportMetricsServiceRequest.parseFrom(message)));
    }

    @FuzzTest(maxDuration = "2m")
    void otlpJson(byte[] body) {
        read(() -> {
            ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
            JsonFormat.parser().ignoringUnknownFields().merge(new String(body, StandardCharsets.UTF_8), request);
            measure(request.build());
        });
    }

    private void measure(ExportMetricsServiceRequest request) {
        OtlpReader.read(request).measurements().forEach(measurement -> batch.read(measurement, samples::read));
    }

    private interface Reading {
        void read() throws IOException;
    }

    private void read(Reading reading) {
        try {
            reading.read();
        } catch (InvalidProtocolBufferException | ProblemException expected) {
            return;
        } catch (IOException expected) {
            return;
        }
        for (Fact fact : batch.facts()) {
            check(fact);
        }
    }

    /** What every stage after this relies on. */
    private static void check(Fact fact) {
        if (fact.service().isBlank() || fact.service().length() > Fields.NAME_LENGTH) {
            throw new IllegalStateException("The service of " + fact + " is no name.");
        }
        if (fact.labels().size() > Fields.MOST_LABELS + 1) {
            throw new IllegalStateException(fact + " has too many labels.");
        }
        fact.labels().forEach((name, value) -> {
            if (!Texts.isText(name) || !Texts.isText(value)) {
                throw new IllegalStateException("A label of " + fact + " cannot be stored.");
            }
        });
        if (fact instanceof Fact.Sample sample && !Double.isFinite(sample.value())) {
            throw new IllegalStateException(fact + " has no value.");
        }
    }
}
