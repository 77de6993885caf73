package io.fixpoint.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fixpoint.access.Roles;
import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.FactJson;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.FactLog.LoggedFact;
import io.fixpoint.intake.Intake.ReceiptView;
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
import java.util.ArrayList;
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

    /** A line of NDJSON: what it holds, or why it cannot be read. */
    private record Line(@Nullable JsonNode json, String error) {}

    @POST
    @RolesAllowed({Roles.INGEST, Roles.ADMIN})
    @Consumes({
        MediaType.APPLICATION_JSON,
        "application/x-ndjson",
        "application/cloudevents+json",
        "application/cloudevents-batch+json"
    })
    public Response post(byte[] body, HttpHeaders headers) {
        MediaType type = headers.getMediaType();
        ReceiptView receipt = switch (type == null ? "json" : type.getSubtype().toLowerCase(Locale.ROOT)) {
            case "x-ndjson" -> lines(body);
            case "cloudevents+json", "cloudevents-batch+json" -> intake.take(nodes(body), cloudEvents::read);
            default ->
                headers.getHeaderString(CLOUD_EVENT) == null
                        ? intake.take(nodes(body), reader::read)
                        : intake.take(List.of(binary(body, headers)), cloudEvents::read);
        };
        return Response.accepted(receipt).build();
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

    private static List<JsonNode> nodes(byte[] body) {
        JsonNode root = tree(body);
        List<JsonNode> nodes = new ArrayList<>();
        if (root.isArray()) {
            root.forEach(nodes::add);
        } else {
            nodes.add(root);
        }
        return nodes;
    }

    private static JsonNode tree(byte[] body) {
        JsonNode root;
        try {
            root = MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "The body is no JSON: " + where(e) + e.getOriginalMessage()
                            + ". (One fact a line is taken with the content type application/x-ndjson.)");
        } catch (IOException e) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "The body cannot be read.");
        }
        if (root == null || root.isMissingNode()) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "The body is empty.");
        }
        return root;
    }

    private ReceiptView lines(byte[] body) {
        List<Line> lines = new ArrayList<>();
        boolean anyJson = false;
        for (String text : new String(body, StandardCharsets.UTF_8).split("\n", -1)) {
            if (!text.isBlank()) {
                Line line = line(text);
                anyJson |= line.json() != null;
                lines.add(line);
            }
        }
        if (!anyJson) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    lines.isEmpty()
                            ? "The body is empty."
                            : "No line of the body is JSON. The first: "
                                    + lines.get(0).error());
        }
        return intake.take(lines, this::read);
    }

    private static Line line(String text) {
        try {
            return new Line(MAPPER.readTree(text), "");
        } catch (JsonProcessingException e) {
            return new Line(null, "This line is no JSON: " + where(e) + e.getOriginalMessage() + ".");
        }
    }

    private Fact read(Line line) {
        if (line.json() == null) {
            throw new RefusedException(line.error());
        }
        return reader.read(line.json());
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : "line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ": ";
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
