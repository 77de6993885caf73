package io.fixpoint.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A small shop: gateway calls orders; orders calls inventory, the database and payment; inventory calls the database.
 * Each service has a port, a queue and workers of its own and really calls the others, so that a fault in one of them
 * spreads as it would in production. What breaks it and what repairs it act on the same parts, and nothing else decides
 * whether a repair helps. Thread-safe.
 */
public final class Shop implements AutoCloseable {
    static {
        // Otherwise each answer of the JDK's server waits for the delayed acknowledgement of its head, 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final double USUAL_LOAD = 20;
    private static final double CAMPAIGN_LOAD = 80;
    private static final double DEFECT = 0.7;
    private static final Duration SLOW_QUERY = Duration.ofMillis(900);
    /** Taking a standby into use. */
    private static final Duration PROMOTION = Duration.ofMillis(300);

    /** Replacing the machine that a failover left by a new one; until then it is the standby as it is. */
    private static final Duration PROVISIONING = Duration.ofSeconds(20);

    private final Map<String, ShopService> services = new LinkedHashMap<>();
    private final Meter queries = new Meter();
    private final Load load;
    private final @Nullable Reporter reporter;
    private final ShopControl control;
    private DatabaseNode primary = new DatabaseNode("database-a");
    private long failedOverAt = System.nanoTime();
    private DatabaseNode standby = new DatabaseNode("database-b");

    /** A shop that is ready to be started. Its ports are chosen; what it calls itself is at {@link #control()}. */
    public Shop(ShopOptions options) {
        InetAddress address = address(options.address());
        Supplier<Map<String, URI>> peers = this::urls;
        add(options, address, 1, "gateway", 64, 64, calls -> calls.call("orders"), Map::of, peers);
        add(
                options,
                address,
                2,
                "orders",
                32,
                40,
                calls -> {
                    ShopService.work(Duration.ofMillis(10));
                    calls.call("inventory");
                    calls.call("database");
                    calls.call("payment");
                },
                Map::of,
                peers);
        add(options, address, 3, "payment", 2, 16, calls -> ShopService.work(Duration.ofMillis(35)), Map::of, peers);
        add(
                options,
                address,
                4,
                "inventory",
                40,
                40,
                calls -> {
                    ShopService.work(Duration.ofMillis(5));
                    calls.call("database");
                },
                Map::of,
                peers);
        add(options, address, 5, "database", 16, 64, calls -> query(), this::databaseReadings, peers);
        services.values().forEach(ShopService::start);
        load = new Load(service("gateway").url(), USUAL_LOAD);
        reporter = options.fixpoint() == null
                ? null
                : new Reporter(options.fixpoint(), options.user(), options.password(), services.values());
        try {
            control = new ShopControl(this, address, options.firstPort());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen for the shop's control on port " + options.firstPort(), e);
        }
    }

    private void add(
            ShopOptions options,
            InetAddress address,
            int place,
            String name,
            int workers,
            int queue,
            ShopService.Work work,
            ShopService.OwnReadings readings,
            Supplier<Map<String, URI>> peers) {
        int port = options.firstPort() == 0 ? 0 : options.firstPort() + place;
        services.put(name, new ShopService(name, address, port, workers, queue, work, readings, peers));
    }

    /** Customers come, and Fixpoint is told. */
    public void start() {
        control.start();
        load.start();
        if (reporter != null) {
            reporter.start();
        }
    }

    /** Where repairs and faults are posted to. */
    public URI control() {
        return control.url();
    }

    /** Where each service listens, by name. */
    public Map<String, URI> urls() {
        return services.values().stream().collect(Collectors.toMap(ShopService::name, ShopService::url));
    }

    /** The names of the services. */
    public List<String> names() {
        return List.copyOf(services.keySet());
    }

    /** The share of customers that the shop failed within the last seconds, from 0 to 1. */
    public double failedRatio() {
        return load.failedRatio();
    }

    /** Whether customers are served, every one within the last seconds. */
    public boolean isServing() {
        return load.isServed();
    }

    /** Breaks it. */
    public void cause(Fault fault) {
        ShopService service = service(fault.service());
        switch (fault) {
            case CRASH -> service.kill();
            case BAD_RELEASE -> {
                service.deploy(DEFECT);
                tell(service, "deployment");
            }
            case SLOW_DATABASE -> primary().slowDown(SLOW_QUERY);
            case OVERLOAD -> load.perSecond(CAMPAIGN_LOAD);
            case DISK_FULL -> primary().fillUp();
        }
    }

    /**
     * Ends what comes to an end by itself: a campaign does, and the capacity rented for it is given back. A fault does
     * not.
     */
    void calm() throws RequestFailedException {
        if (load.perSecond() > USUAL_LOAD) {
            load.perSecond(USUAL_LOAD);
            ShopService scaled = service(Fault.OVERLOAD.service());
            if (scaled.isScaled()) {
                scaled.scaleBack();
            }
        }
    }

    /**
     * Does a repair or its undo.
     *
     * @return a sentence that says what was done
     * @throws RequestFailedException if it cannot be done as the service stands now
     * @throws IllegalArgumentException if there is no such service or action
     */
    String act(String name, String action) throws RequestFailedException, InterruptedException {
        ShopService service = service(name);
        switch (action) {
            case "restart" -> {
                service.restart();
                return name + " runs again";
            }
            case "rollback" -> {
                service.rollback();
                tell(service, "rollback");
                return name + " runs " + service.version();
            }
            case "rollforward" -> {
                service.rollforward();
                tell(service, "deployment");
                return name + " runs " + service.version();
            }
            case "scale" -> {
                service.scale();
                return name + " has " + service.workers() + " workers";
            }
            case "scale-back" -> {
                service.scaleBack();
                return name + " has " + service.workers() + " workers";
            }
            case "failover", "failback" -> {
                return promote(name);
            }
            default ->
                throw new IllegalArgumentException("There is no action '" + action
                        + "'; there are restart, rollback, rollforward, scale, scale-back, failover and failback.");
        }
    }

    private synchronized String promote(String name) throws RequestFailedException, InterruptedException {
        if (!name.equals("database")) {
            throw new RequestFailedException(name + " has no standby");
        }
        Thread.sleep(PROMOTION.toMillis());
        if (System.nanoTime() - failedOverAt > PROVISIONING.toNanos()) {
            standby.rebuild();
        }
        DatabaseNode left = primary;
        primary = standby;
        standby = left;
        failedOverAt = System.nanoTime();
        return name + " runs on " + primary.name();
    }

    private void query() throws RequestFailedException, InterruptedException {
        long since = System.nanoTime();
        primary().query();
        queries.served((System.nanoTime() - since) / 1e9, false);
    }

    private Map<String, Double> databaseReadings() {
        Map<String, Double> readings = new LinkedHashMap<>();
        queries.meanSeconds().ifPresent(value -> readings.put("db_query_seconds", value));
        readings.put("disk_used_ratio", primary().diskUsed());
        return readings;
    }

    private synchronized DatabaseNode primary() {
        return primary;
    }

    private ShopService service(String name) {
        ShopService service = services.get(name);
        if (service == null) {
            throw new IllegalArgumentException("There is no service '" + name + "'; there are " + names() + ".");
        }
        return service;
    }

    private void tell(ShopService service, String kind) {
        if (reporter != null) {
            reporter.event(service.name(), kind, service.version());
        }
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException("there is no address " + text, e);
        }
    }

    @Override
    public void close() {
        load.close();
        if (reporter != null) {
            reporter.close();
        }
        control.close();
        services.values().forEach(ShopService::close);
    }
}
