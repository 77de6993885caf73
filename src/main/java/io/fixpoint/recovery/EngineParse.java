package io.fixpoint.recovery;

import io.fixpoint.recovery.ProcessProblem.Severity;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.Problem;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.ResourceReport;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParser;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.jspecify.annotations.Nullable;

/** What the engine's own parser finds: flows that lead nowhere, what is missing or in the wrong place. */
final class EngineParse {
    private EngineParse() {}

    /** Everything that keeps the files from being deployed, and what is advised: our check, then the engine's parser. */
    static List<ProcessProblem> check(
            ProcessEngineConfigurationImpl configuration,
            Collection<ModelFile> files,
            Set<String> steps,
            Set<String> deployed) {
        List<ProcessProblem> problems = new ArrayList<>(ProcessCheck.check(files, steps, deployed));
        Set<String> broken = problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .map(ProcessProblem::file)
                .collect(Collectors.toSet());
        for (ModelFile file : files) {
            if (file.isModel() && !broken.contains(file.name())) {
                problems.addAll(problems(configuration, file));
            }
        }
        return problems;
    }

    private static List<ProcessProblem> problems(ProcessEngineConfigurationImpl configuration, ModelFile file) {
        BpmnParser parser = new BpmnParser(configuration.getExpressionManager(), CheckedParse::new);
        parser.getParseListeners().addAll(configuration.getCustomPostBPMNParseListeners());
        try {
            configuration.getCommandExecutorTxRequired().execute(context -> {
                DeploymentEntity nowhere = new DeploymentEntity();
                nowhere.setId("check");
                // As new as what is to be deployed: only then is everything looked at.
                nowhere.setNew(true);
                parser.createParse()
                        .sourceInputStream(new ByteArrayInputStream(file.content()))
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
        int line = problem.getLine() > 0 ? problem.getLine() : line(file, element);
        return new ProcessProblem(severity, file.name(), element, line, String.valueOf(problem.getMessage()));
    }

    /** What the parser finds when it has read everything, it tells without a line. */
    private static int line(ModelFile file, @Nullable String element) {
        try {
            return ModelElement.read(file.content())
                    .all()
                    .filter(candidate -> element != null && element.equals(candidate.attribute("id")))
                    .mapToInt(ModelElement::line)
                    .findFirst()
                    .orElse(0);
        } catch (ModelElement.UnreadableException e) {
            return e.line();
        }
    }
}
