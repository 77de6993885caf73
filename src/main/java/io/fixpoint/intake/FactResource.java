package io.fixpoint.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fixpoint.access.Roles;
import io.fixpoint.audit.Unaudited;
import io.fixpoint.factlog.FactJson;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.FactLog.LoggedFact;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import io.fixpoint.rest.Times;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Facts in our own format and as CloudEvents, in and out. */
@Path("/api/v1/facts")
@Produces(MediaType.APPLICATION_JSON)
public class FactResource {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final List<String> TYPES = List.of("sample", "alert", "heartbeat", "event");

    private static final String CLOUD_EVENT = "ce-specversion";

    private final FactReader reader;
    private final CloudEventReader cloudEvents;
    private final Intake intake;
    private final FactLog log;

    public FactResource(FactReader reader, CloudEventReader cloudEvents, Intake intake, FactLog log) {
        this.reader = reader;
        this.cloudEvents = cloudEvents;
        this.intake = intake;
        this.log = log;
    }

    @POST
    @Unaudited("facts are in the fact log")
    @TakesFacts
    @RolesAllowed({Roles.INGEST, Roles.ADMIN})
    @Consumes({
        MediaType.APPLICATION_JSON,
        "application/x-ndjson",
        "application/cloudevents+json",
        "application/cloudevents-batch+json"
    })
    public Response post(byte[] body, HttpHeaders headers) {
        MediaType type = headers.getMediaType();
        Batch batch = intake.batch();
        switch (type == null ? "json" : type.getSubtype().toLowerCase(Locale.ROOT)) {
            case "x-ndjson" -> lines(body, batch);
            case "cloudevents+json", "cloudevents-batch+json" -> events(tree(body), batch);
            default -> {
                if (headers.getHeaderString(CLOUD_EVENT) == null) {
                    facts(body, batch);
                } else {
                    batch.read(binary(body, headers), cloudEvents::read);
                }
            }
        }
        return Response.accepted(intake.take(batch, ProblemType.TOO_MANY_REQUESTS))
                .build();
    }

    /** A CloudEvent in binary mode: its attributes are headers, its data is the body. */
    private static JsonNode binary(byte[] body, HttpHeaders headers) {
        ObjectNode event = MAPPER.createObjectNode();
        headers.getRequestHeaders().forEach((header, values) -> {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith("ce-") && !values.isEmpty()) {
                event.put(
                        name.substring("ce-".length()),
                        URLDecoder.decode(values.get(0).replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        });
        if (body.length > 0) {
            event.set("data", tree(body));
        }
        return event;
    }

    private void events(JsonNode root, Batch batch) {
        if (root.isArray()) {
            root.forEach(event -> batch.read(event, cloudEvents::read));
        } else {
            batch.read(root, cloudEvents::read);
        }
    }

    private void facts(byte[] body, Batch batch) {
        try {
            new FactStream(reader, batch).read(body);
        } catch (JsonProcessingException e) {
            throw noJson(e);
        } catch (IOException e) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "The body cannot be read.");
        }
    }

    private void lines(byte[] body, Batch batch) {
        try {
            FactStream.Lines lines = new FactStream(reader, batch).readLines(body);
            if (!lines.anyJson()) {
                throw new ProblemException(
                        ProblemType.BAD_REQUEST,
                        lines.error() == null
                                ? "The body is empty."
                                : "No line of the body is JSON. The first: " + lines.error());
            }
        } catch (IOException e) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "The body cannot be read.");
        }
    }

    private static ProblemException noJson(JsonProcessingException e) {
        return new ProblemException(
                ProblemType.BAD_REQUEST,
                "The body is no JSON: " + FactStream.where(e) + e.getOriginalMessage()
                        + ". (One fact a line is taken with the content type application/x-ndjson.)");
    }

    private static JsonNode tree(byte[] body) {
        JsonNode root;
        try {
            root = MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw noJson(e);
        } catch (IOException e) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "The body cannot be read.");
        }
        if (root == null || root.isMissingNode()) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "The body is empty.");
        }
        return root;
    }

    /** What is in the fact log, in order of receipt; the first 10,000 of them. */
    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public Page<ObjectNode> list(
            @QueryParam("service") @Nullable String service,
            @QueryParam("type") @Nullable String type,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @BeanParam PageQuery query) {
        if (type != null && !TYPES.contains(type)) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, "type is '" + type + "'; it must be one of " + String.join(", ", TYPES));
        }
        Instant start = Times.parse("from", from);
        Instant end = Times.parse("to", to);
        List<LoggedFact> found = log.find(service, type, start, end, FactLog.START, Page.TOTAL_CAP + 1);
        Page<LoggedFact> page = Page.slice(found, query);
        return new Page<>(
                page.items().stream().map(FactResource::view).toList(), page.total(), page.totalCapped(), page.next());
    }

    private static ObjectNode view(LoggedFact logged) {
        ObjectNode node = FactJson.tree(logged.fact());
        node.put("receivedAt", logged.receivedAt().toString());
        node.put("position", logged.position());
        return node;
    }
}
