package io.fixpoint.recovery;

import jakarta.transaction.TransactionManager;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.JakartaTransactionProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.incident.IncidentHandler;
import org.camunda.bpm.engine.impl.interceptor.CommandContextInterceptor;
import org.camunda.bpm.engine.impl.interceptor.CommandCounterInterceptor;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.interceptor.JakartaTransactionInterceptor;
import org.camunda.bpm.engine.impl.interceptor.LogInterceptor;
import org.camunda.bpm.engine.impl.jobexecutor.FailedJobCommandFactory;
import org.camunda.bpm.engine.impl.persistence.StrongUuidGenerator;
import org.camunda.bpm.engine.impl.variable.serializer.JavaObjectSerializer;

/**
 * The engine as we run it: in the server's transactions, with history, without anything that executes an author's code
 * (no scripts, no classes, no Java-serialized variables, no decision tables, no cases).
 */
final class EngineConfiguration extends JakartaTransactionProcessEngineConfiguration {

    EngineConfiguration(
            DataSource dataSource,
            TransactionManager transactions,
            RecoveryConfig config,
            RecoveryJobs jobs,
            StepBeans beans,
            BpmnParseListener parsing,
            IncidentHandler stalled,
            FailedJobCommandFactory failed) {
        setProcessEngineName("fixpoint");
        setDataSource(dataSource);
        setTransactionManager(transactions);
        setTransactionsExternallyManaged(true);
        setDatabaseSchemaUpdate(ProcessEngineConfiguration.DB_SCHEMA_UPDATE_TRUE);
        setIdGenerator(new StrongUuidGenerator());
        setClassLoader(Thread.currentThread().getContextClassLoader());

        setHistory(ProcessEngineConfiguration.HISTORY_FULL);
        setHistoryTimeToLive("P" + config.history().days() + "D");
        setHistoryCleanupBatchWindowStartTime(config.history().cleanupFrom());
        setHistoryCleanupBatchWindowEndTime(config.history().cleanupUntil());

        setJobExecutor(jobs);
        setJobExecutorActivate(false);
        setDefaultNumberOfRetries(config.jobs().tries());
        setFailedJobRetryTimeCycle(
                "R" + config.jobs().tries() + "/" + config.jobs().retryAfter());
        setFailedJobCommandFactory(failed);
        setCustomIncidentHandlers(List.of(stalled));

        setBeans(beans.asMap());
        setExpressionManager(new CheckedExpressions(beans.asMap()));
        setEnableExpressionsInAdhocQueries(false);
        setEnableExpressionsInStoredQueries(false);
        setScriptFactory(new RefusedScripts());
        setScriptEngineResolver(new RefusedScripts.NoEngines());
        setArtifactFactory(new NoClasses());
        setBpmnParseFactory(CheckedParse::new);
        setEnableXxeProcessing(false);
        setCmmnEnabled(false);
        setDmnEnabled(false);

        setJavaSerializationFormatEnabled(false);
        setDefaultSerializationFormat("application/json");
        // What expressions and steps read cannot be changed in place, so nothing needs to be compared at each flush.
        setImplicitVariableUpdateDetectionEnabled(false);

        // The engine adds one of its own to the list.
        setCustomPostBPMNParseListeners(new ArrayList<>(List.of(parsing)));
        setAuthorizationEnabled(false);
        setMetricsEnabled(false);
        setDbMetricsReporterActivate(false);
        setTaskMetricsEnabled(false);
    }

    /** The schema step needs a transaction of its own, or H2 and PostgreSQL refuse to enlist late. */
    @Override
    protected void initCommandExecutorDbSchemaOperations() {
        List<CommandInterceptor> chain = new ArrayList<>();
        chain.add(new LogInterceptor());
        chain.add(new CommandCounterInterceptor(this));
        chain.add(new JakartaTransactionInterceptor(transactionManager, true, this));
        initDbSchemaOperationsCommandContextFactory();
        chain.add(new CommandContextInterceptor(getDbSchemaOperationsCommandContextFactory(), this));
        chain.add(actualCommandExecutor);
        commandExecutorSchemaOperations = initInterceptorChain(chain);
    }

    @Override
    protected void initSerialization() {
        super.initSerialization();
        variableSerializers.addSerializer(new JsonVariables(), 0);
        // A value that is neither plain nor JSON is an error when it is set, not bytes that name classes.
        variableSerializers.getSerializers().stream()
                .filter(JavaObjectSerializer.class::isInstance)
                .toList()
                .forEach(variableSerializers::removeSerializer);
    }

    /** A model names beans, never classes. */
    private static final class NoClasses implements org.camunda.bpm.engine.ArtifactFactory {
        @Override
        public <T> T getArtifact(Class<T> type) {
            throw new ProcessEngineException("Class refused (" + type.getName()
                    + "): a model names one of the built-in beans, with camunda:delegateExpression");
        }
    }
}
