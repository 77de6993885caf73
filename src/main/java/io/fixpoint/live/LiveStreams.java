package io.fixpoint.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.access.Login;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The readers who follow what changes, and the thread that tells them. */
@Startup
@ApplicationScoped
class LiveStreams {
    private static final Logger LOG = Logger.getLogger(LiveStreams.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

    private final LiveEvents events;
    private final LiveConfig config;
    private final ObjectMapper json;
    private final Set<LiveStream> streams = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService teller;

    @Inject
    LiveStreams(LiveChanges changes, LiveConfig config, ObjectMapper json) {
        this.events = changes.events();
        this.config = config;
        this.json = json;
        this.teller = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "fixpoint-live");
            thread.setDaemon(true);
            return thread;
        });
    }

    @PostConstruct
    void start() {
        every(config.every(), this::tell);
        every(config.alive(), this::lookAtLogins);
    }

    void stop(@Observes ShutdownEvent shutdown) {
        teller.shutdownNow();
        streams.forEach(LiveStream::close);
    }

    private void every(Duration time, Runnable work) {
        long millis = Math.max(1, time.toMillis());
        ScheduledFuture<?> unused = teller.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        LOG.warnf(e, "Those who follow what changes could not be told; it is tried again.");
                    }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
    }

    /**
     * Opens a stream.
     *
     * @throws ProblemException if there are too many
     */
    void open(SseEventSink sink, Sse sse, Login login, @Nullable String lastId) {
        streams.removeIf(LiveStream::isClosed);
        long own = streams.stream()
                .filter(other -> other.login().name().equals(login.name()))
                .count();
        if (own >= config.mostStreamsPerPerson()) {
            throw tooMany("You follow " + own + " streams already", "fixpoint.live.most-streams-per-person");
        }
        if (streams.size() >= config.mostStreams()) {
            throw tooMany(streams.size() + " streams are followed already", "fixpoint.live.most-streams");
        }
        LiveStream stream = new LiveStream(sink, sse, login, events, json, lastId);
        streams.add(stream);
        stream.greet();
    }

    private static ProblemException tooMany(String what, String key) {
        return new ProblemException(ProblemType.TOO_MANY_REQUESTS, what + "; close some, or raise " + key + ".")
                .retryAfter(TRY_AGAIN);
    }

    private void tell() {
        if (events.gather()) {
            streams.forEach(LiveStream::tell);
        }
    }

    private void lookAtLogins() {
        streams.removeIf(LiveStream::isClosed);
        for (LiveStream stream : streams) {
            if (stream.login().holds()) {
                stream.alive(config.alive().toNanos());
            } else {
                stream.close();
            }
        }
    }
}
