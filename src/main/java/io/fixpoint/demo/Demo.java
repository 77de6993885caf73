package io.fixpoint.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fixpoint.demo.Terminal.Tone;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Runs a server and the shop beside it, breaks the shop in one way after the other, and tells in the terminal what the
 * server does about it, as its public API says.
 */
public final class Demo {
    private static final Logger LOG = Logger.getLogger(Demo.class);

    /** The exit code if anything was not recovered or not verified. */
    static final int NOT_RECOVERED = 1;

    private static final int USUAL_PORT = 8080;
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration WELL_LIMIT = Duration.ofSeconds(60);
    private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(3);
    private static final Duration APPROVAL_LIMIT = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMillis(300);

    private final DemoOptions options;
    private final DemoServer server;
    private final Terminal terminal;
    private final Clock clock;
    private volatile boolean stopping;

    public Demo(DemoOptions options, DemoServer server, Clock clock) {
        this(options, server, clock, Terminal.ofProcess());
    }

    Demo(DemoOptions options, DemoServer server, Clock clock, Terminal terminal) {
        this.options = options;
        this.server = server;
        this.clock = clock;
        this.terminal = terminal;
    }

    /**
     * Shows it.
     *
     * @return 0 if every fault was recovered and verified
     */
    public int run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("fixpoint-demo-");
        int port = isFree(USUAL_PORT) ? USUAL_PORT : anyFreePort();
        URI url = URI.create("http://127.0.0.1:" + port);
        String password = password();
        RestApi api = new RestApi(url, "admin", password);
        try (Shop shop = new Shop(new ShopOptions("127.0.0.1", shopPort(), url, "admin", password))) {
            Thread hook = new Thread(
                    () -> {
                        stopping = true;
                        terminal.clearPresent();
                        closeAtExit(shop);
                    },
                    "fixpoint-demo-stop");
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                return run(shop, api, url, folder, settings(folder, port, password, shop), password);
            } catch (IOException | RuntimeException e) {
                if (stopping) {
                    return NOT_RECOVERED;
                }
                throw e;
            } finally {
                if (!stopping) {
                    Runtime.getRuntime().removeShutdownHook(hook);
                    server.stop();
                }
            }
        }
    }

    private int run(Shop shop, RestApi api, URI url, Path folder, Map<String, String> settings, String password)
            throws IOException, InterruptedException {
        terminal.blank();
        terminal.heading("Fixpoint demonstration");
        terminal.blank();
        terminal.line(Tone.PLAIN, "  server   " + url + ", user admin, password " + password);
        terminal.line(Tone.PLAIN, "  shop     gateway → orders → payment, inventory; orders and inventory → database");
        terminal.line(Tone.PLAIN, "  control  " + shop.control());
        terminal.line(Tone.PLAIN, "  log      " + log(folder));
        terminal.blank();
        long from = System.nanoTime();
        server.start(settings);
        if (!await(START_LIMIT, from, "the server starts", () -> isReady(api))) {
            terminal.line(
                    Tone.BAD, "  The server did not start: " + server.failure().orElse("it took too long"));
            return NOT_RECOVERED;
        }
        terminal.line(Tone.PLAIN, String.format(Locale.ROOT, "  ready after %.1f s", since(from)));
        long ready = System.nanoTime();
        shop.start();
        List<Story.Ending> endings = new ArrayList<>();
        boolean recovered = true;
        do {
            endings.clear();
            for (Fault fault : options.faults()) {
                if (!await(WELL_LIMIT, System.nanoTime(), "the shop settles", () -> isWell(shop, api))) {
                    terminal.line(Tone.BAD, "  The shop does not settle; its state is in " + url + "/api/v1/anomalies");
                    return NOT_RECOVERED;
                }
                Story.Ending ending = tell(fault, endings.size() + 1, shop, api);
                endings.add(ending);
                if (endings.size() == 1 && ready != 0) {
                    terminal.detail(String.format(Locale.ROOT, "%.0f s after the server was ready", since(ready)));
                    ready = 0;
                }
                recovered &= ending.problem() == null;
                calm(shop);
            }
            summary(endings, api);
        } while (options.forever() && recovered && !stopping);
        return recovered ? 0 : NOT_RECOVERED;
    }

    private Story.Ending tell(Fault fault, int place, Shop shop, Api api) throws IOException, InterruptedException {
        terminal.blank();
        terminal.heading(place + "/" + options.faults().size() + "  " + fault.label());
        terminal.blank();
        Story story = new Story(api, terminal, clock, fault, options.yes());
        shop.cause(fault);
        terminal.happened(0, Tone.BAD, "broken", fault.what());
        while (true) {
            try {
                Story.Ending ending = story.follow();
                if (ending != null) {
                    return ending;
                }
            } catch (IOException e) {
                // The machine may be busy; the limit below ends it if the server is gone.
                LOG.debug("The server did not answer", e);
            }
            Duration limit = story.waitsForPerson() ? APPROVAL_LIMIT : RECOVERY_LIMIT;
            if (stopping || story.seconds() > limit.toSeconds()) {
                terminal.happened(story.seconds(), Tone.BAD, "gives up", "the demonstration waits no longer");
                return story.outOfTime(limit);
            }
            terminal.present(
                    story.seconds(),
                    story.standing()
                            + String.format(Locale.ROOT, " · %.0f %% of the customers fail", 100 * shop.failedRatio()));
            Thread.sleep(LOOK.toMillis());
        }
    }

    private void summary(List<Story.Ending> endings, Api api) throws IOException, InterruptedException {
        terminal.blank();
        terminal.heading(row("fault", "found", "recovered", "repairs"));
        for (Story.Ending ending : endings) {
            terminal.line(
                    ending.problem() == null ? Tone.PLAIN : Tone.BAD,
                    row(
                            ending.fault().label(),
                            seconds(ending.found()),
                            ending.problem() == null ? seconds(ending.recovered()) : "no",
                            ending.repairs()));
        }
        terminal.blank();
        endings.stream()
                .filter(ending -> ending.problem() != null)
                .forEach(ending -> terminal.line(
                        Tone.BAD, "  " + ending.fault().label() + " was not recovered: " + ending.problem()));
        if (endings.stream().allMatch(ending -> ending.problem() == null)) {
            terminal.line(
                    Tone.GOOD,
                    endings.size() == 1
                            ? "  The fault was found, repaired and verified."
                            : "  All " + endings.size() + " faults were found, repaired and verified.");
        }
        JsonNode figures = api.get("/api/v1/statistics");
        terminal.line(
                Tone.PLAIN,
                "  MTTD " + length(figures.path("mttd")) + " · MTTR " + length(figures.path("mttr"))
                        + " · recovery success rate "
                        + Math.round(100 * figures.path("recoverySuccessRate").asDouble()) + " %"
                        + "   (GET /api/v1/statistics)");
        terminal.blank();
    }

    private static String row(String fault, String found, String recovered, String repairs) {
        return String.format(Locale.ROOT, "  %-14s %9s %10s   %s", fault, found, recovered, repairs)
                .stripTrailing();
    }

    private static String seconds(double seconds) {
        return Double.isNaN(seconds) ? "" : String.format(Locale.ROOT, "%.1f s", seconds);
    }

    /** An ISO 8601 duration for people. */
    private static String length(JsonNode duration) {
        return duration.isTextual()
                ? seconds(Duration.parse(duration.asText()).toMillis() / 1000.0)
                : duration.isNumber() ? seconds(duration.asDouble()) : "unknown";
    }

    @SuppressWarnings("try") // closed here, or by its own block, whichever comes first: closing twice does no harm
    private static void closeAtExit(Shop shop) {
        shop.close();
    }

    private boolean isReady(RestApi api) {
        try {
            return api.isReady();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Customers are served, and nothing of before is left. */
    private static boolean isWell(Shop shop, Api api) {
        try {
            return shop.isServing()
                    && api.get("/api/v1/anomalies?status=FIRING").path("items").isEmpty();
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void calm(Shop shop) {
        try {
            shop.calm();
        } catch (RequestFailedException e) {
            throw new IllegalStateException("the capacity that was added can be taken back", e);
        }
    }

    private boolean await(Duration limit, long from, String what, BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            if (since(from) > limit.toSeconds() || server.failure().isPresent() || stopping) {
                return false;
            }
            terminal.present(since(from), what);
            Thread.sleep(LOOK.toMillis());
        }
        return true;
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private static Map<String, String> settings(Path folder, int port, String password, Shop shop) throws IOException {
        Path topology = folder.resolve("topology.yaml");
        try (InputStream resource =
                Objects.requireNonNull(Demo.class.getResourceAsStream("/demo/topology.yaml"), "demo/topology.yaml")) {
            Files.copy(resource, topology);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("quarkus.http.port", String.valueOf(port));
        settings.put("quarkus.log.console.enabled", "false");
        settings.put("quarkus.log.file.enabled", "true");
        settings.put("quarkus.log.file.path", log(folder).toString());
        settings.put("fixpoint.data-dir", folder.toString());
        settings.put("fixpoint.access.admin-password", password);
        settings.put("fixpoint.automation.mode", "AUTOMATIC");
        // The same few services are broken again and again.
        settings.put("fixpoint.guards.repairs-per-hour", "10000");
        settings.put("fixpoint.topology.file", topology.toString());
        settings.put("fixpoint.http.endpoints.control", shop.control().toString());
        settings.put("fixpoint.detection.tick", "PT0.5S");
        settings.put("fixpoint.recovery.verify-every", "PT1S");
        settings.put("fixpoint.recovery.verify-timeout", "PT25S");
        settings.put("fixpoint.recovery.jobs.poll", "PT0.2S");
        settings.put("fixpoint.recovery.jobs.retry-after", "PT1S");
        return settings;
    }

    private static Path log(Path folder) {
        return folder.resolve("server.log");
    }

    /** The shop's usual ports if they are free, else any. */
    private static int shopPort() {
        for (int port = ShopOptions.DEFAULT_PORT; port <= ShopOptions.DEFAULT_PORT + 5; port++) {
            if (!isFree(port)) {
                return 0;
            }
        }
        return ShopOptions.DEFAULT_PORT;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static int anyFreePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String password() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder("demo-");
        String letters = "abcdefghkmnpqrstuvwxyz23456789";
        for (int i = 0; i < 8; i++) {
            password.append(letters.charAt(random.nextInt(letters.length())));
        }
        return password.toString();
    }
}
