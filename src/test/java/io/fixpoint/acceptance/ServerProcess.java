package io.fixpoint.acceptance;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.restassured.builder.RequestSpecBuilder;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The packaged server as a process of its own, on one data folder through any number of starts and kills. */
public final class ServerProcess implements AutoCloseable {
    public static final String PASSWORD = "correct horse battery staple";
    private static final Path JAR =
            Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final Path LOGS = Path.of("target/acceptance").toAbsolutePath();
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path folder;
    private final int port;
    private final Map<String, String> settings = new LinkedHashMap<>();
    // A server that lives for seconds starts sooner without the second compiler.
    private List<String> options = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1");
    private @Nullable Process process;

    /** @param folder where the data, the configured folders and the log go; must exist */
    public ServerProcess(Path folder) {
        this.folder = folder;
        this.port = freePort();
        set("quarkus.http.port", String.valueOf(port));
        set("quarkus.http.host", "127.0.0.1");
        set("fixpoint.data-dir", folder.resolve("data").toString());
        set("fixpoint.access.admin-password", PASSWORD);
    }

    public ServerProcess set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** Starts Java with these options, not with those that suit a short life. */
    public ServerProcess java(String... stated) {
        options = List.of(stated);
        return this;
    }

    /** The running process. */
    public ProcessHandle handle() {
        return Objects.requireNonNull(process, "not started").toHandle();
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and returns when it is ready. */
    public ServerProcess start() {
        Process started = launch();
        await("the server to be ready; its log is " + log())
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    if (!started.isAlive()) {
                        throw new IllegalStateException(
                                "the server ended with " + started.exitValue() + ":\n" + output());
                    }
                    return isReady();
                });
        return this;
    }

    /** Starts it, expecting that it refuses to, and returns its exit code. */
    int startAndFail() throws InterruptedException {
        Process started = launch();
        if (!started.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server did not end by itself:\n" + output());
        }
        return started.exitValue();
    }

    private Process launch() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(JAR.toString());
        command.add("serve");
        try {
            Files.createDirectories(LOGS);
            Process started = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
            process = started;
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReady() {
        try {
            return given().baseUri(uri()).get("/q/health/ready").statusCode() == 200;
        } catch (Exception notListeningYet) {
            return false;
        }
    }

    /** {@code kill -9}: nothing of the process runs after this. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            await().atMost(Duration.ofSeconds(10)).until(() -> !running.isAlive());
        }
    }

    public String uri() {
        return "http://127.0.0.1:" + port;
    }

    /** A request by the first user, who has all roles. */
    public RequestSpecification request() {
        return given().spec(new RequestSpecBuilder()
                        .setBaseUri(uri())
                        .setContentType(ContentType.JSON)
                        .build())
                .auth()
                .preemptive()
                .basic("admin", PASSWORD);
    }

    /** Posts facts (a JSON object or array) and expects that all are taken. */
    public void post(String facts) {
        request().body(facts).post("/api/v1/facts").then().statusCode(202);
    }

    /** Kept after the test, so that a failure can be understood. */
    public Path log() {
        return LOGS.resolve(folder.getFileName() + ".log");
    }

    /** Everything that it printed in all its lives. */
    String output() {
        try {
            return Files.readString(log(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
