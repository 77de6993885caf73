package io.fixpoint.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.access.Roles;
import io.fixpoint.audit.Unaudited;
import io.fixpoint.intake.Intake.ReceiptView;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.jboss.logging.Logger;

/** Alertmanager's webhook. Each alert is one fact; a repeat refreshes when it was last seen. */
@Path(AlertmanagerResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
public class AlertmanagerResource {
    static final String PATH = "/api/v1/alertmanager";

    private static final Logger LOG = Logger.getLogger(AlertmanagerResource.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final AlertmanagerReader reader;
    private final Intake intake;

    public AlertmanagerResource(AlertmanagerReader reader, Intake intake) {
        this.reader = reader;
        this.intake = intake;
    }

    @POST
    @Unaudited("facts are in the fact log")
    @TakesFacts
    @RolesAllowed({Roles.INGEST, Roles.ADMIN})
    @Consumes(MediaType.APPLICATION_JSON)
    public Response post(byte[] body) {
        JsonNode root;
        try {
            root = MAPPER.readTree(body);
        } catch (IOException e) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "The body is no JSON: " + e.getMessage());
        }
        if (root == null || !root.path("alerts").isArray()) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "The body is not Alertmanager's webhook, version 4: it has no array 'alerts'.");
        }
        String version = root.path("version").asText("4");
        if (!version.equals("4")) {
            LOG.warnf("Alertmanager's webhook has version '%s'; it is read as version 4.", version);
        }
        if (root.path("truncatedAlerts").asInt() > 0) {
            LOG.warnf(
                    "Alertmanager left out %d alerts of a group; set max_alerts: 0 in its webhook_config.",
                    root.path("truncatedAlerts").asInt());
        }
        Batch batch = intake.batch();
        root.path("alerts").forEach(alert -> batch.read(alert, reader::read));
        // Alertmanager sends again after a 503, but gives an alert up after a 429.
        ReceiptView receipt = intake.take(batch, ProblemType.UNAVAILABLE);
        return Response.accepted(receipt).build();
    }
}
