package io.fixpoint.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.incident.Announcement;
import io.fixpoint.incident.IncidentSuppressed;
import io.fixpoint.incident.SuppressedIncidents;
import io.fixpoint.node.Lead;
import io.fixpoint.notification.DeliveryEntity.State;
import io.fixpoint.outbound.NoAnswerException;
import io.fixpoint.outbound.NotSentException;
import io.fixpoint.outbound.OutboundClient;
import io.fixpoint.outbound.OutboundRequest;
import io.fixpoint.outbound.OutboundRequest.Part;
import io.fixpoint.outbound.OutboundResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells people: writes a delivery in the transaction in which something happened, sends it after the commit, and tries
 * again until it is taken or given up. A message may arrive twice after a crash, but none is lost.
 */
@ApplicationScoped
public class Deliveries {
    private static final Logger LOG = Logger.getLogger(Deliveries.class);
    private static final String WEBHOOK = "webhook";
    private static final int BATCH = 20;
    private static final int ERROR_LENGTH = 1000;

    /**
     * Why a message was not taken.
     *
     * @param pause how long the receiver wants to be left alone
     */
    private record Refusal(String error, Duration pause) {}

    private final DeliveryStore store;
    private final SuppressedIncidents suppressed;
    private final NotificationConfig config;
    private final OutboundClient client;
    private final Lead lead;
    private final ObjectMapper json;
    private final BlockingQueue<Boolean> signal = new ArrayBlockingQueue<>(1);
    private volatile @Nullable Thread thread;
    private volatile boolean stopped = true;

    @Inject
    Deliveries(
            DeliveryStore store,
            SuppressedIncidents suppressed,
            NotificationConfig config,
            OutboundClient client,
            Lead lead,
            ObjectMapper json) {
        this.lead = lead;
        this.store = store;
        this.suppressed = suppressed;
        this.config = config;
        this.client = client;
        this.json = json;
    }

    /** Begins to send. */
    public void start() {
        if (config.webhook().isEmpty()) {
            LOG.info("Nobody is told of incidents: fixpoint.notify.webhook is not set.");
            return;
        }
        URI webhook = config.webhook().get();
        if (webhook.getHost() == null || !("http".equals(webhook.getScheme()) || "https".equals(webhook.getScheme()))) {
            throw new IllegalStateException("fixpoint.notify.webhook must be an http or https address with a host.");
        }
        stopped = false;
        Thread started = new Thread(() -> run(webhook), "fixpoint-notification");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** Ends after the attempt that is under way. */
    public void stop() {
        stopped = true;
        wake();
        Thread ending = thread;
        if (ending != null) {
            try {
                ending.join(config.timeout().plusSeconds(2).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        thread = null;
    }

    /** Writes the delivery, in the transaction of what is announced. */
    void announced(@Observes Announcement announcement) {
        if (config.webhook().isEmpty()) {
            return;
        }
        Instant now = store.now();
        DeliveryEntity delivery = new DeliveryEntity();
        delivery.id = UUID.randomUUID().toString();
        delivery.channel = WEBHOOK;
        delivery.kind = announcement.kind();
        delivery.incident = announcement.incidentId();
        delivery.summary = announcement.summary();
        delivery.payload = payload(WebhookMessage.of(announcement, now, config.externalUrl()));
        delivery.state = announcement.incidentId() != null && suppressed.contains(announcement.incidentId())
                ? State.HELD
                : State.PENDING;
        delivery.createdAt = now;
        delivery.nextAt = now.plus(config.waitFor());
        store.add(delivery);
    }

    private String payload(WebhookMessage message) {
        try {
            return json.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    void suppressed(@Observes IncidentSuppressed change) {
        if (change.suppressed()) {
            store.turn(change.incidentId(), State.PENDING, State.HELD);
        } else {
            store.turn(change.incidentId(), State.HELD, State.PENDING);
        }
    }

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) Announcement announcement) {
        wake();
    }

    private void wake() {
        boolean ignored = signal.offer(Boolean.TRUE);
    }

    private void run(URI webhook) {
        while (!stopped) {
            try {
                boolean woken = signal.poll(config.poll().toMillis(), TimeUnit.MILLISECONDS) != null;
                if (woken && !stopped) {
                    TimeUnit.MILLISECONDS.sleep(config.waitFor().toMillis());
                }
                // One server sends, so that a message goes out once.
                for (DeliveryEntity delivery : lead.leads() ? store.due(BATCH) : List.<DeliveryEntity>of()) {
                    if (stopped || !lead.leads()) {
                        return;
                    }
                    attempt(webhook, delivery);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("Deliveries could not be read or written; it is tried again.", e);
            }
        }
    }

    private void attempt(URI webhook, DeliveryEntity delivery) {
        Refusal refusal = send(webhook, delivery);
        String error = refusal == null ? null : refusal.error();
        Instant now = store.now();
        store.change(delivery.id, row -> {
            row.attempts++;
            row.lastAttemptAt = now;
            row.lastError = error;
            if (refusal == null) {
                row.state = State.DELIVERED;
                row.deliveredAt = now;
            } else if (row.createdAt.plus(config.giveUpAfter()).isBefore(now)) {
                row.state = State.GIVEN_UP;
                LOG.errorf(
                        "Gave up telling '%s' (%s) after %d attempts: %s", row.summary, row.kind, row.attempts, error);
            } else {
                Duration own = backoff(row.attempts);
                row.nextAt = now.plus(refusal.pause().compareTo(own) > 0 ? refusal.pause() : own);
                LOG.warnf("'%s' (%s) was not delivered, attempt %d: %s", row.summary, row.kind, row.attempts, error);
            }
        });
    }

    private Duration backoff(int attempts) {
        Duration wait = config.retryAfter().multipliedBy(1L << Math.min(attempts - 1, 20));
        return wait.compareTo(config.retryAtMost()) > 0 ? config.retryAtMost() : wait;
    }

    /** @return what went wrong; null if it was taken */
    private @Nullable Refusal send(URI webhook, DeliveryEntity delivery) {
        Map<String, String> headers = new TreeMap<>(
                Map.of("Content-Type", "application/json", "User-Agent", "fixpoint", "Idempotency-Key", delivery.id));
        config.authorization().ifPresent(value -> headers.put("Authorization", value));
        OutboundRequest request =
                new OutboundRequest("POST", webhook, headers, delivery.payload, config.timeout(), Set.of(Part.HEADERS));
        try {
            OutboundResponse response = client.sendAsConfigured(request);
            return response.status() / 100 == 2
                    ? null
                    : new Refusal(
                            "The receiver answered " + response.status() + ".",
                            response.retryAfter(store.now()).orElse(Duration.ZERO));
        } catch (NotSentException | NoAnswerException e) {
            String text = String.valueOf(e.getMessage());
            return new Refusal(text.length() > ERROR_LENGTH ? text.substring(0, ERROR_LENGTH) : text, Duration.ZERO);
        }
    }
}
