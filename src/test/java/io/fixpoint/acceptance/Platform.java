package io.fixpoint.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What the repairs act on: the control endpoint that the shipped repair processes call. It remembers every call, can
 * hold the answer back, and knows which service is broken and what mends it.
 */
public final class Platform implements AutoCloseable {
    /** A call: {@code POST /services/{service}/{operation}} with the key that tells a repetition from a second action. */
    record Call(String service, String operation, String key) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final Map<String, String> mendedBy = new ConcurrentHashMap<>();
    private final Map<String, Integer> state = new ConcurrentHashMap<>();

    public Platform() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/services/", this::act);
        server.start();
    }

    private void act(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        Call call = new Call(
                path[2], path[3], String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
        exchange.getRequestBody().readAllBytes();
        calls.add(call);
        if (call.operation().equals(mendedBy.get(call.service()))) {
            state.put(call.service(), 0);
        }
        CountDownLatch latch = held.get(call.service() + "/" + call.operation());
        try {
            if (latch != null) {
                latch.await();
            }
            byte[] answer = "{\"ok\":true}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (IOException callerIsGone) {
            exchange.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    public String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Breaks a service: its metric {@code broken} is {@code value} until the operation mends it. */
    public void breakDown(String service, int value, String mendingOperation) {
        mendedBy.put(service, mendingOperation);
        state.put(service, value);
    }

    /** Lets the call hang until {@link #release()}. */
    public void hold(String service, String operation) {
        held.put(service + "/" + operation, new CountDownLatch(1));
    }

    public void release() {
        held.values().forEach(CountDownLatch::countDown);
        held.clear();
    }

    public void forget(String service) {
        state.remove(service);
    }

    Set<String> services() {
        return state.keySet();
    }

    int brokenness(String service) {
        return state.getOrDefault(service, 0);
    }

    List<Call> calls(String service) {
        return calls.stream().filter(call -> call.service().equals(service)).toList();
    }

    public boolean called(String service, String operation) {
        return calls(service).stream().anyMatch(call -> call.operation().equals(operation));
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
