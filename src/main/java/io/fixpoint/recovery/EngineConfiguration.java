package io.fixpoint.recovery;

import jakarta.transaction.TransactionManager;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.JakartaTransactionProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;
import org.camunda.bpm.engine.impl.incident.IncidentHandler;
import org.camunda.bpm.engine.impl.interceptor.CommandContextInterceptor;
import org.camunda.bpm.engine.impl.interceptor.CommandCounterInterceptor;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.interceptor.JakartaTransactionInterceptor;
import org.camunda.bpm.engine.impl.interceptor.LogInterceptor;
import org.camunda.bpm.engine.impl.jobexecutor.FailedJobCommandFactory;
import org.camunda.bpm.engine.impl.persistence.StrongUuidGenerator;

/**
 * The engine as we run it: in the server's transactions, with history, under the {@link Restrictions} that hold for what
 * authors write.
 */
final class EngineConfiguration extends JakartaTransactionProcessEngineConfiguration {

    EngineConfiguration(
            DataSource dataSource,
            TransactionManager transactions,
            RecoveryConfig config,
            RecoveryJobs jobs,
            StepBeans beans,
            BpmnParseListener parsing,
            List<IncidentHandler> stalled,
            FailedJobCommandFactory failed,
            HistoryEventHandler told) {
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
        setCustomIncidentHandlers(stalled);
        setCustomHistoryEventHandlers(List.of(told));

        Restrictions.put(this, beans.asMap(), beans::steps, parsing);
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
        Restrictions.put(variableSerializers);
    }

    @Override
    protected void initFailedJobCommandFactory() {
        super.initFailedJobCommandFactory();
        Restrictions.putRetryTimes(this);
    }
}
