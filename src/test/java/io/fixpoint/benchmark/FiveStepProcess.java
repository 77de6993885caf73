package io.fixpoint.benchmark;

import io.fixpoint.rule.RuleFile;

/**
 * What the recoveries are measured with: a fault that is over at once, the incident that it opens, and a process of five
 * automatic steps, each in a transaction of its own, before and after. Three of them call something over HTTP.
 */
final class FiveStepProcess {
    static final String KEY = "five-steps";
    static final String ENDPOINT = "platform";
    private static final int CALLS = 3;

    private FiveStepProcess() {}

    static RuleFile detection() {
        return new RuleFile("detection/benchmark.drl", """
                package detection;
                import io.fixpoint.fact.*;

                rule "In fault" @id("in-fault")
                when
                    $s : Series( metric == "fault", value > 0 )
                then
                    insertLogical( Anomaly.of("in-fault", $s).severity(Severity.MAJOR) );
                end
                """);
    }

    static RuleFile triage() {
        return new RuleFile("triage/benchmark.drl", """
                package triage;
                import io.fixpoint.fact.*;

                rule "A fault opens an incident" @id("open")
                when
                    $a : Anomaly( firing, incident == null )
                then
                    insert( OpenIncident.of($a).correlationKey($a.getService()).process("%s") );
                end
                """.formatted(KEY));
    }

    static String model() {
        StringBuilder tasks = new StringBuilder();
        StringBuilder flows = new StringBuilder();
        String last = "start";
        tasks.append(task("locate", "${locate}", ""));
        tasks.append(task("analyze", "${analyze}", ""));
        for (int call = 1; call <= CALLS; call++) {
            tasks.append(task("call" + call, "${http}", """
                    <camunda:properties><camunda:property name="fixpoint:repeatable" value="true" /></camunda:properties>
                    <camunda:inputOutput>
                      <camunda:inputParameter name="endpoint">%s</camunda:inputParameter>
                      <camunda:inputParameter name="method">POST</camunda:inputParameter>
                      <camunda:inputParameter name="path">call/%d</camunda:inputParameter>
                    </camunda:inputOutput>
                    """.formatted(ENDPOINT, call)));
        }
        for (String next : new String[] {"locate", "analyze", "call1", "call2", "call3", "end"}) {
            flows.append("<bpmn:sequenceFlow id=\"to-%2$s\" sourceRef=\"%1$s\" targetRef=\"%2$s\" />\n"
                    .formatted(last, next));
            last = next;
        }
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
                    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="http://example.org">
                  <bpmn:process id="%s" isExecutable="true" camunda:historyTimeToLive="P30D">
                    <bpmn:startEvent id="start" />
                    %s%s
                    <bpmn:endEvent id="end" />
                  </bpmn:process>
                </bpmn:definitions>
                """.formatted(KEY, tasks, flows);
    }

    private static String task(String id, String bean, String extensions) {
        return """
                <bpmn:serviceTask id="%s" camunda:delegateExpression="%s" camunda:asyncBefore="true" camunda:asyncAfter="true">
                  <bpmn:extensionElements>%s</bpmn:extensionElements>
                </bpmn:serviceTask>
                """.formatted(id, bean, extensions);
    }
}
