package io.fixpoint.recovery;

import io.fixpoint.access.Person;
import io.fixpoint.access.Roles;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The automation switch. */
@Path("/api/v1/automation")
@Produces(MediaType.APPLICATION_JSON)
public class AutomationResource {
    private static final int LONGEST_REASON = 2000;

    private final AutomationSwitch automation;
    private final Person person;
    private final Clock clock;

    AutomationResource(AutomationSwitch automation, Person person, Clock clock) {
        this.automation = automation;
        this.person = person;
        this.clock = clock;
    }

    /** A change: for all services, or for one, for good or until a time. */
    public record AutomationRequest(
            @Nullable String mode,
            @Nullable String service,
            @Nullable String reason,
            @Nullable Instant until) {}

    /**
     * What is in force.
     *
     * @param mode for all services
     * @param entries all settings, that for all services included
     */
    public record AutomationView(
            AutomationMode mode,
            @Nullable String service,
            @Nullable String reason,
            @Nullable Instant until,
            List<AutomationSwitch.Setting> entries) {}

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public AutomationView get() {
        return view(null);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public AutomationView put(@Nullable AutomationRequest request) {
        if (request == null) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, "There is no body; send {\"mode\":\"APPROVAL\",\"reason\":\"…\"}.");
        }
        AutomationMode mode = mode(request.mode());
        String service = request.service() == null || request.service().isBlank()
                ? null
                : request.service().strip();
        if (service != null && service.length() > 255) {
            throw new ProblemException(ProblemType.INVALID, "service is longer than 255 characters.");
        }
        if (request.reason() == null || request.reason().isBlank()) {
            throw new ProblemException(ProblemType.INVALID, "reason is missing; say why, others will read it.");
        }
        if (request.reason().length() > LONGEST_REASON) {
            throw new ProblemException(ProblemType.INVALID, "reason is longer than " + LONGEST_REASON + " characters.");
        }
        if (request.until() != null && !request.until().isAfter(clock.instant())) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "until is " + request.until() + ", which has passed; leave it out or name a later time.");
        }
        automation.set(service, mode, request.reason(), request.until(), person.name());
        return view(service);
    }

    private static AutomationMode mode(@Nullable String text) {
        for (AutomationMode mode : AutomationMode.values()) {
            if (mode.name().equals(text)) {
                return mode;
            }
        }
        throw new ProblemException(
                ProblemType.INVALID,
                "mode is " + (text == null ? "missing" : "'" + text + "'") + "; it must be one of "
                        + Arrays.toString(AutomationMode.values()) + ".");
    }

    private AutomationView view(@Nullable String service) {
        List<AutomationSwitch.Setting> settings = automation.settings();
        return settings.stream()
                .filter(setting -> java.util.Objects.equals(setting.service(), service))
                .findFirst()
                .map(setting -> new AutomationView(
                        setting.mode(), setting.service(), setting.reason(), setting.until(), settings))
                .orElseGet(() -> new AutomationView(automation.mode(List.of()), null, null, null, settings));
    }
}
