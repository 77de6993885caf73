package io.fixpoint.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The shop's monitoring agent: each second it asks every service that runs for its figures and posts them to Fixpoint,
 * with a heartbeat. Of a service that does not run it says nothing. What could not be posted is sent with the next
 * batch, up to a minute of it.
 */
final class Reporter implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Reporter.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int KEPT = 3_000;

    private final URI facts;
    private final String authorization;
    private final Collection<ShopService> services;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final Ticker ticker = new Ticker("reporter", Duration.ofSeconds(1), this::report);
    private final Deque<Map<String, Object>> unsent = new ArrayDeque<>();
    private boolean failing;

    Reporter(URI fixpoint, String user, String password, Collection<ShopService> services) {
        this.facts = fixpoint.resolve("/api/v1/facts");
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        this.services = List.copyOf(services);
    }

    void start() {
        ticker.start();
    }

    /** Tells of something that happened to the service, such as a deployment. */
    void event(String service, String kind, String version) {
        Map<String, Object> event = fact("event", service, Instant.now());
        event.put("kind", kind);
        event.put("message", service + " " + version);
        event.put("attributes", Map.of("version", version));
        event.put("keep", "PT1H");
        event.put("id", UUID.randomUUID().toString());
        synchronized (unsent) {
            unsent.addLast(event);
        }
    }

    private void report() {
        Instant now = Instant.now();
        List<Map<String, Object>> batch;
        synchronized (unsent) {
            services.stream().filter(ShopService::isRunning).forEach(service -> {
                service.readings().forEach((metric, value) -> unsent.addLast(sample(service, metric, value, now)));
                Map<String, Object> heartbeat = fact("heartbeat", service.name(), now);
                heartbeat.put("instance", service.name() + "-1");
                heartbeat.put("interval", "PT2S");
                unsent.addLast(heartbeat);
            });
            while (unsent.size() > KEPT) {
                unsent.removeFirst();
            }
            batch = new ArrayList<>(unsent);
        }
        if (!batch.isEmpty() && post(batch)) {
            synchronized (unsent) {
                // Only this thread removes, and others add at the end.
                batch.forEach(sent -> unsent.removeFirst());
            }
        }
    }

    private boolean post(List<Map<String, Object>> batch) {
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(facts)
                            .timeout(TIMEOUT)
                            .header("Authorization", authorization)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(batch)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            boolean taken = response.statusCode() == 202;
            boolean again = response.statusCode() == 429 || response.statusCode() >= 500;
            if (!taken || response.body().contains("\"detail\"")) {
                said("Fixpoint answered " + response.statusCode() + " to the shop's facts: " + response.body());
            } else {
                failing = false;
            }
            return !again;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("facts are maps of plain values", e);
        } catch (IOException e) {
            said("The shop cannot post its facts to " + facts + " and tries again: " + e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Once until it works again. */
    private void said(String message) {
        if (!failing) {
            LOG.warn(message);
        }
        failing = true;
    }

    private static Map<String, Object> sample(ShopService service, String metric, double value, Instant now) {
        Map<String, Object> sample = fact("sample", service.name(), now);
        sample.put("instance", service.name() + "-1");
        sample.put("metric", metric);
        sample.put("value", value);
        return sample;
    }

    private static Map<String, Object> fact(String type, String service, Instant time) {
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put("type", type);
        fact.put("service", service);
        fact.put("time", time.toString());
        return fact;
    }

    @Override
    public void close() {
        ticker.close();
    }
}
