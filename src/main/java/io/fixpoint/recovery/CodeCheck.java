package io.fixpoint.recovery;

import java.util.Set;

/** What would run code that is not the server's, wherever in a model it stands. */
final class CodeCheck {
    /** Attributes that name a class, which the engine would make an object of. */
    static final Set<String> CLASSES = Set.of(
            "class",
            "variableMappingClass",
            "variableMappingDelegateExpression",
            "formHandlerClass",
            "taskListenerClass");

    private static final Set<String> TYPES_WITH_LANGUAGE = Set.of("scriptTask", "script");

    private final ModelFindings findings;
    private final Set<String> steps;

    CodeCheck(ModelFindings findings, Set<String> steps) {
        this.findings = findings;
        this.steps = steps;
    }

    void check(ModelElement element) {
        foreign(element);
        expressions(element);
        if (TYPES_WITH_LANGUAGE.contains(element.name())) {
            // The script of a script task is told once, with its task.
            if (!element.isBpmn("script")) {
                findings.error(element, "it is a script; " + RefusedScripts.REASON);
            }
            return;
        }
        if (element.isExtension()) {
            extension(element);
        }
        for (ModelElement.Attribute attribute : element.attributes()) {
            attribute(element, attribute);
        }
    }

    /** The engine looks at names only: an element of another namespace would be carried out, and not be checked. */
    private void foreign(ModelElement element) {
        boolean inside = element.parent() != null
                && !element.isBpmn()
                && !element.isDiagram()
                && element.ancestors().noneMatch(CodeCheck::holdsForeignElements);
        if (inside) {
            findings.error(
                    element,
                    "the element '" + element.name() + "' is not of BPMN 2.0 but of '" + element.namespace()
                            + "'; what other tools add belongs into extensionElements");
        }
    }

    private static boolean holdsForeignElements(ModelElement element) {
        return element.isDiagram()
                || (element.isBpmn()
                        && Set.of("extensionElements", "documentation", "text", "dataState")
                                .contains(element.name()));
    }

    private void extension(ModelElement element) {
        switch (element.name()) {
            case "connector" ->
                findings.error(
                        element, "connectors are not run here; use the built-in bean ${http} with input parameters");
            case "field" ->
                findings.error(element, "a field would change the bean for everybody; use input parameters instead");
            case "validator" -> findings.error(element, "a validator runs code; state the rule in the form");
            case "constraint" -> {
                if ("validator".equals(element.attribute("name"))) {
                    findings.error(element, "a validator runs code; state the rule in the form");
                }
            }
            case "formData" ->
                findings.warning(
                        element, "this form is not shown; draw a Camunda form and name it with camunda:formRef");
            case "executionListener", "taskListener" -> listener(element);
            default -> {}
        }
    }

    private void listener(ModelElement element) {
        String bean = element.attribute("delegateExpression");
        if (bean == null) {
            return;
        }
        String name = ExpressionGrammar.soleName(bean).orElse("");
        if (!element.name().equals("executionListener") || !StepBeans.LISTENERS.contains(name)) {
            findings.error(
                    element,
                    "a listener cannot run '" + bean + "'; draw a service task for it (a listener on a flow may be one"
                            + " of " + StepBeans.listed(StepBeans.LISTENERS) + ")");
        }
    }

    private void attribute(ModelElement element, ModelElement.Attribute attribute) {
        String name = attribute.name();
        boolean extension = attribute.isExtension()
                || (element.isExtension() && attribute.namespace().isEmpty());
        if (extension && CLASSES.contains(name)) {
            findings.error(
                    element,
                    "camunda:" + name + " runs a class; use camunda:delegateExpression with one of "
                            + StepBeans.listed(steps));
        } else if (extension && name.equals("resource")) {
            findings.error(element, "camunda:resource names a script; " + RefusedScripts.REASON);
        } else if (extension && (name.equals("decisionRef") || name.equals("caseRef"))) {
            findings.error(element, "DMN and CMMN are not run here; write a rule in rules/analysis instead");
        } else if (name.equals("language") && element.isBpmn()) {
            findings.error(
                    element,
                    "an expression in the language '" + attribute.value()
                            + "' is a script; take the language away and write ${…} only");
        } else if (name.equals("scriptFormat")) {
            findings.error(element, "scriptFormat says that it is a script; " + RefusedScripts.REASON);
        }
    }

    private void expressions(ModelElement element) {
        for (ModelElement.Attribute attribute : element.attributes()) {
            expression(element, attribute.name(), attribute.value());
        }
        if (!element.text().isEmpty()) {
            expression(element, element.name(), element.text());
        }
    }

    private void expression(ModelElement element, String where, String text) {
        if (!ExpressionGrammar.isExpression(text)) {
            return;
        }
        ExpressionGrammar.problem(text)
                .ifPresentOrElse(
                        problem -> findings.error(
                                element, "the expression in '" + where + "' is refused: " + problem + remedy(text)),
                        () -> values(element, where, text));
    }

    /** A spelling that the Modeler's users know, and what it is here. */
    private static String remedy(String text) {
        if (text.contains("execution.processBusinessKey")) {
            return ". The server passes the business key on by itself: leave this out";
        }
        return "";
    }

    /** A step or a listener is something to run: where a value is expected there is none. */
    private void values(ModelElement element, String where, String text) {
        if (where.equals("delegateExpression") || where.equals("documentation")) {
            return;
        }
        for (String name : ExpressionGrammar.names(text)) {
            if (steps.contains(name) || StepBeans.LISTENERS.contains(name)) {
                findings.error(
                        element,
                        "the expression in '" + where + "' is refused: '" + name + "' is a step and has no value;"
                                + " run it by camunda:delegateExpression=\"${" + name + "}\", or name a variable");
                return;
            }
        }
    }
}
