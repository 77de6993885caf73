package io.fixpoint.recovery;

import io.fixpoint.recovery.ProcessProblem.Severity;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with models and forms before they are deployed: what could run an author's code, what the server
 * does not know, and what would leave an incident unattended.
 */
final class ProcessCheck {
    private static final Set<String> CODE_ATTRIBUTES = Set.of(
            "class",
            "variableMappingClass",
            "variableMappingDelegateExpression",
            "formHandlerClass",
            "taskListenerClass");
    private static final Set<String> AUTOMATED = Set.of("serviceTask", "sendTask", "businessRuleTask");
    private static final String FORM_KEY = "camunda-forms:deployment:";

    private final Set<String> steps;
    private final Set<String> knownProcesses;
    private final List<ProcessProblem> problems = new ArrayList<>();
    private String file = "";

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
        List<FormFile> forms = new ArrayList<>();
        for (ModelFile file : files) {
            check.file = file.name();
            if (file.isForm()) {
                try {
                    forms.add(FormFile.read(file));
                } catch (FormFile.InvalidException e) {
                    check.error(null, 0, e.getMessage());
                }
            }
        }
        for (ModelFile file : files) {
            check.file = file.name();
            if (file.isModel()) {
                check.model(file, forms);
            } else if (!file.isForm()) {
                check.error(null, 0, "it is neither a model (.bpmn) nor a form (.form); DMN and CMMN are not run here");
            }
        }
        return check.problems;
    }

    private void error(@Nullable ModelElement element, int line, @Nullable String detail) {
        add(Severity.ERROR, element, line, detail);
    }

    private void error(ModelElement element, String detail) {
        add(Severity.ERROR, element, element.line(), detail);
    }

    private void warning(ModelElement element, String detail) {
        add(Severity.WARNING, element, element.line(), detail);
    }

    private void add(Severity severity, @Nullable ModelElement element, int line, @Nullable String detail) {
        problems.add(new ProcessProblem(
                severity, file, element == null ? null : element.nearestId(), line, String.valueOf(detail)));
    }

    private void model(ModelFile model, List<FormFile> forms) {
        ModelElement root;
        try {
            root = ModelElement.read(model.content());
        } catch (ModelElement.UnreadableException e) {
            error(null, e.line(), e.getMessage());
            return;
        }
        if (!root.isBpmn("definitions")) {
            error(
                    root,
                    "the file holds '" + root.name() + "', not BPMN 2.0 definitions; DMN and CMMN are not run here");
            return;
        }
        List<ModelElement> processes = root.children().stream()
                .filter(child -> child.isBpmn("process") && "true".equals(child.attribute("isExecutable")))
                .toList();
        if (processes.isEmpty()) {
            error(root, "it has no process with isExecutable=\"true\"; in the Modeler, tick 'Executable'");
        }
        for (ModelElement process : processes) {
            if (!model.stem().equals(process.attribute("id"))) {
                error(
                        process,
                        "the process id is '" + process.attribute("id") + "' and the file name is '" + model.name()
                                + "'; they must be the same");
            }
        }
        root.all().forEach(element -> element(element, forms));
        processes.forEach(this::advise);
    }

    private void element(ModelElement element, List<FormFile> forms) {
        code(element);
        expressions(element);
        if (!element.isBpmn()) {
            listener(element);
            return;
        }
        if (AUTOMATED.contains(element.name())) {
            automated(element);
        }
        switch (element.name()) {
            case "userTask" -> humanTask(element, forms);
            case "callActivity" -> call(element);
            case "messageEventDefinition" -> {
                if (element.extension("delegateExpression") != null) {
                    bean(element);
                }
            }
            case "timeDuration" -> duration(element);
            default -> {}
        }
    }

    /** What would run code that is not the server's. */
    private void code(ModelElement element) {
        boolean script = element.name().equals("script") || element.name().equals("scriptTask");
        if (script && (element.isBpmn() || element.isExtension())) {
            if (!element.isBpmn("script")) {
                error(element, "it is a script; " + RefusedScripts.REASON);
            }
            return;
        }
        if (element.isExtension()) {
            switch (element.name()) {
                case "connector" ->
                    error(element, "connectors are not run here; use the built-in bean ${http} with input parameters");
                case "field" ->
                    error(element, "a field would change the bean for everybody; use input parameters instead");
                case "validator" -> error(element, "a validator runs code; state the rule in the form");
                case "constraint" -> {
                    if ("validator".equals(element.attribute("name"))) {
                        error(element, "a validator runs code; state the rule in the form");
                    }
                }
                case "formData" ->
                    warning(element, "this form is not shown; draw a Camunda form and name it with camunda:formRef");
                default -> {}
            }
        }
        for (ModelElement.Attribute attribute : element.attributes()) {
            boolean extension = attribute.isExtension()
                    || (element.isExtension() && attribute.namespace().isEmpty());
            if (extension && CODE_ATTRIBUTES.contains(attribute.name())) {
                error(
                        element,
                        "camunda:" + attribute.name() + " runs a class; use camunda:delegateExpression with one of "
                                + beans());
            } else if (extension && attribute.name().equals("resource")) {
                error(element, "camunda:resource names a script; " + RefusedScripts.REASON);
            } else if (extension
                    && (attribute.name().equals("decisionRef")
                            || attribute.name().equals("caseRef"))) {
                error(element, "DMN and CMMN are not run here; write a rule in rules/analysis instead");
            } else if (attribute.name().equals("language")
                    && (element.name().equals("conditionExpression")
                            || element.name().equals("condition"))) {
                error(element, "a condition in the language '" + attribute.value() + "' is a script; write ${…} only");
            } else if (attribute.name().equals("scriptFormat") && !element.isBpmn("scriptTask")) {
                error(element, "scriptFormat says that it is a script; " + RefusedScripts.REASON);
            }
        }
    }

    private void expressions(ModelElement element) {
        for (ModelElement.Attribute attribute : element.attributes()) {
            expression(element, attribute.name(), attribute.value());
        }
        if (element.text().length() > 0) {
            expression(element, element.name(), element.text());
        }
    }

    private void expression(ModelElement element, String where, String text) {
        if (ExpressionGrammar.isExpression(text)) {
            ExpressionGrammar.problem(text)
                    .ifPresent(problem -> error(element, "the expression in '" + where + "' is refused: " + problem));
        }
    }

    private void listener(ModelElement element) {
        boolean listener =
                element.name().equals("executionListener") || element.name().equals("taskListener");
        String bean = element.attribute("delegateExpression");
        if (!element.isExtension() || !listener || bean == null) {
            return;
        }
        String name = ExpressionGrammar.soleName(bean).orElse("");
        if (!element.name().equals("executionListener") || !StepBeans.LISTENERS.contains(name)) {
            error(
                    element,
                    "a listener cannot run '" + bean + "'; draw a service task for it (a listener on a flow may be one"
                            + " of " + listed(StepBeans.LISTENERS) + ")");
        }
    }

    private void automated(ModelElement element) {
        String type = element.extension("type");
        boolean coded = CODE_ATTRIBUTES.stream().anyMatch(attribute -> element.extension(attribute) != null)
                || element.extension("decisionRef") != null;
        if (type != null) {
            if (!type.equals("external")) {
                error(
                        element,
                        "camunda:type=\"" + type + "\" is not run here; use camunda:delegateExpression with one of "
                                + beans() + ", or camunda:type=\"external\" for a worker of your own");
            } else if (blank(element.extension("topic"))) {
                error(element, "an external task needs camunda:topic, which its workers ask for");
            }
        } else if (element.extension("delegateExpression") != null) {
            bean(element);
        } else if (!coded
                && element.extension("expression") == null
                && element.all()
                        .noneMatch(inner -> inner.isExtension() && inner.name().equals("connector"))) {
            error(element, "nothing says what it does; give it camunda:delegateExpression with one of " + beans());
        }
    }

    private void bean(ModelElement element) {
        String text = String.valueOf(element.extension("delegateExpression"));
        if (ExpressionGrammar.isExpression(text)
                && ExpressionGrammar.problem(text).isPresent()) {
            return;
        }
        String name = ExpressionGrammar.soleName(text).orElse(null);
        if (name == null) {
            error(element, "camunda:delegateExpression is '" + text + "'; it must be one of " + beans());
        } else if (!steps.contains(name)) {
            error(element, "there is no bean '" + name + "'; use one of " + beans());
        }
    }

    private String beans() {
        return listed(steps);
    }

    private static String listed(Set<String> names) {
        return new TreeSet<>(names).stream().map(name -> "${" + name + "}").collect(Collectors.joining(", "));
    }

    private void humanTask(ModelElement element, List<FormFile> forms) {
        boolean candidates = !blank(element.extension("candidateGroups"))
                || !blank(element.extension("candidateUsers"))
                || !blank(element.extension("assignee"))
                || element.all().anyMatch(inner -> inner.isBpmn("potentialOwner") || inner.isBpmn("humanPerformer"));
        if (!candidates) {
            error(
                    element,
                    "nobody may do this task; give it camunda:candidateGroups, camunda:candidateUsers or"
                            + " camunda:assignee");
        }
        String ref = element.extension("formRef");
        String key = element.extension("formKey");
        if (ref != null) {
            if (!"deployment".equals(element.extension("formRefBinding"))) {
                error(
                        element,
                        "camunda:formRef needs camunda:formRefBinding=\"deployment\", so that a task keeps the form it"
                                + " was made with");
            }
            if (forms.stream().noneMatch(form -> form.id().equals(ref))) {
                error(element, "there is no form '" + ref + "'; put a .form file with this id beside the model");
            }
        } else if (key != null) {
            String name = key.startsWith(FORM_KEY) ? key.substring(FORM_KEY.length()) : "";
            if (forms.stream()
                    .noneMatch(form -> form.file().name().equals(name)
                            || ("forms/" + form.file().name()).equals(name))) {
                error(
                        element,
                        "camunda:formKey is '" + key + "', which is no form here; use camunda:formRef with the id of a"
                                + " .form file");
            }
        }
        timers(element);
    }

    private void timers(ModelElement task) {
        ModelElement scope = task.parent();
        List<ModelElement> timers = scope == null
                ? List.of()
                : scope.children().stream()
                        .filter(child -> child.isBpmn("boundaryEvent")
                                && String.valueOf(task.attribute("id")).equals(child.attribute("attachedToRef"))
                                && child.child("timerEventDefinition").isPresent())
                        .toList();
        if (timers.isEmpty() && task.property(ModelNames.ESCALATE_TO) == null) {
            warning(
                    task,
                    "no timer escalates it if nobody comes; attach a non-interrupting timer that leads to ${escalate}");
        }
        for (ModelElement timer : timers) {
            if (!"false".equals(timer.attribute("cancelActivity"))) {
                warning(
                        timer,
                        "the timer takes the task away from people; make it non-interrupting, since time approves"
                                + " nothing");
            }
        }
    }

    private void call(ModelElement element) {
        String called = element.attribute("calledElement");
        if (blank(called)) {
            if (element.extension("caseRef") == null) {
                error(element, "nothing says which process is called; give it calledElement=\"${repair.process}\"");
            }
        } else if (!ExpressionGrammar.isExpression(String.valueOf(called)) && !knownProcesses.contains(called)) {
            error(element, "there is no process '" + called + "'; deploy it before or with this one");
        }
    }

    private void duration(ModelElement element) {
        String text = element.text();
        if (ExpressionGrammar.isExpression(text)) {
            return;
        }
        try {
            if (text.toUpperCase(Locale.ROOT).contains("T")) {
                Duration.parse(text);
            } else {
                Period.parse(text);
            }
        } catch (DateTimeException e) {
            // The engine also takes years, months and times in one, which java.time does not.
            if (!text.matches("P(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?(T(\\d+H)?(\\d+M)?(\\d+S)?)?") || text.equals("P")) {
                error(element, "'" + text + "' is no length of time; write it as ISO 8601, such as PT15M");
            }
        }
    }

    private void advise(ModelElement process) {
        List<ModelElement> elements = process.all().filter(ModelElement::isBpmn).toList();
        boolean repairs = elements.stream().anyMatch(element -> isStep(element, "REPAIR"));
        boolean verifies = elements.stream().anyMatch(element -> isStep(element, "VERIFY"));
        if (repairs && !verifies) {
            warning(process, "nothing verifies the repair; add a service task ${verify}, or the incident is escalated");
        }
        boolean calls = elements.stream().anyMatch(element -> calls(element, "process"));
        boolean undoes = elements.stream().anyMatch(element -> calls(element, "undo"));
        if (calls && !undoes) {
            warning(process, "nothing takes a repair back that did not help; draw a call activity ${repair.undo}");
        }
    }

    private static boolean isStep(ModelElement element, String step) {
        return element.name().matches(".*([tT]ask|Activity|subProcess)")
                && RecoveryParsing.step(element.attribute("id"), element.property(ModelNames.STEP))
                        .filter(found -> found.name().equals(step))
                        .isPresent();
    }

    private static boolean calls(ModelElement element, String property) {
        String called = element.isBpmn("callActivity") ? element.attribute("calledElement") : null;
        return called != null && called.replace(" ", "").equals("${repair." + property + "}");
    }

    private static boolean blank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
