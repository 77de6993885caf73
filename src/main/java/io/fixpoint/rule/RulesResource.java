package io.fixpoint.rule;

import io.fixpoint.access.Roles;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules in force, their releases, and the check of rules that are not published yet. */
@Path("/api/v1/rules")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.AUTHOR, Roles.ADMIN})
public class RulesResource {
    private final RuleReleases releases;
    private final ReleaseStore store;

    RulesResource(RuleReleases releases, ReleaseStore store) {
        this.releases = releases;
        this.store = store;
    }

    @GET
    public Page<RuleView> rules(@BeanParam PageQuery query) {
        RuleReleases.InForce inForce = releases.now();
        List<RuleView> rules = inForce.source().stream()
                .map(rule -> RuleView.of(rule, inForce, releases.counts(), false))
                .sorted(Comparator.comparing(RuleView::stage).thenComparing(RuleView::id))
                .toList();
        return Page.slice(rules, query);
    }

    @GET
    @Path("{id}")
    public RuleView rule(@PathParam("id") String id) {
        RuleReleases.InForce inForce = releases.now();
        return inForce.source().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .map(rule -> RuleView.of(rule, inForce, releases.counts(), true))
                .orElseThrow(() -> ProblemException.notFound("rule", id));
    }

    @POST
    @Path("check")
    @Consumes(MediaType.APPLICATION_JSON)
    public CheckView check(@Nullable CheckRequest request) {
        if (request == null || request.files() == null) {
            throw new ProblemException(
                    ProblemType.INVALID, "Send {\"files\":{\"detection/web.drl\":\"…\"}}: the rule files by path.");
        }
        List<RuleFile> files = new ArrayList<>();
        for (Map.Entry<String, @Nullable String> file : request.files().entrySet()) {
            String text = file.getValue();
            if (text == null) {
                throw new ProblemException(ProblemType.INVALID, "The file '" + file.getKey() + "' has no text.");
            }
            files.add(new RuleFile(file.getKey(), text));
        }
        Compilation compilation = releases.check(files);
        return new CheckView(compilation.valid(), compilation.problems());
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
        return store.find(number)
                .map(release -> ReleaseView.full(release, releases.release()))
                .orElseThrow(() -> ProblemException.notFound("release", number));
    }
}
