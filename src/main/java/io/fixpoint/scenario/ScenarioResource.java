package io.fixpoint.scenario;

import io.fixpoint.access.Roles;
import io.fixpoint.audit.Unaudited;
import io.fixpoint.detection.DetectionConfig;
import io.fixpoint.factlog.FactsConfig;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rule.RuleFile;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tests rules that are not published against their scenarios; nothing that runs is touched. */
@Path("/api/v1/rules/test")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.AUTHOR, Roles.ADMIN})
public class ScenarioResource {
    /** A run stops by itself at its budget; after that much more it is given up. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ScenarioTests tests;
    private final BoundedRuns runs;
    private final ScenarioConfig config;

    ScenarioResource(DetectionConfig detection, FactsConfig facts, ScenarioConfig config) {
        this.tests = new ScenarioTests(detection, facts.retention());
        this.runs = new BoundedRuns(config.atOnce(), config.timeout().plus(GRACE));
        this.config = config;
    }

    @POST
    @Unaudited("changes nothing")
    @Consumes(MediaType.APPLICATION_JSON)
    public TestView test(@Nullable TestRequest request) {
        List<RuleFile> files = files(request);
        int endless = tests.endless();
        if (endless >= config.mostEndless()) {
            throw new ProblemException(
                            ProblemType.UNAVAILABLE,
                            "The conditions of " + endless + " rules that were tested do not end, and each takes a"
                                    + " processor (fixpoint.scenarios.most-endless). A restart of the server ends them.")
                    .retryAfter(Duration.ofMinutes(1));
        }
        String name =
                request == null || request.name() == null ? "" : request.name().toLowerCase(Locale.ROOT);
        boolean conditions = request != null && Boolean.TRUE.equals(request.conditions());
        return TestView.of(runs.run(() -> tests.run(
                files, scenario -> scenario.toLowerCase(Locale.ROOT).contains(name), conditions, config.timeout())));
    }

    private List<RuleFile> files(@Nullable TestRequest request) {
        if (request == null || request.files() == null) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "Send {\"files\":{\"detection/web.drl\":\"…\",\"detection/web.scenario.yaml\":\"…\"}}: the rule"
                            + " files and their scenarios by path.");
        }
        if (request.files().size() > config.mostFiles()) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "There are " + request.files().size() + " files, and at most " + config.mostFiles()
                            + " are tested at once (fixpoint.scenarios.most-files).");
        }
        List<RuleFile> files = new ArrayList<>();
        for (Map.Entry<String, @Nullable String> file : request.files().entrySet()) {
            String text = file.getValue();
            if (text == null) {
                throw new ProblemException(ProblemType.INVALID, "The file '" + file.getKey() + "' has no text.");
            }
            files.add(new RuleFile(file.getKey(), text));
        }
        return files;
    }
}
