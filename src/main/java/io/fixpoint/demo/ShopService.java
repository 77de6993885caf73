package io.fixpoint.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One service of the shop. While its process runs it listens on its port; requests wait in a bounded queue for one of
 * its workers, and one that finds the queue full is refused with a 503, as is one that the work fails for. Killed, its
 * port refuses connections and everything in its queue is lost. Thread-safe.
 */
final class ShopService implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ShopService.class);
    /** How long a caller waits for an answer. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

    /** What a request makes a service do. */
    interface Work {
        void perform(Calls calls) throws RequestFailedException, InterruptedException;
    }

    /** How work reaches the other services. */
    interface Calls {
        /**
         * Calls it and waits for its answer.
         *
         * @throws RequestFailedException if it is refused, fails or takes too long
         */
        void call(String service) throws RequestFailedException, InterruptedException;
    }

    /** Figures beyond those that every service has, by metric. */
    interface OwnReadings {
        Map<String, Double> read();
    }

    private final String name;
    private final InetAddress address;
    private final int usualWorkers;
    private final int queueCapacity;
    private final Work work;
    private final OwnReadings ownReadings;
    private final Supplier<Map<String, URI>> peers;
    private final List<Release> releases = new ArrayList<>(List.of(new Release(0, 0)));
    private int running;
    private int scale = 1;
    private int port;
    private @Nullable Run process;

    /**
     * @param port 0 for any free one; the service keeps the one it got
     * @param peers where the services that it calls are
     */
    ShopService(
            String name,
            InetAddress address,
            int port,
            int usualWorkers,
            int queueCapacity,
            Work work,
            OwnReadings ownReadings,
            Supplier<Map<String, URI>> peers) {
        this.name = name;
        this.address = address;
        this.port = port;
        this.usualWorkers = usualWorkers;
        this.queueCapacity = queueCapacity;
        this.work = work;
        this.ownReadings = ownReadings;
        this.peers = peers;
    }

    String name() {
        return name;
    }

    synchronized URI url() {
        return URI.create("http://" + address.getHostAddress() + ":" + port + "/");
    }

    synchronized void start() {
        if (process != null) {
            return;
        }
        try {
            Run started = new Run(port);
            port = started.port();
            process = started;
            started.workers(usualWorkers * scale);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen for " + name + " on port " + port, e);
        }
    }

    /** Ends the process at once, as a crash does. */
    synchronized void kill() {
        if (process != null) {
            process.end();
            process = null;
        }
    }

    synchronized void restart() {
        kill();
        start();
    }

    synchronized boolean isRunning() {
        return process != null;
    }

    /** Takes a new version into use; the one before stays at hand. */
    synchronized void deploy(double failureRatio) {
        Release last = releases.get(releases.size() - 1);
        while (releases.size() > running + 1) {
            releases.remove(releases.size() - 1);
        }
        releases.add(new Release(last.minor() + 1, failureRatio));
        running++;
    }

    /** Goes back to the version before. */
    synchronized void rollback() throws RequestFailedException {
        if (running == 0) {
            throw new RequestFailedException(name + " runs its first version; there is none to go back to");
        }
        running--;
    }

    /** Takes the version into use again that {@link #rollback} left. */
    synchronized void rollforward() throws RequestFailedException {
        if (running == releases.size() - 1) {
            throw new RequestFailedException(name + " runs its latest version already");
        }
        running++;
    }

    synchronized String version() {
        return release().version();
    }

    private synchronized Release release() {
        return releases.get(running);
    }

    /** Doubles the workers. */
    synchronized void scale() throws RequestFailedException {
        if (scale >= 8) {
            throw new RequestFailedException(name + " has " + scale + " times its workers already; there is no room");
        }
        scaleTo(scale * 2);
    }

    synchronized boolean isScaled() {
        return scale > 1;
    }

    /** Halves the workers. */
    synchronized void scaleBack() throws RequestFailedException {
        if (scale == 1) {
            throw new RequestFailedException(name + " is not scaled");
        }
        scaleTo(scale / 2);
    }

    private synchronized void scaleTo(int times) {
        scale = times;
        if (process != null) {
            process.workers(usualWorkers * scale);
        }
    }

    synchronized int workers() {
        return usualWorkers * scale;
    }

    /** What the service measures of itself, by metric; empty while it does not run. */
    Map<String, Double> readings() {
        Run current = current();
        return current == null ? Map.of() : current.readings();
    }

    private synchronized @Nullable Run current() {
        return process;
    }

    @Override
    public void close() {
        kill();
    }

    private record Waiting(HttpExchange exchange, long since) {}

    /** A run of the service's program. */
    private final class Run {
        private final Meter meter = new Meter();
        private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(queueCapacity);
        private final List<Thread> threads = new ArrayList<>();
        private final AtomicInteger busy = new AtomicInteger();
        private final ExecutorService listeners = Executors.newFixedThreadPool(2, task -> thread("http", task));
        private final HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CALL_TIMEOUT)
                .build();
        private final HttpServer server;
        private volatile int wanted;

        Run(int port) throws IOException {
            server = HttpServer.create(new InetSocketAddress(address, port), 128);
            server.setExecutor(listeners);
            server.createContext("/", this::accept);
            server.createContext("/metrics", this::metrics);
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        /** Surplus workers finish what they have in hand. */
        synchronized void workers(int count) {
            wanted = count;
            threads.removeIf(worker -> !worker.isAlive());
            for (int i = threads.size(); i < count; i++) {
                int number = i;
                Thread worker = thread("worker-" + number, () -> serve(number));
                threads.add(worker);
                worker.start();
            }
        }

        synchronized void end() {
            server.stop(0);
            listeners.shutdownNow();
            threads.forEach(Thread::interrupt);
            threads.clear();
        }

        private void accept(HttpExchange exchange) {
            if (!queue.offer(new Waiting(exchange, System.nanoTime()))) {
                meter.served(0, true);
                answer(exchange, 503, "the queue of " + name + " is full\n");
            }
        }

        private void serve(int number) {
            try {
                while (number < wanted) {
                    Waiting waiting = queue.poll(100, TimeUnit.MILLISECONDS);
                    if (waiting != null) {
                        busy.incrementAndGet();
                        try {
                            serve(waiting);
                        } finally {
                            busy.decrementAndGet();
                        }
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void serve(Waiting waiting) throws InterruptedException {
            int status = 503;
            String body = name + " is ending\n";
            try {
                if (ThreadLocalRandom.current().nextDouble() < release().failureRatio()) {
                    throw new RequestFailedException("a defect of " + name + " " + version());
                }
                work.perform(this::call);
                status = 200;
                body = "ok\n";
            } catch (RequestFailedException e) {
                body = e.getMessage() + "\n";
            } finally {
                meter.served((System.nanoTime() - waiting.since()) / 1e9, status != 200);
                answer(waiting.exchange(), status, body);
            }
        }

        private void call(String service) throws RequestFailedException, InterruptedException {
            URI url = peers.get().get(service);
            if (url == null) {
                throw new IllegalArgumentException(name + " knows no service " + service);
            }
            try {
                HttpResponse<String> response = client.send(
                        HttpRequest.newBuilder(url).timeout(CALL_TIMEOUT).build(),
                        HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() != 200) {
                    throw new RequestFailedException(service + " answered " + response.statusCode() + ": "
                            + response.body().strip());
                }
            } catch (IOException e) {
                throw new RequestFailedException(service + " does not answer: " + e);
            }
        }

        Map<String, Double> readings() {
            Map<String, Double> readings = new LinkedHashMap<>();
            meter.errorRatio().ifPresent(value -> readings.put("http_error_ratio", value));
            meter.latency95().ifPresent(value -> readings.put("http_latency_p95_seconds", value));
            readings.put("http_requests_per_second", meter.perSecond());
            readings.put("queue_length", (double) queue.size());
            readings.put("queue_used_ratio", (double) queue.size() / queueCapacity);
            readings.put("workers_busy_ratio", Math.min(1, (double) busy.get() / Math.max(1, wanted)));
            readings.putAll(ownReadings.read());
            return readings;
        }

        private void metrics(HttpExchange exchange) {
            StringBuilder text = new StringBuilder(meter.prometheus());
            readings().forEach((metric, value) -> {
                text.append("# TYPE ").append(metric).append(" gauge\n");
                text.append(String.format(Locale.ROOT, "%s %.6f\n", metric, value));
            });
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            answer(exchange, 200, text.toString());
        }

        private Thread thread(String role, Runnable task) {
            Thread thread = new Thread(task, "fixpoint-shop-" + name + "-" + role);
            thread.setDaemon(true);
            return thread;
        }
    }

    /** Answers; a caller that has gone is no concern of the service. */
    static void answer(HttpExchange exchange, int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            LOG.debugf("The caller has gone: %s", e.getMessage());
        }
    }

    /** Takes the time that a piece of work takes. */
    static void work(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(
                (long) (time.toNanos() * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }
}
