package io.fixpoint.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** The shop's customers: they ask at their own rate, however slowly they are served. Thread-safe. */
final class Load implements AutoCloseable {
    private static final int TICKS_PER_SECOND = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final URI shop;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final Ticker ticker = new Ticker("customers", Duration.ofMillis(1_000 / TICKS_PER_SECOND), this::tick);
    /** More customers than these at a time find no socket, which protects the machine that the shop runs on. */
    private final Semaphore sockets = new Semaphore(500);

    private final Meter meter = new Meter();
    private volatile double perSecond;
    private double owed;

    Load(URI shop, double perSecond) {
        this.shop = shop;
        this.perSecond = perSecond;
    }

    void start() {
        ticker.start();
    }

    void perSecond(double rate) {
        perSecond = rate;
    }

    double perSecond() {
        return perSecond;
    }

    /** The share of customers that the shop failed within the last seconds. */
    double failedRatio() {
        return meter.errorRatio().orElse(0);
    }

    /** Whether the shop has served customers within the last seconds, and failed none. */
    boolean isServed() {
        return meter.perSecond() >= 0.9 * perSecond && meter.errorRatio().orElse(1) == 0;
    }

    private void tick() {
        owed += perSecond / TICKS_PER_SECOND;
        while (owed >= 1) {
            owed--;
            ask();
        }
    }

    private void ask() {
        if (!sockets.tryAcquire()) {
            meter.served(0, true);
            return;
        }
        long since = System.nanoTime();
        CompletableFuture<?> unused = client.sendAsync(
                        HttpRequest.newBuilder(shop).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.discarding())
                .whenComplete((response, failure) -> {
                    sockets.release();
                    meter.served((System.nanoTime() - since) / 1e9, failure != null || response.statusCode() != 200);
                });
    }

    @Override
    public void close() {
        ticker.close();
    }
}
