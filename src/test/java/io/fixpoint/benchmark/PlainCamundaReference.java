package io.fixpoint.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.jobexecutor.DefaultJobExecutor;

/**
 * The same model on an engine of Camunda as its manual sets it up, in this process: same kind of database, same history,
 * as many threads. Its steps do nothing, but for the calls over HTTP.
 */
final class PlainCamundaReference implements AutoCloseable {
    private static final int POOL = 24;

    private final ProcessEngine engine;
    private final URI platform;
    private final HttpClient client = HttpClient.newHttpClient();
    private final int threads;

    PlainCamundaReference(MeasuredDatabase database, URI platform, int threads) {
        this.platform = platform;
        this.threads = threads;
        DefaultJobExecutor jobs = new DefaultJobExecutor();
        jobs.setCorePoolSize(threads);
        jobs.setMaxPoolSize(threads);
        jobs.setMaxJobsPerAcquisition(threads);
        jobs.setWaitTimeInMillis(100);
        jobs.setMaxWait(500);
        StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
        configuration.setJdbcUrl(database.url());
        configuration.setJdbcUsername(database.user());
        configuration.setJdbcPassword(database.password());
        configuration.setJdbcDriver(database.driver());
        configuration.setJdbcMaxActiveConnections(POOL);
        configuration.setJdbcMaxIdleConnections(POOL);
        configuration.setDatabaseSchemaUpdate(ProcessEngineConfiguration.DB_SCHEMA_UPDATE_TRUE);
        configuration.setHistory(ProcessEngineConfiguration.HISTORY_FULL);
        configuration.setJobExecutor(jobs);
        configuration.setJobExecutorActivate(true);
        configuration.setMetricsEnabled(false);
        configuration.setDbMetricsReporterActivate(false);
        configuration.setTaskMetricsEnabled(false);
        configuration.setEnforceHistoryTimeToLive(false);
        Map<Object, Object> beans = new HashMap<>();
        beans.put("locate", (JavaDelegate) execution -> {});
        beans.put("analyze", (JavaDelegate) execution -> {});
        beans.put("http", (JavaDelegate) this::call);
        configuration.setBeans(beans);
        this.engine = configuration.buildProcessEngine();
        engine.getRepositoryService()
                .createDeployment()
                .addString(FiveStepProcess.KEY + ".bpmn", FiveStepProcess.model())
                .deploy();
    }

    private void call(DelegateExecution execution) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(platform.resolve((String) execution.getVariable("path")))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException("HTTP " + response.statusCode());
        }
    }

    /** Instances completed a second, from the first start to the last end. */
    double perSecond(int instances) throws InterruptedException {
        long before = finished();
        long from = System.nanoTime();
        ExecutorService starters = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> started = new java.util.ArrayList<>();
            for (int i = 0; i < instances; i++) {
                String key = "service-" + i;
                started.add(starters.submit(
                        () -> engine.getRuntimeService().startProcessInstanceByKey(FiveStepProcess.KEY, key)));
            }
            for (Future<?> one : started) {
                Object unused = one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("An instance was not started", e.getCause());
        } finally {
            starters.shutdownNow();
        }
        while (finished() - before < instances) {
            Thread.sleep(50);
        }
        return instances / ((System.nanoTime() - from) / 1e9);
    }

    private long finished() {
        return engine.getHistoryService()
                .createHistoricProcessInstanceQuery()
                .finished()
                .count();
    }

    @Override
    public void close() {
        engine.close();
    }
}
