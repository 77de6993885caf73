package io.fixpoint.cli;

import io.fixpoint.access.Users;
import io.fixpoint.database.Database;
import io.fixpoint.detection.Detection;
import io.fixpoint.incident.ResultKeeper;
import io.fixpoint.intake.SeriesRegister;
import io.fixpoint.node.Leadership;
import io.fixpoint.node.SharedStates;
import io.fixpoint.notification.Deliveries;
import io.fixpoint.observation.SelfObservation;
import io.fixpoint.recovery.ProcessFolder;
import io.fixpoint.recovery.RecoveryEngine;
import io.fixpoint.replay.ReplayJobs;
import io.fixpoint.replay.Shadow;
import io.fixpoint.rule.RuleFolderWatch;
import io.fixpoint.rule.RuleReleases;
import io.fixpoint.topology.TopologyStore;
import io.fixpoint.triage.Triage;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts the parts of the server, each after those it needs, and stops them in reverse. If one does not start, those
 * before it are stopped and the server ends with a message that says what and why.
 */
@ApplicationScoped
public class ServerLifecycle {
    private static final Logger LOG = Logger.getLogger(ServerLifecycle.class);

    private final Path dataDir;
    private final Detection detection;
    private final List<Part> parts;
    private final Deque<Part> started = new ArrayDeque<>();
    private volatile @Nullable String starting = "the server";

    /** Something that is started and stopped. */
    private record Part(String name, Runnable start, Runnable stop) {
        Part(String name, Runnable start) {
            this(name, start, () -> {});
        }
    }

    @Inject
    ServerLifecycle(
            @ConfigProperty(name = "fixpoint.data-dir") Path dataDir,
            ConfigKeys keys,
            Database database,
            Leadership lead,
            SharedStates shared,
            Users users,
            RecoveryEngine engine,
            ProcessFolder processes,
            RuleReleases releases,
            RuleFolderWatch watch,
            TopologyStore topology,
            Detection detection,
            Triage triage,
            Deliveries deliveries,
            ResultKeeper results,
            ReplayJobs replays,
            SeriesRegister register,
            SelfObservation observation,
            Shadow shadow) {
        this.dataDir = dataDir;
        this.detection = detection;
        this.parts = List.of(
                new Part("with these settings", keys::check),
                new Part("the database", database::start),
                new Part("the users", users::start),
                new Part("the workflow engine", engine::start, engine::stop),
                new Part("the processes", processes::deploy),
                new Part("the rules", releases::start),
                new Part("the watch of the rules folder", watch::start, watch::stop),
                new Part("the topology", topology::start),
                new Part("with what servers share", database::letOthersStart, database::stop),
                new Part("the lead", lead::start, lead::stop),
                new Part("the watch of what servers share", shared::start, shared::stop),
                new Part(
                        "detection",
                        () -> {
                            detection.start();
                            detection.whenReady(series -> register.known(
                                    series.getService(), series.getInstance(), series.getMetric(), series.getLabels()));
                        },
                        detection::stop),
                new Part("triage", triage::start, triage::stop),
                new Part("the steps of recoveries", engine::startJobs, engine::stopJobs),
                new Part("the results of recoveries", results::start, results::stop),
                new Part("notification", deliveries::start, deliveries::stop),
                new Part("replays", replays::start, replays::stop),
                new Part("the shadow", shadow::start, shadow::stop),
                new Part("the watch of its own figures", observation::start, observation::stop));
    }

    void start(@Observes StartupEvent event) {
        for (Part part : parts) {
            starting = part.name();
            long from = System.nanoTime();
            started.push(part);
            try {
                part.start().run();
            } catch (RuntimeException e) {
                stop();
                throw StartFailure.of(part.name(), e);
            }
            LOG.debugf("Started %s in %d ms.", part.name(), (System.nanoTime() - from) / 1_000_000);
        }
        starting = null;
    }

    void listening(@ObservesAsync HttpServerStart event, HttpServer server) {
        LOG.infof(
                "Fixpoint %s is ready after %.1f s: %s, data in %s",
                Version.text(),
                ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0,
                server.getLocalBaseUri(),
                dataDir);
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    /** What is not ready yet; null when all is. */
    @Nullable
    String waitingFor() {
        if (starting != null) {
            return starting;
        }
        return detection.ready() ? null : "the rules' memory, which is being rebuilt";
    }

    private void stop() {
        starting = "nothing: the server stops";
        while (!started.isEmpty()) {
            Part part = started.pop();
            try {
                part.stop().run();
            } catch (RuntimeException e) {
                LOG.errorf(e, "%s did not stop cleanly.", part.name());
            }
        }
    }
}
