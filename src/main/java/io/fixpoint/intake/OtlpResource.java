package io.fixpoint.intake;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.fixpoint.access.Roles;
import io.fixpoint.audit.Unaudited;
import io.fixpoint.intake.Intake.Taken;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OTLP/HTTP metrics, protobuf and JSON (https://opentelemetry.io/docs/specs/otlp/#otlphttp): 200 with what was refused in
 * {@code partialSuccess}, an error with a {@code google.rpc.Status} in the format of the request.
 */
@Path(OtlpResource.PATH)
public class OtlpResource {
    static final String PATH = "/v1/metrics";

    private static final String PROTOBUF = "application/x-protobuf";
    private static final MediaType PROTOBUF_TYPE = MediaType.valueOf(PROTOBUF);
    private static final int MOST_REASONS = 5;

    private final SampleReader reader;
    private final Intake intake;

    OtlpResource(SampleReader reader, Intake intake) {
        this.reader = reader;
        this.intake = intake;
    }

    @POST
    @Unaudited("facts are in the fact log")
    @TakesFacts
    @RolesAllowed({Roles.INGEST, Roles.ADMIN})
    @Consumes(PROTOBUF)
    @Produces(PROTOBUF)
    public Response protobuf(byte[] body) {
        try {
            return Response.ok(
                            export(ExportMetricsServiceRequest.parseFrom(body)).toByteArray())
                    .build();
        } catch (InvalidProtocolBufferException e) {
            return failed(400, status("The body is no ExportMetricsServiceRequest: " + e.getMessage()), PROTOBUF, null);
        } catch (ProblemException e) {
            return failed(PROTOBUF_TYPE, e);
        }
    }

    @POST
    @Unaudited("facts are in the fact log")
    @TakesFacts
    @RolesAllowed({Roles.INGEST, Roles.ADMIN})
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response json(byte[] body) throws InvalidProtocolBufferException {
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        try {
            JsonFormat.parser().ignoringUnknownFields().merge(new String(body, StandardCharsets.UTF_8), request);
        } catch (InvalidProtocolBufferException e) {
            // The message begins with the name of a class of the library's JSON reader.
            String text = "The body is no ExportMetricsServiceRequest: "
                    + String.valueOf(e.getMessage()).replaceFirst("^[\\w.]+Exception: ", "");
            return failed(400, Map.of("message", text), MediaType.APPLICATION_JSON, null);
        }
        try {
            return Response.ok(JsonFormat.printer().print(export(request.build())))
                    .build();
        } catch (ProblemException e) {
            return failed(MediaType.APPLICATION_JSON_TYPE, e);
        }
    }

    private ExportMetricsServiceResponse export(ExportMetricsServiceRequest request) {
        OtlpReader.Content content = OtlpReader.read(request);
        Batch batch = intake.batch();
        content.measurements().forEach(measurement -> batch.read(measurement, reader::read));
        Taken taken = intake.takeValid(batch, ProblemType.TOO_MANY_REQUESTS);
        int refused = content.refusedPoints() + taken.refused();
        ExportMetricsServiceResponse.Builder response = ExportMetricsServiceResponse.newBuilder();
        if (refused > 0) {
            List<String> reasons = new ArrayList<>(content.refused());
            taken.rejected().forEach(rejected -> reasons.add(rejected.detail()));
            String told = String.join(
                    "; ", reasons.stream().distinct().limit(MOST_REASONS).toList());
            response.setPartialSuccess(ExportMetricsPartialSuccess.newBuilder()
                    .setRejectedDataPoints(refused)
                    .setErrorMessage(told));
        }
        return response.build();
    }

    /** The problem as OTLP tells it, in the format of the request. */
    static Response failed(@Nullable MediaType type, ProblemException problem) {
        String message = String.valueOf(problem.getMessage());
        return PROTOBUF_TYPE.isCompatible(type)
                ? failed(problem.type().status(), status(message), PROTOBUF, problem)
                : failed(problem.type().status(), Map.of("message", message), MediaType.APPLICATION_JSON, problem);
    }

    private static Response failed(int code, Object status, String type, @Nullable ProblemException problem) {
        Response.ResponseBuilder response = Response.status(code).type(type).entity(status);
        Duration wait = problem == null ? null : problem.retryAfter();
        if (wait != null) {
            response.header("Retry-After", wait.toSeconds());
        }
        return response.build();
    }

    /** A google.rpc.Status whose second field, the message, is all that OTLP asks for. */
    private static byte[] status(String message) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeString(2, message);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
