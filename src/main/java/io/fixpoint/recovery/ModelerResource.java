package io.fixpoint.recovery;

import io.fixpoint.access.Person;
import io.fixpoint.access.Roles;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** What the Camunda Modeler calls when its user presses <em>Deploy</em>; the models go the way of all others. */
@Path("/engine-rest")
@Produces(MediaType.APPLICATION_JSON)
public class ModelerResource {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT);
    private static final int MOST = 500;

    private final RecoveryEngine engine;
    private final Processes processes;
    private final Person person;

    ModelerResource(RecoveryEngine engine, Processes processes, Person person) {
        this.engine = engine;
        this.processes = processes;
        this.person = person;
    }

    @GET
    @Path("/version")
    @RolesAllowed({Roles.AUTHOR, Roles.ADMIN, Roles.WORKER})
    public Response version() {
        String version = String.valueOf(ProcessEngine.class.getPackage().getImplementationVersion());
        return EngineRest.answer(() -> Map.of("version", version));
    }

    /** The Modeler asks for none of them, to see whether it may deploy. */
    @GET
    @Path("/deployment")
    @RolesAllowed(Roles.ADMIN)
    public Response deployments(
            @QueryParam("firstResult") @DefaultValue("0") int first,
            @QueryParam("maxResults") @DefaultValue("50") int most) {
        return EngineRest.answer(() -> {
            if (first < 0 || most < 0 || most > MOST) {
                throw new ProblemException(
                        ProblemType.BAD_REQUEST,
                        "firstResult must not be negative, and maxResults must be from 0 to " + MOST + ".");
            }
            return most == 0
                    ? List.of()
                    : engine
                            .engine()
                            .getRepositoryService()
                            .createDeploymentQuery()
                            .orderByDeploymentTime()
                            .desc()
                            .listPage(first, most)
                            .stream()
                            .map(ModelerResource::view)
                            .toList();
        });
    }

    @POST
    @Path("/deployment/create")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed(Roles.ADMIN)
    public Response deploy(@RestForm(FileUpload.ALL) @Nullable List<FileUpload> uploads) {
        return EngineRest.answer(() -> {
            List<ModelFile> files = ModelFile.uploaded(uploads);
            if (files.stream().noneMatch(ModelFile::isModel)) {
                throw new ProblemException(ProblemType.INVALID, "There is no model among the files.");
            }
            try {
                return deployed(processes.deploy(files, person.name()));
            } catch (ProblemException e) {
                throw e.problems().isEmpty() ? e : new ProblemException(e.type(), listed(e.problems()));
            }
        });
    }

    /** The Modeler shows the message and nothing else. */
    private static String listed(Collection<?> problems) {
        return "Nothing was deployed:\n"
                + problems.stream().map(String::valueOf).collect(Collectors.joining("\n"));
    }

    private Map<String, @Nullable Object> deployed(List<Processes.Deployed> deployed) {
        Map<String, @Nullable Object> definitions = new LinkedHashMap<>();
        List<Deployment> deployments = new ArrayList<>();
        for (Processes.Deployed process : deployed) {
            ProcessDefinition definition = engine.engine()
                    .getRepositoryService()
                    .createProcessDefinitionQuery()
                    .processDefinitionKey(process.key())
                    .latestVersion()
                    .singleResult();
            definitions.put(definition.getId(), view(definition));
            deployments.add(engine.engine()
                    .getRepositoryService()
                    .createDeploymentQuery()
                    .deploymentId(definition.getDeploymentId())
                    .singleResult());
        }
        Map<String, @Nullable Object> view = view(deployments.get(0));
        view.put("deployedProcessDefinitions", definitions);
        view.put("deployedCaseDefinitions", null);
        view.put("deployedDecisionDefinitions", null);
        view.put("deployedDecisionRequirementsDefinitions", null);
        return view;
    }

    private static Map<String, @Nullable Object> view(Deployment deployment) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("links", List.of());
        view.put("id", deployment.getId());
        view.put("name", deployment.getName());
        view.put("source", deployment.getSource());
        view.put(
                "deploymentTime",
                TIME.format(deployment.getDeploymentTime().toInstant().atOffset(ZoneOffset.UTC)));
        view.put("tenantId", null);
        return view;
    }

    private static Map<String, @Nullable Object> view(ProcessDefinition definition) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", definition.getId());
        view.put("key", definition.getKey());
        view.put("name", definition.getName());
        view.put("version", definition.getVersion());
        view.put("versionTag", definition.getVersionTag());
        view.put("resource", definition.getResourceName());
        view.put("deploymentId", definition.getDeploymentId());
        view.put("category", definition.getCategory());
        view.put("description", definition.getDescription());
        view.put("diagram", null);
        view.put("suspended", definition.isSuspended());
        view.put("tenantId", null);
        view.put("historyTimeToLive", definition.getHistoryTimeToLive());
        view.put("startableInTasklist", definition.isStartableInTasklist());
        return view;
    }
}
