package io.fixpoint.recovery;

import io.agroal.api.AgroalDataSource;
import io.fixpoint.database.DatabaseClock;
import io.fixpoint.node.ThisNode;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.guard.GuardsConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.runtime.Incident;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The workflow engine, in this process and in the transactions of whoever calls it: a row that a caller writes and an
 * instance that it starts are committed together or not at all.
 */
@ApplicationScoped
public class RecoveryEngine {
    private static final Logger LOG = Logger.getLogger(RecoveryEngine.class);

    private final AgroalDataSource dataSource;
    private final TransactionManager transactions;
    private final RecoveryConfig config;
    private final StepBeans beans;
    private final RecoveryListeners listeners;
    private final AutomationSwitch automation;
    private final GuardsConfig guards;
    private final RecoveryQueue queue;
    private final ToldHistory told;
    private final Path dataDir;

    private @Nullable ProcessEngine engine;
    private @Nullable RecoveryJobs jobs;
    private @Nullable NodeLease lease;

    RecoveryEngine(
            AgroalDataSource dataSource,
            TransactionManager transactions,
            RecoveryConfig config,
            StepBeans beans,
            RecoveryListeners listeners,
            AutomationSwitch automation,
            GuardsConfig guards,
            RecoveryQueue queue,
            ToldHistory told,
            @ConfigProperty(name = "fixpoint.data-dir") Path dataDir) {
        this.dataSource = dataSource;
        this.transactions = transactions;
        this.config = config;
        this.beans = beans;
        this.listeners = listeners;
        this.automation = automation;
        this.guards = guards;
        this.queue = queue;
        this.told = told;
        this.dataDir = dataDir;
    }

    /** Brings the engine's tables up to date and starts it. Automated steps wait until {@link #startJobs}. */
    public synchronized void start() {
        if (engine != null) {
            return;
        }
        String life = UUID.randomUUID().toString();
        RecoveryJobs threads = new RecoveryJobs(config.jobs(), transactions, life);
        engine = new EngineConfiguration(
                        dataSource,
                        transactions,
                        config,
                        threads,
                        beans,
                        new RecoveryParsing(listeners),
                        List.of(
                                new StalledRecoveries(Incident.FAILED_JOB_HANDLER_TYPE, listeners),
                                new StalledRecoveries(Incident.EXTERNAL_TASK_HANDLER_TYPE, listeners)),
                        new FailedSteps(guards.askAgain(), listeners::heldBack),
                        told)
                .buildProcessEngine();
        ProcessEngine started = engine;
        QuarkusTransaction.requiringNew().run(() -> listeners.tasks().catchUp(started));
        automation.start();
        jobs = threads;
        lease = new NodeLease(
                dataSource,
                new DatabaseClock(dataSource),
                ThisNode.id(dataDir),
                life,
                config.jobs().lease(),
                threads::held);
        LOG.infof("Recovery engine started; steps that models may name: %s", beans.steps());
    }

    /** Automated steps and timers are carried out from now on, also those that an earlier life of this server had. */
    public synchronized void startJobs() {
        if (jobs == null || lease == null) {
            throw new IllegalStateException("the recovery engine is not started");
        }
        lease.start();
        jobs.start();
        queue.start();
    }

    /** No automated step begins any more; those that run are waited for. */
    public synchronized void stopJobs() {
        queue.stop();
        if (jobs != null) {
            jobs.shutdown();
        }
        if (lease != null) {
            lease.stop();
        }
    }

    /** Stops everything. */
    public synchronized void stop() {
        stopJobs();
        if (engine != null) {
            engine.close();
        }
        engine = null;
        jobs = null;
        lease = null;
    }

    /** Whether the engine is started. */
    public synchronized boolean isRunning() {
        return engine != null;
    }

    /** Whether automated steps are carried out. */
    public synchronized boolean isWorking() {
        return jobs != null && jobs.isActive();
    }

    /** Camunda's engine, for the parts of this package and those below it. */
    public synchronized ProcessEngine engine() {
        if (engine == null) {
            throw new ProblemException(ProblemType.UNAVAILABLE, "The recovery engine is not started yet.");
        }
        return engine;
    }

    ProcessEngineConfigurationImpl configuration() {
        return (ProcessEngineConfigurationImpl) engine().getProcessEngineConfiguration();
    }
}
