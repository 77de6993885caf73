package io.fixpoint.recovery;

import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.jobexecutor.ExecuteJobHelper;
import org.camunda.bpm.engine.impl.jobexecutor.ThreadPoolJobExecutor;
import org.jboss.logging.Logger;

/** The threads that carry out automated steps and timers of recoveries. */
final class RecoveryJobs extends ThreadPoolJobExecutor {
    private static final Logger LOG = Logger.getLogger(RecoveryJobs.class);
    /** How long a stop waits for steps that are being carried out. */
    private static final Duration STOP_WAIT = Duration.ofSeconds(20);

    private final RecoveryConfig.Jobs config;
    private final TransactionManager transactions;
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

    static {
        ExecuteJobHelper.ExceptionLoggingHandler usual = ExecuteJobHelper.LOGGING_HANDLER;
        // That a step waits is told once, to its incident, however often it asks.
        ExecuteJobHelper.LOGGING_HANDLER = (job, failure) -> {
            if (!FailedSteps.isHeldBack(failure)) {
                usual.exceptionWhileExecutingJob(job, failure);
            }
        };
    }

    RecoveryJobs(RecoveryConfig.Jobs config, TransactionManager transactions, String life) {
        this.config = config;
        this.transactions = transactions;
        setLockOwner(life);
        setLockTimeInMillis(Math.toIntExact(config.atMost().toMillis()));
        setMaxJobsPerAcquisition(Math.max(3, config.threads()));
        setWaitTimeInMillis(Math.max(1, Math.toIntExact(config.poll().toMillis() / 4)));
        setMaxWait(config.poll().toMillis());
        setBackoffTimeInMillis(20);
        setMaxBackoff(config.poll().toMillis());
    }

    /** The jobs that wait for a thread of this server or run on one. */
    Set<String> held() {
        return Set.copyOf(held);
    }

    @Override
    public Runnable getExecuteJobsRunnable(List<String> jobIds, ProcessEngineImpl processEngine) {
        Runnable work = super.getExecuteJobsRunnable(jobIds, processEngine);
        held.addAll(jobIds);
        return () -> {
            try {
                work.run();
            } finally {
                jobIds.forEach(held::remove);
            }
        };
    }

    @Override
    protected void startExecutingJobs() {
        AtomicInteger count = new AtomicInteger();
        threadPoolExecutor = new ThreadPoolExecutor(
                config.threads(),
                config.threads(),
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(config.queue()),
                task -> daemon(task, "fixpoint-recovery-" + count.incrementAndGet()));
        super.startExecutingJobs();
    }

    @Override
    protected void startJobAcquisitionThread() {
        if (jobAcquisitionThread == null) {
            jobAcquisitionThread = daemon(acquireJobsRunnable, "fixpoint-recovery-jobs");
            jobAcquisitionThread.start();
        }
    }

    @Override
    protected void stopExecutingJobs() {
        super.stopExecutingJobs();
        threadPoolExecutor.shutdown();
        try {
            if (!threadPoolExecutor.awaitTermination(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warnf("A recovery step is still running after %s; it is interrupted", STOP_WAIT);
                threadPoolExecutor.shutdownNow();
            }
        } catch (InterruptedException e) {
            threadPoolExecutor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(() -> runWithTimeout(task), name);
        thread.setDaemon(true);
        thread.setContextClassLoader(classLoader);
        return thread;
    }

    /** A step's transaction may take as long as the step: the usual minute would roll back a slow action that worked. */
    private void runWithTimeout(Runnable task) {
        try {
            transactions.setTransactionTimeout(Math.toIntExact(config.atMost().toSeconds()));
        } catch (SystemException e) {
            LOG.warn("The transaction timeout of a recovery thread cannot be set; slow actions may be rolled back", e);
        }
        task.run();
    }
}
