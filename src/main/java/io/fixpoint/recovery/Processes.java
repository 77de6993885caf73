package io.fixpoint.recovery;

import io.fixpoint.outbound.OutboundClient;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.ProcessProblem.Severity;
import io.fixpoint.rule.KnownProcesses;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.jspecify.annotations.Nullable;

/** The models that are deployed; checks and deploys others. */
@ApplicationScoped
public class Processes implements KnownProcesses {
    private final RecoveryEngine engine;
    private final StepBeans beans;
    private final OutboundClient outbound;

    Processes(RecoveryEngine engine, StepBeans beans, OutboundClient outbound) {
        this.engine = engine;
        this.beans = beans;
        this.outbound = outbound;
    }

    /**
     * A deployed model.
     *
     * @param version the latest; new recoveries run it
     * @param running how many instances of any version run
     * @param versions the latest first
     */
    public record ProcessView(
            String key,
            @Nullable String name,
            int version,
            Instant deployedAt,
            long running,
            List<VersionView> versions) {}

    /** One version; {@code source} is {@code folder} or who deployed it. */
    public record VersionView(
            int version, Instant deployedAt, @Nullable String source, long running) {}

    /** A model that was deployed, or had been already. */
    public record Deployed(String key, int version, boolean changed) {}

    @Override
    @Transactional
    public Set<String> keys() {
        return repository().createProcessDefinitionQuery().latestVersion().list().stream()
                .map(ProcessDefinition::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is wrong with the files; deploys nothing. */
    @Transactional
    List<ProcessProblem> check(Collection<ModelFile> files) {
        List<ProcessProblem> problems =
                new ArrayList<>(EngineParse.check(engine.configuration(), files, beans.steps(), keys()));
        problems.addAll(SecretAdvice.unknown(files, outbound.secrets()));
        return problems;
    }

    /**
     * Deploys the models, with the forms that they name, as one deployment.
     *
     * @return each model, whether it had to be deployed or not
     * @throws ProblemException INVALID with the problems, if there is an error in any of them
     */
    @Transactional
    List<Deployed> deploy(Collection<ModelFile> files, String source) {
        List<ProcessProblem> errors = check(files).stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .toList();
        if (!errors.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID, "Nothing was deployed: " + errors.get(0) + more(errors), errors);
        }
        return deployChecked(files, source, false);
    }

    private static String more(List<ProcessProblem> errors) {
        return errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
    }

    /**
     * Deploys what was checked before and has changed.
     *
     * @param sinceSameSource whether changed means: against what the same source deployed last, whoever deployed since
     */
    @Transactional
    List<Deployed> deployChecked(Collection<ModelFile> files, String source, boolean sinceSameSource) {
        DeploymentBuilder builder = repository().createDeployment().name(source).source(source);
        List<String> changed = new ArrayList<>();
        for (ModelFile model : files) {
            if (!model.isModel()) {
                continue;
            }
            List<ModelFile> with = new ArrayList<>(List.of(model));
            named(model, files).forEach(with::add);
            if (!isDeployed(model.stem(), with, source, sinceSameSource)) {
                with.forEach(
                        file -> builder.addInputStream(file.name(), new java.io.ByteArrayInputStream(file.content())));
                changed.add(model.stem());
            }
        }
        if (!changed.isEmpty()) {
            builder.deploy();
        }
        return files.stream()
                .filter(ModelFile::isModel)
                .map(model -> new Deployed(
                        model.stem(),
                        latest(model.stem()).map(ProcessDefinition::getVersion).orElse(0),
                        changed.contains(model.stem())))
                .toList();
    }

    /** What must be in one deployment with the model: the forms that it names, processes that it calls by that binding. */
    private static Set<ModelFile> named(ModelFile model, Collection<ModelFile> files) {
        Set<ModelFile> named = new LinkedHashSet<>();
        named(model, files, named);
        named.remove(model);
        return named;
    }

    private static void named(ModelFile model, Collection<ModelFile> files, Set<ModelFile> named) {
        ModelElement root;
        try {
            root = ModelElement.read(model.content());
        } catch (ModelElement.UnreadableException e) {
            throw new IllegalStateException("the model was not checked: " + model.name(), e);
        }
        root.all().forEach(element -> {
            String ref = element.extension("formRef");
            String key = element.extension("formKey");
            boolean together = "deployment".equals(element.extension("calledElementBinding"));
            for (ModelFile file : files) {
                boolean form = file.isForm()
                        && ((ref != null && ref.equals(formId(file)))
                                || (key != null && StepCheck.formFile(key).equals(file.name())));
                boolean called = together && file.isModel() && file.stem().equals(element.attribute("calledElement"));
                if ((form || called) && named.add(file) && called) {
                    named(file, files, named);
                }
            }
        });
    }

    private static String formId(ModelFile file) {
        try {
            return FormFile.read(file).id();
        } catch (FormFile.InvalidException e) {
            throw new IllegalStateException("the form was not checked: " + file.name(), e);
        }
    }

    private boolean isDeployed(String key, List<ModelFile> files, String source, boolean sinceSameSource) {
        for (ProcessDefinition definition : versions(key)) {
            Deployment deployment = repository()
                    .createDeploymentQuery()
                    .deploymentId(definition.getDeploymentId())
                    .singleResult();
            if (sinceSameSource && !source.equals(deployment.getSource())) {
                continue;
            }
            return files.stream()
                    .allMatch(file -> resource(definition.getDeploymentId(), file.name())
                            .filter(content -> Arrays.equals(content, file.content()))
                            .isPresent());
        }
        return false;
    }

    private Optional<byte[]> resource(String deploymentId, String name) {
        if (!repository().getDeploymentResourceNames(deploymentId).contains(name)) {
            return Optional.empty();
        }
        try (InputStream content = repository().getResourceAsStream(deploymentId, name)) {
            return Optional.of(content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The deployed models, by key. */
    @Transactional
    List<ProcessView> list() {
        return keys().stream().map(this::view).toList();
    }

    /** The deployed model of this key. */
    @Transactional
    ProcessView get(String key) {
        if (latest(key).isEmpty()) {
            throw ProblemException.notFound("process", key);
        }
        return view(key);
    }

    /** The text of a version; of the latest, if none is named. */
    @Transactional
    byte[] bpmn(String key, @Nullable Integer version) {
        ProcessDefinition definition = versions(key).stream()
                .filter(candidate -> version == null || candidate.getVersion() == version)
                .findFirst()
                .orElseThrow(() ->
                        ProblemException.notFound("process", version == null ? key : key + "' of version '" + version));
        return resource(definition.getDeploymentId(), definition.getResourceName())
                .orElseThrow();
    }

    private ProcessView view(String key) {
        List<VersionView> versions = versions(key).stream()
                .map(definition -> {
                    Deployment deployment = repository()
                            .createDeploymentQuery()
                            .deploymentId(definition.getDeploymentId())
                            .singleResult();
                    return new VersionView(
                            definition.getVersion(),
                            deployment.getDeploymentTime().toInstant(),
                            deployment.getSource(),
                            engine.engine()
                                    .getRuntimeService()
                                    .createProcessInstanceQuery()
                                    .processDefinitionId(definition.getId())
                                    .count());
                })
                .toList();
        return new ProcessView(
                key,
                latest(key).map(ProcessDefinition::getName).orElse(null),
                versions.get(0).version(),
                versions.get(0).deployedAt(),
                versions.stream().mapToLong(VersionView::running).sum(),
                versions);
    }

    private Optional<ProcessDefinition> latest(String key) {
        return versions(key).stream().findFirst();
    }

    /** The latest first. */
    private List<ProcessDefinition> versions(String key) {
        return repository()
                .createProcessDefinitionQuery()
                .processDefinitionKey(key)
                .orderByProcessDefinitionVersion()
                .desc()
                .list();
    }

    private RepositoryService repository() {
        return engine.engine().getRepositoryService();
    }
}
