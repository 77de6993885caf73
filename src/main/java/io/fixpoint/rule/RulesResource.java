package io.fixpoint.rule;

import io.fixpoint.access.Person;
import io.fixpoint.access.Roles;
import io.fixpoint.audit.Unaudited;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The rules in force, their releases, and the check of rules that are not published yet. */
@Path("/api/v1/rules")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.AUTHOR, Roles.ADMIN})
public class RulesResource {
    private static final int LONGEST_MESSAGE = 2000;
    private static final int LONGEST_PATH = 500;

    private final RuleReleases releases;
    private final ReleaseStore store;
    private final Person person;
    private final RulesConfig config;

    RulesResource(RuleReleases releases, ReleaseStore store, Person person, RulesConfig config) {
        this.config = config;
        this.releases = releases;
        this.store = store;
        this.person = person;
    }

    @GET
    public Page<RuleView> rules(@BeanParam PageQuery query) {
        InForce inForce = releases.now();
        List<RuleView> rules = inForce.source().stream()
                .map(rule -> RuleView.of(rule, inForce, releases.counts(), false))
                .sorted(Comparator.comparing(RuleView::stage).thenComparing(RuleView::id))
                .toList();
        return Page.slice(rules, query);
    }

    /** One rule; of several stages that have a rule of this id, the first, unless one is named. */
    @GET
    @Path("{id}")
    public RuleView rule(@PathParam("id") String id, @QueryParam("stage") @Nullable Stage stage) {
        InForce inForce = releases.now();
        return inForce.source().stream()
                .filter(rule -> rule.id().equals(id) && (stage == null || rule.stage() == stage))
                .min(Comparator.comparing(RuleSource::stage))
                .map(rule -> RuleView.of(rule, inForce, releases.counts(), true))
                .orElseThrow(() -> ProblemException.notFound("rule", id));
    }

    /** Lets a rule run again that failed. */
    @DELETE
    @Path("{id}/quarantine")
    @RolesAllowed(Roles.ADMIN)
    public void lift(@PathParam("id") String id, @QueryParam("stage") @Nullable Stage stage) {
        releases.lift(id, stage, person.name());
    }

    /** What rules may name and call: for editors. */
    @GET
    @Path("language")
    public LanguageView language() {
        return LanguageView.describe();
    }

    @POST
    @Unaudited("changes nothing")
    @Path("check")
    @Consumes(MediaType.APPLICATION_JSON)
    public CheckView check(@Nullable CheckRequest request) {
        Compilation compilation = releases.check(files(request == null ? null : request.files()));
        return new CheckView(compilation.valid(), compilation.problems());
    }

    private static List<RuleFile> files(@Nullable Map<String, @Nullable String> sent) {
        if (sent == null) {
            throw new ProblemException(
                    ProblemType.INVALID, "Send {\"files\":{\"detection/web.drl\":\"…\"}}: the rule files by path.");
        }
        List<RuleFile> files = new ArrayList<>();
        for (Map.Entry<String, @Nullable String> file : sent.entrySet()) {
            String text = file.getValue();
            if (text == null) {
                throw new ProblemException(ProblemType.INVALID, "The file '" + file.getKey() + "' has no text.");
            }
            files.add(new RuleFile(file.getKey(), text));
        }
        return files;
    }

    /**
     * Publishes the complete set of rules and puts it in force: 201. If they are the files of the release in force, there
     * is nothing to publish: 200 and that release, so a pipeline may send them at every run.
     */
    @POST
    @Path("releases")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.ADMIN)
    @APIResponse(responseCode = "201", description = "It is in force")
    @APIResponse(responseCode = "200", description = "These files are in force already")
    @APIResponse(responseCode = "422", description = "They cannot be used, with a row for each problem")
    public RestResponse<ReleaseView> publish(@Nullable PublishRequest request) {
        List<RuleFile> files = files(request == null ? null : request.files());
        String message = request == null || request.message() == null
                ? ""
                : request.message().strip();
        if (message.isEmpty() || message.length() > LONGEST_MESSAGE) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    message.isEmpty()
                            ? "message is missing; say what changes and why, others will read it."
                            : "message is longer than " + LONGEST_MESSAGE + " characters.");
        }
        if (files.stream().allMatch(RuleFile::isScenarios)) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "files is empty of rules, and nothing would be detected any more; send the whole set.");
        }
        for (RuleFile file : files) {
            if (file.path().length() > LONGEST_PATH || file.path().chars().anyMatch(Character::isISOControl)) {
                throw new ProblemException(
                        ProblemType.INVALID,
                        "The path '" + file.path() + "' is longer than " + LONGEST_PATH
                                + " characters or holds a control character.");
            }
        }
        RuleReleases.Publication publication = releases.publish(files, person.name(), message);
        RuleRelease release = publication.release();
        URI location = URI.create("/api/v1/rules/releases/" + release.number());
        return RestResponse.ResponseBuilder.create(
                        publication.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK, full(release))
                .location(location)
                .build();
    }

    @GET
    @Path("releases")
    public Page<ReleaseView> releases(@BeanParam PageQuery query) {
        int active = releases.release();
        List<ReleaseView> page = store.list(query.offset(), query.pageSize()).stream()
                .map(release -> ReleaseView.summary(release, active))
                .toList();
        return Page.of(page, store.count(), query);
    }

    @GET
    @Path("releases/{number}")
    public ReleaseView release(@PathParam("number") int number) {
        return store.find(number).map(this::full).orElseThrow(() -> ProblemException.notFound("release", number));
    }

    /** Puts the release in force, back or forth; nothing happens if it is. */
    @POST
    @Path("releases/{number}/activate")
    @RolesAllowed(Roles.ADMIN)
    public ReleaseView activate(@PathParam("number") int number) {
        return full(releases.activate(number, person.name()));
    }

    private ReleaseView full(RuleRelease release) {
        List<RuleFile> scenarios = release.origin() == RuleRelease.Origin.FOLDER
                ? RuleFolder.readScenarios(config.dir())
                : release.scenarios();
        return ReleaseView.full(release, releases.release(), scenarios);
    }
}
