package io.fixpoint.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fixpoint.cli.ServerCalls.CallFailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what rules would have done with the facts of a time, and how that differs from what was done. */
@Command(
        name = "replay",
        description = {
            "Says what rules would have done with the recorded facts of a time, and how that differs from what was done.",
            "Nothing is carried out. The server replays; without --rules it replays as it was."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing would differ",
            "1:something would differ",
            "2:wrong usage, or the replay failed or was cancelled"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is required or has a default
final class ReplayCommand implements Callable<Integer> {
    private static final int SAME = 0;
    private static final int DIFFERENT = 1;
    private static final int FAILED = 2;
    private static final long FIRST_LOOK_MILLIS = 100;
    private static final long LOOK_MILLIS = 500;
    private static final int BAR = 30;
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            required = true,
            description = "2026-11-24T12:00:00Z, 2026-11-24T12:00, 2026-11-24, -24h, today or yesterday.")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", defaultValue = "now", description = "The same; now unless stated.")
    private String to;

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description = "The candidate: a folder of rules, complete. Without it, the releases of that time.")
    @Nullable
    private Path rules;

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "http://localhost:8080",
            description = "${DEFAULT-VALUE} unless stated.")
    private URI server;

    @Option(names = "--user", paramLabel = "NAME", defaultValue = "admin", description = "admin unless stated.")
    private String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            defaultValue = "data/admin-password",
            description = "${DEFAULT-VALUE} unless stated.")
    private Path passwordFile;

    @Option(names = "--json", description = "Prints the job with its result as JSON.")
    private boolean json;

    private volatile @Nullable String unfinished;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            ZonedDateTime now = ZonedDateTime.now(ZoneId.systemDefault());
            ServerCalls calls = new ServerCalls(server, user, ServerCalls.password(passwordFile));
            JsonNode job = run(calls, request(now), err);
            return tell(job, now, out, err);
        } catch (CallFailedException e) {
            err.println(e.getMessage());
            return FAILED;
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Map<String, Object> request(ZonedDateTime now) {
        Instant begin = TimeText.read(from, now);
        Instant end = TimeText.read(to, now);
        if (!begin.isBefore(end)) {
            throw new IllegalArgumentException("--from (" + begin + ") must be before --to (" + end + ").");
        }
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("from", begin.toString());
        request.put("to", end.toString());
        if (rules != null) {
            request.put("files", files(rules));
        }
        return request;
    }

    private static Map<String, String> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("There is no folder '" + folder.toAbsolutePath() + "'.");
        }
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
                if (Files.isRegularFile(path) && path.getFileName().toString().endsWith(".drl")) {
                    files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readString(path));
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("The rules in '" + folder + "' cannot be read: " + e.getMessage(), e);
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException("There is no rule file (.drl) in '" + folder.toAbsolutePath() + "'.");
        }
        return files;
    }

    private JsonNode run(ServerCalls calls, Map<String, Object> request, PrintWriter err) throws InterruptedException {
        JsonNode job = calls.call("POST", "/api/v1/rules/replays", request);
        String path = "/api/v1/rules/replays/" + job.path("id").asText();
        unfinished = path;
        Thread cancel = new Thread(() -> cancel(calls), "fixpoint-replay-cancel");
        Runtime.getRuntime().addShutdownHook(cancel);
        boolean shown = false;
        boolean terminal = System.getenv("TERM") != null && !json;
        long pause = FIRST_LOOK_MILLIS;
        while (job.path("state").asText().equals("RUNNING")) {
            Thread.sleep(pause);
            pause = LOOK_MILLIS;
            job = calls.call("GET", path, null);
            if (terminal) {
                err.print("\r" + bar(job));
                err.flush();
                shown = true;
            }
        }
        unfinished = null;
        if (shown) {
            err.print("\r" + " ".repeat(BAR + 40) + "\r");
            err.flush();
        }
        return job;
    }

    /** Ctrl-C ends the replay, too. */
    private void cancel(ServerCalls calls) {
        String path = unfinished;
        if (path != null) {
            try {
                JsonNode unused = calls.call("DELETE", path, null);
            } catch (CallFailedException | InterruptedException e) {
                // The command ends anyway, and the server tells of the job.
                unfinished = null;
            }
        }
    }

    private static String bar(JsonNode job) {
        if (job.path("waiting").asBoolean()) {
            return "waiting for another replay to end";
        }
        double progress = job.path("progress").asDouble();
        int full = (int) (progress * BAR);
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] " + Math.round(progress * 100) + " %";
    }

    private int tell(JsonNode job, ZonedDateTime now, PrintWriter out, PrintWriter err) {
        String state = job.path("state").asText();
        if (json) {
            try {
                out.println(MAPPER.writeValueAsString(job));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        if (!state.equals("DONE")) {
            if (!json) {
                err.println(
                        state.equals("CANCELLED")
                                ? "The replay was cancelled."
                                : "The replay failed: " + job.path("reason").asText());
            }
            out.flush();
            return FAILED;
        }
        JsonNode result = job.path("result");
        if (!json) {
            List<String> words =
                    DifferenceInWords.of(result, job.path("candidate").asBoolean(), now.getZone());
            words.forEach(out::println);
        }
        out.flush();
        return DifferenceInWords.isEmpty(result.path("difference")) ? SAME : DIFFERENT;
    }
}
