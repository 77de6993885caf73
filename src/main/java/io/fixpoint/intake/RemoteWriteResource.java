package io.fixpoint.intake;

import io.fixpoint.access.Roles;
import io.fixpoint.audit.Unaudited;
import io.fixpoint.intake.Intake.Taken;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.xerial.snappy.Snappy;

/**
 * Prometheus remote write 1.0. What may be sent again is answered with 503, since Prometheus gives up on a 429 unless told
 * otherwise; what can never be stored with 400, after the rest of the request was stored: Prometheus logs the reason and
 * goes on.
 */
@Path(RemoteWriteResource.PATH)
public class RemoteWriteResource {
    static final String PATH = "/api/v1/prometheus/write";

    private static final Logger LOG = Logger.getLogger(RemoteWriteResource.class);

    private final SampleReader reader;
    private final Intake intake;
    private final AdmissionFilter admission;
    private final long largest;

    RemoteWriteResource(
            SampleReader reader,
            Intake intake,
            AdmissionFilter admission,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largest) {
        this.reader = reader;
        this.intake = intake;
        this.admission = admission;
        this.largest = largest.asLongValue();
    }

    @POST
    @Unaudited("facts are in the fact log")
    @TakesFacts
    @RolesAllowed({Roles.INGEST, Roles.ADMIN})
    @Consumes("application/x-protobuf")
    public Response write(byte[] body, HttpHeaders headers) {
        MediaType type = headers.getMediaType();
        String message = type == null ? null : type.getParameters().get("proto");
        if (message != null && !message.equals("prometheus.WriteRequest")) {
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "Messages of '" + message
                            + "' are not understood; send remote write 1.0 (prometheus.WriteRequest).");
        }
        Batch batch = intake.batch();
        int histograms;
        try {
            histograms = RemoteWriteReader.read(uncompressed(body), reader, batch);
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "The body is no WriteRequest of Prometheus' remote write 1.0, a protobuf message compressed with"
                            + " snappy's block format: " + e.getMessage());
        }
        Taken taken = intake.takeValid(batch, ProblemType.UNAVAILABLE);
        if (histograms > 0) {
            LOG.warnf(
                    "Remote write sent %d native histograms, which are not taken; send_native_histograms: false"
                            + " in Prometheus' remote_write ends this.",
                    histograms);
        }
        if (taken.refused() > 0) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "Of " + batch.size() + " samples " + taken.refused()
                            + " can never be stored; the others are. The first: "
                            + taken.rejected().get(0).detail(),
                    taken.rejected());
        }
        return Response.noContent().build();
    }

    private byte[] uncompressed(byte[] body) throws IOException {
        if (!Snappy.isValidCompressedBuffer(body)) {
            throw new IOException("it is not compressed with snappy, or damaged");
        }
        int length = Snappy.uncompressedLength(body);
        if (length > largest) {
            throw new ProblemException(
                    ProblemType.TOO_LARGE,
                    "The message has " + length + " bytes uncompressed; at most " + largest + " are taken.");
        }
        admission.holds((long) body.length + length);
        return Snappy.uncompress(body);
    }
}
