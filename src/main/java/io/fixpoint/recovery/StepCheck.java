package io.fixpoint.recovery;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether the server knows what the steps of a model name: beans, workers' topics, people, forms, processes. */
final class StepCheck {
    private static final Set<String> AUTOMATED = Set.of("serviceTask", "sendTask", "businessRuleTask");
    private static final String FORM_KEY = "camunda-forms:deployment:";
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,9}");

    private final ModelFindings findings;
    private final Set<String> steps;
    private final Set<String> knownProcesses;
    private final List<FormFile> forms;

    StepCheck(ModelFindings findings, Set<String> steps, Set<String> knownProcesses, List<FormFile> forms) {
        this.findings = findings;
        this.steps = steps;
        this.knownProcesses = knownProcesses;
        this.forms = forms;
    }

    void check(ModelElement element) {
        String step = element.property(ModelNames.STEP);
        if (step != null && RecoveryParsing.step(null, step).isEmpty()) {
            findings.error(
                    element, ModelNames.STEP + " is '" + step + "'; it must be LOCATE, ANALYZE, REPAIR or VERIFY");
        }
        if (AUTOMATED.contains(element.name())) {
            automated(element);
        }
        switch (element.name()) {
            case "userTask" -> humanTask(element);
            case "startEvent" -> form(element);
            case "callActivity" -> call(element);
            case "messageEventDefinition" -> message(element);
            case "loopCardinality" -> {
                wholeNumber(element, "loopCardinality", element.text());
                if (element.text().matches("\\d{4,9}") && Integer.parseInt(element.text()) > LimitedLoop.MOST) {
                    findings.error(
                            element,
                            "loopCardinality is " + element.text() + "; it must be " + LimitedLoop.MOST + " at most");
                }
            }
            default -> {}
        }
    }

    private void automated(ModelElement element) {
        String type = element.extension("type");
        boolean coded = CodeCheck.CLASSES.stream().anyMatch(attribute -> element.extension(attribute) != null)
                || element.extension("decisionRef") != null;
        if (type != null) {
            if (!type.equals("external")) {
                findings.error(
                        element,
                        "camunda:type=\"" + type + "\" is not run here; use camunda:delegateExpression with one of "
                                + beans() + ", or camunda:type=\"external\" for a worker of your own");
            } else if (blank(element.extension("topic"))) {
                findings.error(element, "an external task needs camunda:topic, which its workers ask for");
            } else {
                wholeNumber(element, "camunda:taskPriority", element.extension("taskPriority"));
            }
        } else if (element.extension("delegateExpression") != null) {
            bean(element);
        } else if (!coded
                && element.extension("expression") == null
                && element.all()
                        .noneMatch(inner -> inner.isExtension() && inner.name().equals("connector"))) {
            findings.error(
                    element, "nothing says what it does; give it camunda:delegateExpression with one of " + beans());
        }
    }

    /** A thrown message is sent by a bean or a worker. */
    private void message(ModelElement definition) {
        String type = definition.extension("type");
        ModelElement event = definition.parent();
        boolean thrown = event != null
                && (event.name().endsWith("ThrowEvent") || event.name().equals("endEvent"));
        if (type != null && !type.equals("external")) {
            findings.error(
                    definition,
                    "camunda:type=\"" + type + "\" is not run here; use camunda:delegateExpression with one of "
                            + beans() + ", or camunda:type=\"external\" for a worker of your own");
        } else if (type != null && blank(definition.extension("topic"))) {
            findings.error(definition, "an external task needs camunda:topic, which its workers ask for");
        } else if (definition.extension("delegateExpression") != null) {
            bean(definition);
        } else if (thrown && type == null && definition.extension("expression") == null) {
            findings.warning(
                    definition,
                    "no message is sent; give it camunda:delegateExpression with one of " + beans()
                            + ", or camunda:type=\"external\"");
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
            findings.error(element, "camunda:delegateExpression is '" + text + "'; it must be one of " + beans());
        } else if (!steps.contains(name)) {
            findings.error(element, "there is no bean '" + name + "'; use one of " + beans());
        }
    }

    private String beans() {
        return StepBeans.listed(steps);
    }

    private void humanTask(ModelElement element) {
        boolean candidates = !blank(element.extension("candidateGroups"))
                || !blank(element.extension("candidateUsers"))
                || !blank(element.extension("assignee"))
                || element.all().anyMatch(inner -> inner.isBpmn("potentialOwner") || inner.isBpmn("humanPerformer"));
        if (!candidates) {
            findings.error(
                    element,
                    "nobody may do this task; give it camunda:candidateGroups, camunda:candidateUsers or"
                            + " camunda:assignee");
        }
        wholeNumber(element, "camunda:priority", element.extension("priority"));
        form(element);
    }

    private void form(ModelElement element) {
        String ref = element.extension("formRef");
        String key = element.extension("formKey");
        if (ref != null) {
            if (!"deployment".equals(element.extension("formRefBinding"))) {
                findings.error(
                        element,
                        "camunda:formRef needs camunda:formRefBinding=\"deployment\", so that a task keeps the form it"
                                + " was made with");
            }
            if (forms.stream().noneMatch(form -> form.id().equals(ref))) {
                findings.error(
                        element, "there is no form '" + ref + "'; put a .form file with this id beside the model");
            }
        } else if (key != null
                && forms.stream().noneMatch(form -> form.file().name().equals(formFile(key)))) {
            findings.error(
                    element,
                    "camunda:formKey is '" + key + "', which is no form here; use camunda:formRef with the id of a"
                            + " .form file");
        }
    }

    /** The file that a {@code camunda:formKey} names; empty if it names something else than a Camunda form. */
    static String formFile(String key) {
        String name = key.startsWith(FORM_KEY) ? key.substring(FORM_KEY.length()) : "";
        return name.startsWith("forms/") ? name.substring("forms/".length()) : name;
    }

    private void call(ModelElement element) {
        String called = element.attribute("calledElement");
        if (blank(called)) {
            if (element.extension("caseRef") == null) {
                findings.error(
                        element, "nothing says which process is called; give it calledElement=\"${repair.process}\"");
            }
        } else if (!ExpressionGrammar.isExpression(String.valueOf(called)) && !knownProcesses.contains(called)) {
            findings.error(element, "there is no process '" + called + "'; deploy it before or with this one");
        }
    }

    private void wholeNumber(ModelElement element, String what, @Nullable String text) {
        if (text != null
                && !ExpressionGrammar.isExpression(text)
                && !WHOLE_NUMBER.matcher(text.strip()).matches()) {
            findings.error(element, what + " is '" + text + "'; write a whole number or ${…}");
        }
    }

    static boolean blank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
