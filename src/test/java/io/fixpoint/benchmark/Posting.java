package io.fixpoint.benchmark;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Posts round after round by several connections, each with its part of the series, whose samples so stay in order. */
final class Posting {
    private static final int ACCEPTED = 202;
    private static final int NO_CONTENT = 204;

    private final MeasuredServer server;
    private final SampleBodies bodies;
    private final int connections;
    private final AtomicLong samples = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private long round;

    Posting(MeasuredServer server, SampleBodies bodies, int connections) {
        this.server = server;
        this.bodies = bodies;
        this.connections = Math.min(connections, bodies.requests());
    }

    /** Samples that the server took, since the beginning. */
    long samples() {
        return samples.get();
    }

    /** Requests that the server asked to send again. */
    long repeated() {
        return repeated.get();
    }

    /**
     * Posts for some time.
     *
     * @param perSecond samples a second, of all connections; infinite for as many as the server takes
     */
    void run(Duration length, double perSecond) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        long from = System.nanoTime();
        long first = round;
        List<Future<Long>> ends = new ArrayList<>();
        try {
            for (int connection = 0; connection < connections; connection++) {
                int part = connection;
                ends.add(threads.submit(() -> post(part, first, from, length, perSecond)));
            }
            for (Future<Long> end : ends) {
                round = Math.max(round, end.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("Posting failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private long post(int part, long first, long from, Duration length, double perSecond) throws InterruptedException {
        long now = first;
        Instant time = Instant.EPOCH;
        long sent = 0;
        while (System.nanoTime() - from < length.toNanos()) {
            // A new time in each round, also within one millisecond.
            Instant next = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            time = next.isAfter(time) ? next : time.plusMillis(1);
            for (int request = part; request < bodies.requests(); request += connections) {
                if (Double.isFinite(perSecond)) {
                    LockSupport.parkNanos(from + (long) (sent * connections / perSecond * 1e9) - System.nanoTime());
                }
                send(bodies.body(request, now, time));
                samples.addAndGet(bodies.samplesOf(request));
                sent += bodies.samplesOf(request);
            }
            now++;
        }
        return now;
    }

    private void send(byte[] body) throws InterruptedException {
        HttpRequest request = server.request(bodies.path())
                .header("Content-Type", bodies.contentType())
                .header("Content-Encoding", bodies.contentEncoding())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        while (true) {
            HttpResponse<String> response = server.send(request);
            if (response.statusCode() == ACCEPTED || response.statusCode() == NO_CONTENT) {
                return;
            }
            String later = response.headers().firstValue("Retry-After").orElse(null);
            if (later == null) {
                throw new IllegalStateException(
                        bodies.path() + " answers " + response.statusCode() + ": " + response.body());
            }
            repeated.incrementAndGet();
            Thread.sleep(Duration.ofSeconds(Long.parseLong(later)).toMillis());
        }
    }
}
