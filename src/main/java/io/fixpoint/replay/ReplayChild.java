package io.fixpoint.replay;

import io.fixpoint.detection.DetectionHistory;
import io.fixpoint.detection.DetectionSwitch;
import io.fixpoint.detection.EpisodeRecord;
import io.fixpoint.factlog.RawRecord;
import io.fixpoint.replay.ReplayProtocol.Greeting;
import io.fixpoint.replay.ReplayProtocol.Hello;
import io.fixpoint.replay.ReplayProtocol.Stood;
import io.fixpoint.replay.ReplayProtocol.UnseenStep;
import io.fixpoint.rule.SampleWindows;
import io.fixpoint.triage.TriageRound;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ReplayProcess} and the conversation with it. Telling it more than it can take waits; killing it ends whoever
 * waits with the reason. One thread tells, any thread may kill.
 */
final class ReplayChild implements ReplayListener, AutoCloseable {
    private static final Path NICE = Path.of("/usr/bin/nice");
    private static final int LAST_WORDS = 20;
    private static final long LAST_WORDS_MILLIS = 1_000;
    private static final int IDLE_FACTOR = 10;
    private static final Duration START_WITHIN = Duration.ofMinutes(3);

    private final Duration silence;
    private final Process process;
    private final BufferedWriter out;
    private final Deque<String> lastWords = new ArrayDeque<>();
    /** When it was heard last, as the watching thread saw it, and how much it had computed then. */
    private long heardThen;

    private Duration computedThen = Duration.ZERO;
    private volatile SampleWindows windows = SampleWindows.NONE;
    private final CompletableFuture<Greeting> greeted = new CompletableFuture<>();
    private final Thread words;
    private final Thread watch;
    private volatile long position;
    private volatile long heard = System.nanoTime();
    private volatile boolean expected = true;
    private volatile @Nullable String ended;
    private volatile @Nullable CompletableFuture<Course> answer;

    /** The process could not go on; the message says why. */
    static final class ReplayFailedException extends RuntimeException {
        ReplayFailedException(String message) {
            super(message);
        }
    }

