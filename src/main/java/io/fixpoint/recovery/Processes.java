package io.fixpoint.recovery;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.Problem;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.ResourceReport;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParser;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.jspecify.annotations.Nullable;

/** The models that are deployed; checks and deploys others. */
@ApplicationScoped
public class Processes implements KnownProcesses {
    private final RecoveryEngine engine;
    private final StepBeans beans;

    Processes(RecoveryEngine engine, StepBeans beans) {
        this.engine = engine;
        this.beans = beans;
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
        List<ProcessProblem> problems = new ArrayList<>(ProcessCheck.check(files, beans.steps(), keys()));
        Set<String> broken = problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .map(ProcessProblem::file)
                .collect(Collectors.toSet());
        for (ModelFile file : files) {
            if (file.isModel() && !broken.contains(file.name())) {
                problems.addAll(parse(file));
            }
        }
        return problems;
    }

    /** What the engine's own parser finds: flows that lead nowhere, what is missing or in the wrong place. */
    private List<ProcessProblem> parse(ModelFile file) {
        ProcessEngineConfigurationImpl configuration = engine.configuration();
        BpmnParser parser = new BpmnParser(configuration.getExpressionManager(), CheckedParse::new);
        parser.getParseListeners().addAll(configuration.getCustomPostBPMNParseListeners());
        try {
            configuration.getCommandExecutorTxRequired().execute(context -> {
                DeploymentEntity nowhere = new DeploymentEntity();
                nowhere.setId("check");
                parser.createParse()
                        .sourceInputStream(new java.io.ByteArrayInputStream(file.content()))
                        .deployment(nowhere)
                        .name(file.name())
                        .execute();
                return null;
            });
            return List.of();
        } catch (ParseException e) {
            List<ProcessProblem> problems = new ArrayList<>();
            for (ResourceReport report : e.getResorceReports()) {
                report.getErrors().forEach(error -> problems.add(problem(file, Severity.ERROR, error)));
                report.getWarnings().forEach(warning -> problems.add(problem(file, Severity.WARNING, warning)));
            }
            return problems;
        } catch (ProcessEngineException e) {
            return List.of(new ProcessProblem(Severity.ERROR, file.name(), null, 0, String.valueOf(e.getMessage())));
        }
    }

    private static ProcessProblem problem(ModelFile file, Severity severity, Problem problem) {
        String element = problem.getMainElementId();
        return new ProcessProblem(
                severity, file.name(), element, Math.max(0, problem.getLine()), String.valueOf(problem.getMessage()));
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
        Map<String, ModelFile> forms = new LinkedHashMap<>();
        for (ModelFile file : files) {
            if (file.isForm()) {
                try {
                    forms.put(FormFile.read(file).id(), file);
                } catch (FormFile.InvalidException e) {
                    throw new IllegalStateException("the form was not checked: " + file.name(), e);
                }
            }
        }
        DeploymentBuilder builder = repository().createDeployment().name(source).source(source);
        List<String> changed = new ArrayList<>();
        for (ModelFile model : files) {
            if (!model.isModel()) {
                continue;
            }
            List<ModelFile> with = new ArrayList<>(List.of(model));
            formsOf(model).stream()
                    .map(forms::get)
                    .filter(java.util.Objects::nonNull)
                    .forEach(with::add);
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

    /** The forms that the model names. */
    private static Set<String> formsOf(ModelFile model) {
        try {
            Set<String> names = new TreeSet<>();
            ModelElement.read(model.content()).all().forEach(element -> {
                String name = element.extension("formRef");
                if (name != null) {
                    names.add(name);
                }
            });
            return names;
        } catch (ModelElement.UnreadableException e) {
            throw new IllegalStateException("the model was not checked: " + model.name(), e);
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
