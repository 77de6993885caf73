package io.fixpoint.recovery;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParser;
import org.camunda.bpm.engine.impl.jobexecutor.TimerDeclarationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.TimerDeclarationType;
import org.camunda.bpm.engine.impl.jobexecutor.TimerEventJobHandler;
import org.camunda.bpm.engine.impl.jobexecutor.TimerTaskListenerJobHandler;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.task.TaskDefinition;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.impl.util.xml.Namespace;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.xml.sax.helpers.AttributesImpl;
import org.xml.sax.helpers.LocatorImpl;

/**
 * Reads a model, however it came to the engine, but refuses what runs code before the engine looks at any of it: some of
 * the classes that a model can name are instantiated while it is read.
 */
final class CheckedParse extends BpmnParse {
    private static final Set<String> REFUSED_ELEMENTS = Set.of("script", "scriptTask", "connector", "field");
    private static final Set<String> REFUSED_ATTRIBUTES = Set.of(
            "class",
            "resource",
            "variableMappingClass",
            "variableMappingDelegateExpression",
            "formHandlerClass",
            "decisionRef",
            "caseRef");
    private static final Set<String> REFUSED_TYPES = Set.of("mail", "shell");

    CheckedParse(BpmnParser parser) {
        super(parser);
    }

    @Override
    protected void parseRootElement() {
        refuse(rootElement);
        nameFlows(rootElement);
        super.parseRootElement();
    }

    /**
     * Gives each sequence flow an id that has none, which BPMN allows: the server ends steps in transactions of their own,
     * and a flow that is taken later is remembered by its id. The same text gives the same ids.
     */
    private static void nameFlows(Element scope) {
        List<Element> children = scope.elements();
        for (int i = 0; i < children.size(); i++) {
            Element child = children.get(i);
            if (child.getTagName().equals("sequenceFlow") && child.attribute("id") == null) {
                children.set(i, withId(child, child.attribute("sourceRef") + "-flow-" + i));
            }
            nameFlows(children.get(i));
        }
    }

    private static Element withId(Element element, String id) {
        AttributesImpl attributes = new AttributesImpl();
        attributes.addAttribute("", "id", "id", "ID", id);
        for (String key : element.attributes()) {
            int colon = key.lastIndexOf(':');
            String uri = colon < 0 ? "" : key.substring(0, colon);
            String name = key.substring(colon + 1);
            attributes.addAttribute(
                    uri,
                    name,
                    name,
                    "CDATA",
                    uri.isEmpty() ? element.attribute(key) : element.attributeNS(new Namespace(uri), name));
        }
        LocatorImpl place = new LocatorImpl();
        place.setLineNumber(element.getLine());
        place.setColumnNumber(element.getColumn());
        Element copy = new Element(element.getUri(), element.getTagName(), element.getTagName(), attributes, place);
        copy.appendText(element.getText());
        element.elements().forEach(copy::add);
        return copy;
    }

    /** A task that escalates by itself has a timer, as if the author had drawn a listener for it. */
    @Override
    protected void parseTaskListeners(Element task, ActivityImpl activity, TaskDefinition definition) {
        super.parseTaskListeners(task, activity, definition);
        Optional<TaskEscalation.Plan> plan;
        try {
            plan = RecoveryParsing.escalation(task);
        } catch (IllegalArgumentException e) {
            addError(String.valueOf(e.getMessage()), task);
            return;
        }
        plan.ifPresent(to -> {
            activity.setScope(true);
            activity.setEventScope(activity);
            TimerDeclarationImpl timer = new TimerDeclarationImpl(
                    expressionManager.createExpression(to.cycle()),
                    TimerDeclarationType.CYCLE,
                    TimerTaskListenerJobHandler.TYPE);
            timer.setRawJobHandlerConfiguration(activity.getId()
                    + TimerEventJobHandler.JOB_HANDLER_CONFIG_PROPERTY_DELIMITER
                    + TimerEventJobHandler.JOB_HANDLER_CONFIG_TASK_LISTENER_PREFIX
                    + TaskEscalation.TIMER);
            timer.setExclusive(true);
            timer.setActivity(activity);
            timer.setJobConfiguration(TimerDeclarationType.CYCLE + ": " + to.cycle());
            addJobDeclarationToProcessDefinition(timer, (ProcessDefinition) activity.getProcessDefinition());
            addTimerListenerDeclaration(TaskEscalation.TIMER, activity, timer);
        });
    }

    private static void refuse(Element element) {
        if (REFUSED_ELEMENTS.contains(element.getTagName())) {
            throw refused(element, "the element '" + element.getTagName() + "'");
        }
        for (String attribute : REFUSED_ATTRIBUTES) {
            if (element.attributeNS(BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS, attribute) != null
                    || (inExtensions(element) && element.attribute(attribute) != null)) {
                throw refused(element, "the attribute '" + attribute + "'");
            }
        }
        String type = element.attributeNS(BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS, "type");
        if (type != null && REFUSED_TYPES.contains(type.toLowerCase(Locale.ROOT))) {
            throw refused(element, "camunda:type=\"" + type + "\"");
        }
        if ("constraint".equals(element.getTagName()) && "validator".equals(element.attribute("name"))) {
            throw refused(element, "a validator of a form field");
        }
        element.elements().forEach(CheckedParse::refuse);
    }

    private static boolean inExtensions(Element element) {
        return BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS.getNamespaceUri().equals(element.getUri())
                || BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS.getAlternativeUri().equals(element.getUri());
    }

    private static ProcessEngineException refused(Element element, String what) {
        return new ProcessEngineException(
                "Model refused at line " + element.getLine() + ": " + what + " runs code, and code is not run here");
    }
}
