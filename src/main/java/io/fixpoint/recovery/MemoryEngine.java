package io.fixpoint.recovery;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.persistence.StrongUuidGenerator;

/**
 * An engine of its own in memory, under the same {@link Restrictions} as the one that serves. No job of it runs by
 * itself; what it knew is gone when it is closed.
 */
final class MemoryEngine extends StandaloneInMemProcessEngineConfiguration {

    MemoryEngine(Map<Object, Object> beans, Set<String> steps, BpmnParseListener parsing) {
        String name = "memory-" + UUID.randomUUID();
        setProcessEngineName(name);
        setJdbcUrl("jdbc:h2:mem:" + name);
        setDatabaseSchemaUpdate(ProcessEngineConfiguration.DB_SCHEMA_UPDATE_CREATE_DROP);
        setIdGenerator(new StrongUuidGenerator());
        setClassLoader(MemoryEngine.class.getClassLoader());
        setHistory(ProcessEngineConfiguration.HISTORY_FULL);
        // Nothing is cleaned up here; a shorter time than a model states would be warned of.
        setHistoryTimeToLive("P36500D");
        setJobExecutorActivate(false);
        setFailedJobCommandFactory(new FailedSteps(Duration.ofSeconds(5), (execution, reason) -> {}));
        setDefaultNumberOfRetries(3);
        Restrictions.put(this, beans, () -> steps, parsing);
        setAuthorizationEnabled(false);
        setMetricsEnabled(false);
        setDbMetricsReporterActivate(false);
        setTaskMetricsEnabled(false);
    }

    @Override
    protected void initSerialization() {
        super.initSerialization();
        Restrictions.put(variableSerializers);
    }

    @Override
    protected void initFailedJobCommandFactory() {
        super.initFailedJobCommandFactory();
        Restrictions.putRetryTimes(this);
    }
}
