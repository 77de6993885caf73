package io.fixpoint.recovery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says what is wrong with models and forms before they are deployed: what could run an author's code, what the server
 * does not know, and what would leave an incident unattended. What is in a single element is for {@link CodeCheck},
 * {@link StepCheck} and {@link TimeCheck}, what a whole process lacks for {@link ModelAdvice}.
 */
final class ProcessCheck {
    private final Set<String> steps;
    private final Set<String> knownProcesses;
    private final List<ProcessProblem> problems = new ArrayList<>();
    private final List<FormFile> forms = new ArrayList<>();

    private ProcessCheck(Set<String> steps, Set<String> knownProcesses) {
        this.steps = steps;
        this.knownProcesses = knownProcesses;
    }

    /**
     * Checks files that are to be deployed together.
     *
     * @param steps the beans that a model may name as automated steps
     * @param deployed the keys of the processes that are deployed already
     */
    static List<ProcessProblem> check(Collection<ModelFile> files, Set<String> steps, Set<String> deployed) {
        Set<String> known = new HashSet<>(deployed);
        files.stream().filter(ModelFile::isModel).map(ModelFile::stem).forEach(known::add);
        ProcessCheck check = new ProcessCheck(steps, known);
        files.stream().filter(ModelFile::isForm).forEach(check::form);
        check.formsHaveNamesOfTheirOwn();
        files.stream().filter(file -> !file.isForm()).forEach(check::model);
        return check.problems;
    }

    private void form(ModelFile file) {
        try {
            forms.add(FormFile.read(file));
        } catch (FormFile.InvalidException e) {
            ModelFindings findings = new ModelFindings(file.name());
            findings.error(0, e.getMessage());
            problems.addAll(findings.problems());
        }
    }

    private void formsHaveNamesOfTheirOwn() {
        Map<String, String> files = new HashMap<>();
        for (FormFile form : forms) {
            String other = files.putIfAbsent(form.id(), form.file().name());
            if (other != null) {
                ModelFindings findings = new ModelFindings(form.file().name());
                findings.error(0, "its id '" + form.id() + "' is that of " + other + ", too; give it another");
                problems.addAll(findings.problems());
            }
        }
    }

    private void model(ModelFile file) {
        ModelFindings findings = new ModelFindings(file.name());
        if (file.isModel()) {
            model(file, findings);
        } else {
            findings.error(0, "it is neither a model (.bpmn) nor a form (.form); DMN and CMMN are not run here");
        }
        problems.addAll(findings.problems());
    }

    private void model(ModelFile model, ModelFindings findings) {
        ModelElement root;
        try {
            root = ModelElement.read(model.content());
        } catch (ModelElement.UnreadableException e) {
            findings.error(e.line(), e.getMessage());
            return;
        }
        if (!root.isBpmn("definitions")) {
            findings.error(
                    root,
                    "the file holds '" + root.name() + "', not BPMN 2.0 definitions; DMN and CMMN are not run here");
            return;
        }
        List<ModelElement> processes = root.children().stream()
                .filter(child -> child.isBpmn("process") && "true".equals(child.attribute("isExecutable")))
                .toList();
        if (processes.isEmpty()) {
            findings.error(root, "it has no process with isExecutable=\"true\"; in the Modeler, tick 'Executable'");
        }
        for (ModelElement process : processes) {
            if (!model.stem().equals(process.attribute("id"))) {
                findings.error(
                        process,
                        "the process id is '" + process.attribute("id") + "' and the file name is '" + model.name()
                                + "'; they must be the same, so each process has a file of its own");
            }
        }
        CodeCheck code = new CodeCheck(findings, steps);
        StepCheck step = new StepCheck(findings, steps, knownProcesses, forms);
        TimeCheck time = new TimeCheck(findings);
        SecretAdvice secrets = new SecretAdvice(findings);
        root.all().forEach(element -> {
            code.check(element);
            secrets.check(element);
            if (element.isBpmn()) {
                step.check(element);
                time.check(element);
            }
        });
        ModelAdvice advice = new ModelAdvice(findings);
        processes.forEach(advice::give);
    }
}
