package io.fixpoint.recovery;

import io.fixpoint.access.Person;
import io.fixpoint.access.Roles;
import io.fixpoint.audit.Unaudited;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.ProcessProblem.Severity;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** The deployed models; check and deploy others. */
@Path("/api/v1/processes")
@Produces(MediaType.APPLICATION_JSON)
public class ProcessResource {
    private final Processes processes;
    private final Simulations simulations;
    private final Person person;
    private final ElementCounts counts;

    ProcessResource(Processes processes, Simulations simulations, Person person, ElementCounts counts) {
        this.counts = counts;
        this.processes = processes;
        this.simulations = simulations;
        this.person = person;
    }

    /** What a check found; valid if there is no error. */
    public record CheckView(boolean valid, List<ProcessProblem> problems) {}

    /** What was deployed. */
    public record DeploymentView(List<Processes.Deployed> processes, List<ProcessProblem> problems) {}

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public Page<Processes.ProcessView> list(@BeanParam PageQuery query) {
        return Page.slice(processes.list(), query);
    }

    @GET
    @Path("/{key}")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public Processes.ProcessView get(@PathParam("key") String key) {
        return processes.get(key);
    }

    @GET
    @Path("/{key}/bpmn")
    @Produces(MediaType.APPLICATION_XML)
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public byte[] bpmn(@PathParam("key") String key, @QueryParam("version") @Nullable Integer version) {
        return processes.bpmn(key, version);
    }

    /** Where its instances stand, of the latest version unless one is named. */
    @GET
    @Path("/{key}/activity")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public ElementCounts.CountsView activity(
            @PathParam("key") String key, @QueryParam("version") @Nullable Integer version) {
        return counts.of(key, version);
    }

    @POST
    @Unaudited("changes nothing")
    @Path("/check")
    @Consumes(MediaType.APPLICATION_XML)
    @RolesAllowed({Roles.AUTHOR, Roles.ADMIN})
    public CheckView checkOne(byte @Nullable [] model) {
        if (model == null || model.length == 0) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "There is no body; send a BPMN model.");
        }
        return view(processes.check(List.of(new ModelFile(named(model), model))));
    }

    /** A model that comes without a file name is taken to have the right one. */
    private static String named(byte[] model) {
        try {
            return ModelElement.read(model)
                    .all()
                    .filter(element -> element.isBpmn("process") && "true".equals(element.attribute("isExecutable")))
                    .map(process -> process.attribute("id") + ".bpmn")
                    .findFirst()
                    .orElse("model.bpmn");
        } catch (ModelElement.UnreadableException e) {
            return "model.bpmn";
        }
    }

    @POST
    @Unaudited("changes nothing")
    @Path("/check")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed({Roles.AUTHOR, Roles.ADMIN})
    public CheckView check(@RestForm(FileUpload.ALL) @Nullable List<FileUpload> uploads) {
        return view(processes.check(ModelFile.uploaded(uploads)));
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed(Roles.ADMIN)
    public Response deploy(@RestForm(FileUpload.ALL) @Nullable List<FileUpload> uploads) {
        List<ModelFile> files = ModelFile.uploaded(uploads);
        if (files.stream().noneMatch(ModelFile::isModel)) {
            throw new ProblemException(ProblemType.INVALID, "There is no model among the files; send a .bpmn file.");
        }
        List<ProcessProblem> warnings = processes.check(files).stream()
                .filter(problem -> problem.severity() == Severity.WARNING)
                .toList();
        List<Processes.Deployed> deployed = processes.deploy(files, person.name());
        String location =
                deployed.size() == 1 ? "/api/v1/processes/" + deployed.get(0).key() : "/api/v1/processes";
        return Response.created(URI.create(location))
                .entity(new DeploymentView(deployed, warnings))
                .build();
    }

    /** Runs the process with recorded outcomes, in an engine of its own: nothing is carried out. */
    @POST
    @Unaudited("changes nothing")
    @Path("/{key}/simulate")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.AUTHOR, Roles.ADMIN})
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SimulationRequest.class)))
    public Simulations.SimulationView simulate(
            @PathParam("key") String key, @Nullable Map<String, @Nullable Object> recorded) {
        try {
            return simulations.run(key, ProcessScenarioReader.request(recorded == null ? Map.of() : recorded));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemType.INVALID, "The scenario cannot be read: " + e.getMessage());
        }
    }

    private static CheckView view(List<ProcessProblem> problems) {
        return new CheckView(problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR), problems);
    }
}
