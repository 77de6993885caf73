package io.fixpoint.acceptance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Measures a platform as its monitoring would: a sample {@code broken} of each service, several times a second, to all. */
public final class Measurements implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(300);
    private final CountDownLatch closed = new CountDownLatch(1);

    public Measurements(Platform platform, ServerProcess... servers) {
        Thread thread = new Thread(() -> measure(platform, List.of(servers)), "measurements");
        thread.setDaemon(true);
        thread.start();
    }

    private void measure(Platform platform, List<ServerProcess> servers) {
        try {
            while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                String facts = platform.services().stream()
                        .map(service -> "{\"type\":\"sample\",\"service\":\"" + service
                                + "\",\"metric\":\"broken\",\"value\":" + platform.brokenness(service) + "}")
                        .collect(Collectors.joining(",", "[", "]"));
                if (!platform.services().isEmpty()) {
                    servers.forEach(server -> post(server, facts));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is measured while the server is down is lost, as with every scraper. */
    private static void post(ServerProcess server, String facts) {
        try {
            server.request().body(facts).post("/api/v1/facts");
        } catch (Exception serverIsDown) {
            return;
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
