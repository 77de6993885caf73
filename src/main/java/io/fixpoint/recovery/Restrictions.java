package io.fixpoint.recovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.camunda.bpm.engine.ArtifactFactory;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.DefaultFailedJobParseListener;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.impl.variable.serializer.JavaObjectSerializer;
import org.camunda.bpm.engine.impl.variable.serializer.VariableSerializers;

/**
 * What every engine of ours refuses, whether it serves or simulates: anything that executes an author's code (scripts,
 * classes, free expressions, Java-serialized variables), decision tables and cases, and models that were not checked.
 */
final class Restrictions {
    private Restrictions() {}

    /**
     * Puts an engine that is not built yet under the restrictions.
     *
     * @param beans what expressions may name, besides variables
     * @param steps those of the beans that a model may name as automated steps
     * @param parsing what the server adds to each model
     */
    static void put(
            ProcessEngineConfigurationImpl configuration,
            Map<Object, Object> beans,
            Supplier<Set<String>> steps,
            BpmnParseListener parsing) {
        configuration.setBeans(beans);
        configuration.setExpressionManager(new CheckedExpressions(beans));
        configuration.setEnableExpressionsInAdhocQueries(false);
        configuration.setEnableExpressionsInStoredQueries(false);
        configuration.setScriptFactory(new RefusedScripts());
        configuration.setScriptEngineResolver(new RefusedScripts.NoEngines());
        configuration.setArtifactFactory(new NoClasses());
        configuration.setBpmnParseFactory(CheckedParse::new);
        configuration.setEnableXxeProcessing(false);
        configuration.setCmmnEnabled(false);
        configuration.setDmnEnabled(false);
        configuration.setCustomPreDeployers(List.of(new CheckedDeployments(steps)));
        // The engine adds one of its own to the list.
        configuration.setCustomPostBPMNParseListeners(new ArrayList<>(List.of(parsing)));

        configuration.setJavaSerializationFormatEnabled(false);
        configuration.setDefaultSerializationFormat("application/json");
        // What expressions and steps read cannot be changed in place, so nothing needs to be compared at each flush.
        configuration.setImplicitVariableUpdateDetectionEnabled(false);
    }

    /** A value that is neither plain nor JSON is an error when it is set, not bytes that name classes. */
    static void put(VariableSerializers serializers) {
        serializers.addSerializer(new JsonVariables(), 0);
        serializers.getSerializers().stream()
                .filter(JavaObjectSerializer.class::isInstance)
                .toList()
                .forEach(serializers::removeSerializer);
    }

    /** Lets the engine read retry times where its own reader fails; called after the engine has added that one. */
    static void putRetryTimes(ProcessEngineConfigurationImpl configuration) {
        configuration
                .getCustomPostBPMNParseListeners()
                .replaceAll(
                        listener -> listener instanceof DefaultFailedJobParseListener ? new RetryTimes() : listener);
    }

    /** What compensates a multi-instance activity is in its body, yet is no multi-instance activity itself. */
    private static final class RetryTimes extends DefaultFailedJobParseListener {
        @Override
        protected void parseActivity(Element element, ActivityImpl activity) {
            if (element.element(MULTI_INSTANCE_LOOP_CHARACTERISTICS) == null && isAsync(activity)) {
                setFailedJobRetryTimeCycleValue(element, activity);
            } else {
                super.parseActivity(element, activity);
            }
        }
    }

    /** A model names beans, never classes. */
    private static final class NoClasses implements ArtifactFactory {
        @Override
        public <T> T getArtifact(Class<T> type) {
            throw new ProcessEngineException("Class refused (" + type.getName()
                    + "): a model names one of the built-in beans, with camunda:delegateExpression");
        }
    }
}