    private ReplayChild(Process process, Duration silence) {
        this.process = process;
        this.silence = silence;
        this.out =
                new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8), 1 << 16);
        this.words = thread("fixpoint-replay-words", this::collectWords);
        Thread unused = thread("fixpoint-replay-answers", this::listen);
        this.watch = thread("fixpoint-replay-watch", this::watch);
    }

    /**
     * Starts one with the class path of this process, a heap of its own and, where there is {@code nice}, the lowest
     * priority.
     *
     * @param silence it is killed when it says nothing for so long while it has something to do
     */
    static ReplayChild start(Hello hello, String memory, Duration silence) {
        ReplayChild child = start(command(memory), silence);
        try {
            child.say(ReplayProtocol.HELLO, ReplayProtocol.json(hello));
            child.out.flush();
            Greeting greeting = child.greeted.get(START_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            child.windows = greeting.windows();
            return child;
        } catch (ReplayFailedException | IOException e) {
            child.close();
            throw child.failure(e);
        } catch (ExecutionException | TimeoutException e) {
            child.kill("It did not start within " + START_WITHIN.toSeconds() + " s.");
            throw child.failure(e);
        } catch (InterruptedException e) {
            child.kill("It was cancelled.");
            Thread.currentThread().interrupt();
            throw child.failure(e);
        }
    }

    /** Starts a command that speaks as a {@link ReplayProcess} does. */
    static ReplayChild start(List<String> command, Duration silence) {
        try {
            return new ReplayChild(new ProcessBuilder(command).start(), silence);
        } catch (IOException e) {
            throw new UncheckedIOException("The process of the replay cannot be started: " + e.getMessage(), e);
        }
    }

    private static List<String> command(String memory) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(NICE)) {
            command.addAll(List.of(NICE.toString(), "-n", "19"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx" + memory, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        String classPath = System.getProperty("java.class.path");
        if (classPath.endsWith("quarkus-run.jar")) {
            command.addAll(List.of("-jar", classPath, "rehearse"));
        } else {
            command.addAll(List.of("-cp", classPath, ReplayProcess.class.getName()));
        }
        return command;
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** What its rules read of the samples. */
    SampleWindows windows() {
        return windows;
    }

    /** The position up to which it has come. */
    long position() {
        return position;
    }

    private void listen() {
        List<Course.Episode> episodes = new ArrayList<>();
        List<Course.OpenedIncident> incidents = new ArrayList<>();
        List<Course.Recovery> recoveries = new ArrayList<>();
        List<Course.Taken> decisions = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        try (BufferedReader lines = reader(process.getInputStream())) {
            String line;
            while ((line = lines.readLine()) != null) {
                heard = System.nanoTime();
                if (line.length() < 2) {
                    continue;
                }
                String content = line.substring(2);
                switch (line.charAt(0)) {
                    case ReplayProtocol.HELLO -> greeted.complete(ReplayProtocol.read(content, Greeting.class));
                    case ReplayProtocol.PROGRESS -> position = Long.parseLong(content);
                    case ReplayProtocol.FAILED -> end(content);
                    case ReplayProtocol.COURSE_EPISODE ->
                        episodes.add(ReplayProtocol.read(content, Course.Episode.class));
                    case ReplayProtocol.COURSE_INCIDENT ->
                        incidents.add(ReplayProtocol.read(content, Course.OpenedIncident.class));
                    case ReplayProtocol.COURSE_RECOVERY ->
                        recoveries.add(ReplayProtocol.read(content, Course.Recovery.class));
                    case ReplayProtocol.COURSE_DECISION ->
                        decisions.add(ReplayProtocol.read(content, Course.Taken.class));
                    case ReplayProtocol.COURSE_NOTE -> notes.add(ReplayProtocol.read(content, String.class));
                    case ReplayProtocol.END -> {
                        Course course = new Course(episodes, incidents, recoveries, decisions, notes);
                        CompletableFuture<Course> asked = answer;
                        if (asked != null) {
                            asked.complete(course);
                        }
                        List.of(episodes, incidents, recoveries, decisions, notes)
                                .forEach(List::clear);
                    }
                    default -> remember(line);
                }
            }
        } catch (IOException | RuntimeException e) {
            remember("Its answer cannot be understood: " + e);
        }
        ended();
    }

    private static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    private void collectWords() {
        try (BufferedReader lines = reader(process.getErrorStream())) {
            String line;
            while ((line = lines.readLine()) != null) {
                remember(line);
            }
        } catch (IOException e) {
            remember(String.valueOf(e.getMessage()));
        }
    }

    private void remember(String line) {
        synchronized (lastWords) {
            lastWords.add(line);
            if (lastWords.size() > LAST_WORDS) {
                lastWords.remove();
            }
        }
    }

    private void watch() {
        try {
            while (process.isAlive()) {
                if (isSilent() && expected) {
                    kill("It said nothing for " + silence.toSeconds()
                            + " s (fixpoint.replay.silence): a rule that does not come to an end, perhaps.");
                    return;
                }
                Thread.sleep(Math.min(1_000, Math.max(10, silence.toMillis() / 10)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whether it computes without saying anything. It has the lowest priority, so on a busy machine little of the time is
     * its own: what counts is the processor time that it took, and ten times as much of the time of everybody.
     */
    private boolean isSilent() {
        Duration computed = process.info().totalCpuDuration().orElse(Duration.ZERO);
        if (heardThen != heard) {
            heardThen = heard;
            computedThen = computed;
        }
        long quiet = System.nanoTime() - heardThen;
        boolean computes = computed.minus(computedThen).compareTo(silence) > 0;
        return (computes && quiet > silence.toNanos()) || quiet > IDLE_FACTOR * silence.toNanos();
    }

    private void ended() {
        try {
            int code = process.waitFor();
            words.join(LAST_WORDS_MILLIS);
            synchronized (lastWords) {
                end("Its process ended with " + code
                        + (code == 3 ? ": its memory was full (fixpoint.replay.memory)" : "")
                        + (lastWords.isEmpty() ? "." : ": " + String.join(" ⏎ ", lastWords)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void end(String reason) {
        if (ended == null) {
            ended = reason;
        }
        ReplayFailedException failure = new ReplayFailedException(ended);
        greeted.completeExceptionally(failure);
        CompletableFuture<Course> asked = answer;
        if (asked != null) {
            asked.completeExceptionally(failure);
        }
    }

    /** Ends the process at once. Whoever waits for it gets the reason. */
    void kill(String reason) {
        end(reason);
        process.destroyForcibly();
    }

    /** What it has come to. */
    Course course() throws InterruptedException {
        CompletableFuture<Course> asked = new CompletableFuture<>();
        answer = asked;
        try {
            busy(true);
            say(ReplayProtocol.ASK, "");
            out.flush();
            if (ended != null) {
                throw new ReplayFailedException(ended);
            }
            return asked.get();
        } catch (IOException | ExecutionException e) {
            throw failure(e);
        } finally {
            answer = null;
            busy(false);
        }
    }

    /** While it has nothing to do, nothing is expected of it. */
    private void busy(boolean busy) {
        heard = System.nanoTime();
        expected = busy;
    }

    /** Lets it have everything that was said, and waits until it has come so far. */
    void await(long upTo) throws InterruptedException {
        try {
            out.flush();
            busy(true);
            while (position < upTo && ended == null) {
                Thread.sleep(20);
            }
            busy(false);
        } catch (IOException e) {
            throw failure(e);
        }
        if (ended != null) {
            throw new ReplayFailedException(ended);
        }
    }

    private ReplayFailedException failure(Exception e) {
        if (e instanceof ReplayFailedException failed) {
            return failed;
        }
        try {
            // The reason comes with the end of the process, which comes a little later than the broken pipe.
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            for (int i = 0; i < 100 && ended == null; i++) {
                Thread.sleep(10);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        String reason = ended;
        return new ReplayFailedException(reason == null ? String.valueOf(e.getMessage()) : reason);
    }

    private void say(char what, String content) throws IOException {
        out.write(what);
        out.write(' ');
        out.write(content);
        out.write('\n');
    }

    private void tell(char what, String content) {
        try {
            say(what, content);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public void switches(DetectionSwitch recorded) {
        tell(ReplayProtocol.SWITCH, ReplayProtocol.json(recorded));
    }

    @Override
    public void stood(EpisodeRecord episode) {
        tell(ReplayProtocol.EPISODE, ReplayProtocol.json(Stood.of(episode)));
    }

    @Override
    public void unseen(DetectionHistory.Unseen transition) {
        tell(ReplayProtocol.UNSEEN, ReplayProtocol.json(UnseenStep.of(transition)));
    }

    @Override
    public void decides(TriageRound recorded) {
        tell(ReplayProtocol.ROUND, ReplayProtocol.json(recorded));
    }

    @Override
    public void restores(Path checkpoint) {
        busy(true);
        tell(ReplayProtocol.CHECKPOINT, checkpoint.toAbsolutePath().toString());
    }

    @Override
    public void warms(RawRecord record) {
        record(ReplayProtocol.WARM, record);
    }

    @Override
    public void begins() {
        tell(ReplayProtocol.BEGIN, "");
    }

    @Override
    public void happens(RawRecord record) {
        record(ReplayProtocol.RECORD, record);
    }

    private void record(char what, RawRecord record) {
        busy(true);
        tell(what, ReplayProtocol.record(record));
    }

    @Override
    public void close() {
        end("It was ended.");
        process.destroyForcibly();
        watch.interrupt();
    }
}
