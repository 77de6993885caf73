package io.fixpoint.recovery.action;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run of a program: its arguments as they are, a small environment, no input, an end in time. */
final class CommandRun {
    /** What a command needs to find programs; nothing else of the server's environment, which may hold secrets. */
    private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR");

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final List<String> command;
    private final Map<String, String> environment;
    private final Duration timeout;
    private final int maxOutput;

    CommandRun(List<String> command, Map<String, String> environment, Duration timeout, int maxOutput) {
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.timeout = timeout;
        this.maxOutput = maxOutput;
    }

    /**
     * How a run ended.
     *
     * @param exitCode null if it was killed since its time was over
     */
    record Result(@Nullable Integer exitCode, String output, String error, boolean truncated) {}

    /**
     * Runs the program to its end.
     *
     * @throws NotDoneException if it cannot be started
     * @throws UnknownOutcomeException if the server stops meanwhile; the program is killed
     */
    Result run() {
        Process process = start();
        Reader output = new Reader(process.getInputStream(), "out");
        Reader error = new Reader(process.getErrorStream(), "err");
        boolean ended;
        try {
            ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                kill(process);
            }
            // A program that it left behind may hold the pipes open; what came up to now is what it said.
            output.join(GRACE);
            error.join(GRACE);
        } catch (InterruptedException e) {
            killNow(process);
            Thread.currentThread().interrupt();
            throw new UnknownOutcomeException(
                    "Command " + command.get(0) + " was interrupted since the server stops, and was killed.");
        }
        return new Result(
                ended ? process.exitValue() : null,
                output.text(),
                error.text(),
                output.truncated() || error.truncated());
    }

    private Process start() {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> variables = builder.environment();
        variables.keySet().retainAll(INHERITED);
        variables.putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new NotDoneException("Command " + command.get(0) + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** Asks all of the tree to end, then makes it. Children are noted first: without their parent they are not found. */
    private static void kill(Process process) throws InterruptedException {
        List<ProcessHandle> tree = tree(process);
        tree.forEach(ProcessHandle::destroy);
        process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        tree.forEach(handle -> handle.descendants().forEach(ProcessHandle::destroyForcibly));
        tree.forEach(ProcessHandle::destroyForcibly);
    }

    private static void killNow(Process process) {
        tree(process).forEach(ProcessHandle::destroyForcibly);
    }

    private static List<ProcessHandle> tree(Process process) {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
    }

    /** Reads a stream to its end, so that the program never blocks, and keeps its beginning. */
    private final class Reader {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final Thread thread;
        private boolean truncated;

        Reader(InputStream stream, String name) {
            thread = new Thread(() -> read(stream), "fixpoint-shell-" + name);
            thread.setDaemon(true);
            thread.start();
        }

        void join(Duration longest) throws InterruptedException {
            thread.join(longest.toMillis());
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }

        synchronized boolean truncated() {
            return truncated;
        }

        private void read(InputStream stream) {
            byte[] buffer = new byte[8192];
            try (stream) {
                for (int length = stream.read(buffer); length >= 0; length = stream.read(buffer)) {
                    keep(buffer, length);
                }
            } catch (IOException e) {
                keepNothingMore();
            }
        }

        private synchronized void keep(byte[] bytes, int length) {
            int room = Math.min(length, maxOutput - kept.size());
            kept.write(bytes, 0, room);
            truncated |= room < length;
        }

        /** The stream broke, as it does when the program is killed. */
        private synchronized void keepNothingMore() {
            truncated = true;
        }
    }
}
