package io.fixpoint.rule;

import io.fixpoint.access.Roles;
import io.fixpoint.problem.NearNames;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rest.Times;
import io.fixpoint.rule.StageFacts.Question;
import io.fixpoint.rule.StageFacts.Seen;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Why a rule does not match: its conditions one by one. */
@Path("/api/v1/rules/{id}/why-not")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.AUTHOR, Roles.ADMIN})
public class WhyNotResource {
    private final RuleReleases releases;
    private final ReleaseStore store;
    private final PastRules pastRules;
    private final Instance<StageFacts> stages;
    private final WhyNot whyNot;
    private final Clock clock;

    WhyNotResource(
            RuleReleases releases,
            ReleaseStore store,
            PastRules pastRules,
            Instance<StageFacts> stages,
            WhyNot whyNot,
            Clock clock) {
        this.releases = releases;
        this.store = store;
        this.pastRules = pastRules;
        this.stages = stages;
        this.whyNot = whyNot;
        this.clock = clock;
    }

    @GET
    public WhyNotView whyNot(
            @PathParam("id") String id,
            @QueryParam("stage") @Nullable String stage,
            @QueryParam("service") @Nullable String service,
            @QueryParam("at") @Nullable String at,
            @QueryParam("incidentId") @Nullable String incidentId) {
        Instant time = Times.parse("at", at);
        if (time != null && time.isAfter(clock.instant())) {
            throw new ProblemException(
                    ProblemType.INVALID, "at is " + time + ", which is still to come. Leave it out to ask about now.");
        }
        Rulebook rulebook = rulebook(time);
        RuleSource rule = rule(rulebook, id, stage);
        Question question = new Question(id, service, time, incidentId);
        Seen seen = stages.stream()
                .filter(facts -> facts.stage() == rule.stage())
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.INVALID,
                        "The rules of " + rule.stage().folder()
                                + " see facts only while the effect of a repair is checked, on statistics of that check."
                                + " What they found is in the timeline of the incident; try them by a scenario."))
                .seen(question);
        return whyNot.answer(rulebook.asked(rule), question, seen);
    }

    /** What is in force now, or was at the time. */
    private Rulebook rulebook(@Nullable Instant at) {
        if (at == null) {
            return Rulebook.of(releases.now());
        }
        return pastRules
                .at(at)
                .flatMap(then -> store.find(then.release()).map(release -> Rulebook.of(release, then.leftOut())))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.INVALID,
                        "Which rules were in force at " + at + " is not known any more: facts and what is recorded with"
                                + " them are kept for a limited time (fixpoint.facts.retention)."));
    }

    private RuleSource rule(Rulebook rulebook, String id, @Nullable String stage) {
        Stage wanted = stage == null ? null : stage(stage);
        List<RuleSource> found = rulebook.rules().stream()
                .filter(rule -> rule.id().equals(id))
                .filter(rule -> wanted == null || rule.stage() == wanted)
                .toList();
        if (found.size() > 1) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "There is a rule '" + id + "' in "
                            + found.stream().map(rule -> rule.stage().folder()).collect(Collectors.joining(" and in "))
                            + ". Name the stage: ?stage="
                            + found.get(0).stage().folder() + ".");
        }
        if (found.isEmpty()) {
            throw new ProblemException(ProblemType.NOT_FOUND, unknown(rulebook, id, wanted));
        }
        return found.get(0);
    }

    private String unknown(Rulebook rulebook, String id, @Nullable Stage stage) {
        int active = rulebook.release();
        String where = stage == null ? "" : " in " + stage.folder();
        List<String> known = rulebook.rules().stream()
                .filter(rule -> stage == null || rule.stage() == stage)
                .map(RuleSource::id)
                .toList();
        String last = store.list(0, 500).stream()
                .filter(release -> release.number() != active)
                .map(release -> store.find(release.number()).orElse(release))
                .filter(release -> release.files().stream()
                        .map(ParsedFile::parse)
                        .flatMap(file -> file.tree().stream())
                        .flatMap(tree -> tree.getRules().stream())
                        .anyMatch(rule -> !rule.isQuery() && ParsedFile.id(rule).equals(id)))
                .findFirst()
                .map(release -> " Release " + release.number() + " had it.")
                .orElse("");
        return "There is no rule '" + id + "'" + where + " in release " + active + ", " + rulebook.inForce() + "."
                + last + NearNames.question(id, known);
    }

    private static Stage stage(String text) {
        try {
            return Stage.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "stage is '" + text + "'; it must be one of "
                            + Arrays.stream(Stage.values()).map(Stage::folder).collect(Collectors.joining(", "))
                            + ".");
        }
    }
}
