package io.fixpoint.acceptance;

import io.fixpoint.acceptance.CrashStream.Fed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Post a {@link CrashStream}, each connection on a thread of its own. A request that is not acknowledged, for whatever
 * reason, is sent again as it was until it is; only then comes the next one of the connection. After a crash a sender whose
 * facts have ids is no longer sure of the request before either, although that was acknowledged, and sends its samples again.
 */
final class StreamSenders implements AutoCloseable {
    private static final Duration BACK_OFF = Duration.ofMillis(200);
    private static final Duration GIVE_UP = Duration.ofMinutes(3);

    private final CrashStream stream;
    private final String uri;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newFixedThreadPool(CrashStream.CONNECTIONS.size());
    private final List<Future<?>> ends = new ArrayList<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Map<Fed, AtomicIntegerArray> unanswered = new HashMap<>();

    StreamSenders(CrashStream stream, ServerProcess server) {
        this.stream = stream;
        this.uri = server.uri();
        CrashStream.services().forEach(fed -> unanswered.put(fed, new AtomicIntegerArray(stream.steps())));
    }

    StreamSenders start() {
        CrashStream.CONNECTIONS.forEach(services -> ends.add(threads.submit(() -> sendAll(services))));
        return this;
    }

    /** Requests that the server has acknowledged. Throws what has ended a connection. */
    int acknowledged() {
        for (Future<?> end : ends) {
            if (end.isDone()) {
                result(end);
            }
        }
        return acknowledged.get();
    }

    /** How often the request was sent and not answered, so that nobody knows whether it was taken. */
    int unanswered(Fed fed, int step) {
        return counts(fed).get(step);
    }

    private AtomicIntegerArray counts(Fed fed) {
        return Objects.requireNonNull(unanswered.get(fed));
    }

    /** The same of all requests. */
    long unanswered() {
        return unanswered.values().stream()
                .mapToLong(counts ->
                        IntStream.range(0, counts.length()).map(counts::get).sum())
                .sum();
    }

    /** Waits until all is acknowledged. */
    void join() {
        ends.forEach(StreamSenders::result);
    }

    private static void result(Future<?> end) {
        try {
            end.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A connection ended", e.getCause());
        }
    }

    private Void sendAll(List<Fed> services) throws InterruptedException {
        for (int step = 0; step < stream.steps(); step++) {
            for (Fed fed : services) {
                send(fed, step, stream.body(fed, step));
                if (step > 0 && fed.format().hasIds() && unanswered(fed, step) > 0) {
                    send(fed, step, stream.samplesAgain(fed, step - 1));
                }
                acknowledged.incrementAndGet();
            }
        }
        return null;
    }

    private void send(Fed fed, int step, byte[] body) throws InterruptedException {
        HttpRequest request = request(fed, body);
        long from = System.nanoTime();
        while (System.nanoTime() - from < GIVE_UP.toNanos()) {
            try {
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 202 || response.statusCode() == 204) {
                    return;
                }
                if (response.statusCode() != 429 && response.statusCode() != 503) {
                    throw new IllegalStateException(
                            request.uri() + " answers " + response.statusCode() + ": " + response.body());
                }
            } catch (IOException notAnswered) {
                counts(fed).incrementAndGet(step);
            }
            LockSupport.parkNanos(BACK_OFF.toNanos());
        }
        throw new IllegalStateException(
                "The request of " + fed.name() + " in step " + step + " was not taken within " + GIVE_UP + ".");
    }

    private HttpRequest request(Fed fed, byte[] body) {
        String credentials = "admin:" + ServerProcess.PASSWORD;
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                .timeout(Duration.ofMinutes(1))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return switch (fed.format()) {
            case JSON -> to(request, "/api/v1/facts", "application/json");
            case LINES -> to(request, "/api/v1/facts", "application/x-ndjson");
            case REMOTE_WRITE ->
                to(request.header("Content-Encoding", "snappy"), "/api/v1/prometheus/write", "application/x-protobuf");
        };
    }

    private HttpRequest to(HttpRequest.Builder request, String path, String type) {
        return request.uri(URI.create(uri + path)).header("Content-Type", type).build();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
