package io.fixpoint.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The shop's control endpoint.
 *
 * <pre>
 * POST /services/{name}/{restart|rollback|rollforward|scale|scale-back|failover|failback}
 * POST /faults/{crash|bad-release|slow-database|overload|disk-full}
 * </pre>
 *
 * <p>Answers 200 with a sentence; 404 for what there is not; 409 for what cannot be done now. An {@code Idempotency-Key}
 * that was seen before gets the answer that it got then, and nothing is done again.
 */
final class ShopControl implements AutoCloseable {
    private static final int KEYS_KEPT = 10_000;

    private record Answer(int status, String body) {}

    private final Shop shop;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "fixpoint-shop-control");
        thread.setDaemon(true);
        return thread;
    });
    /** Only the one control thread uses it. */
    private final Map<String, Answer> answers = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > KEYS_KEPT;
        }
    };

    ShopControl(Shop shop, InetAddress address, int port) throws IOException {
        this.shop = shop;
        server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    void start() {
        server.start();
    }

    URI url() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/");
    }

    private void handle(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        @Nullable String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        Answer answer = key == null ? null : answers.get(key);
        if (answer == null) {
            answer =
                    answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
            if (key != null) {
                answers.put(key, answer);
            }
        }
        ShopService.answer(exchange, answer.status(), answer.body());
    }

    private Answer answer(String method, String path) {
        List<String> parts = List.of(path.substring(1).split("/", -1));
        try {
            if (method.equals("POST") && parts.size() == 3 && parts.get(0).equals("services")) {
                return new Answer(200, shop.act(parts.get(1), parts.get(2)) + "\n");
            }
            if (method.equals("POST") && parts.size() == 2 && parts.get(0).equals("faults")) {
                Fault fault = Fault.of(parts.get(1));
                shop.cause(fault);
                return new Answer(200, fault.what() + "\n");
            }
            return new Answer(404, "POST to /services/{name}/{action} or /faults/{name}\n");
        } catch (IllegalArgumentException e) {
            return new Answer(404, e.getMessage() + "\n");
        } catch (RequestFailedException e) {
            return new Answer(409, e.getMessage() + "\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(503, "the shop is closing\n");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
