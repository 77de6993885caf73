package io.fixpoint.replay;

import io.fixpoint.detection.DetectionSwitch;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.replay.ReplayProtocol.Greeting;
import io.fixpoint.replay.ReplayProtocol.Hello;
import io.fixpoint.replay.ReplayProtocol.Stood;
import io.fixpoint.replay.ReplayProtocol.UnseenStep;
import io.fixpoint.rule.CandidateRules;
import io.fixpoint.triage.TriageRound;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that replays what a server tells it, as {@link ReplayProtocol} says. It has no data folder, opens nothing and
 * ends with its input, so whatever rules do in it, the server is not harmed.
 */
public final class ReplayProcess {
    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int AHEAD = 64;
    private static final int BUFFER = 1 << 16;

    private final BufferedReader in;
    private final BufferedWriter out;
    /** Facts are read on one thread and replayed on another. */
    private final BlockingQueue<Step> steps = new ArrayBlockingQueue<>(AHEAD);

    private long told = System.nanoTime();
    private long reached;
    private long said;

    /** Something to do in order. */
    @FunctionalInterface
    private interface Step {
        /** @return whether it goes on */
        boolean on(Replay replay) throws IOException;
    }

    private ReplayProcess(InputStream in, OutputStream out) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), BUFFER);
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), BUFFER);
    }

    /** Replays what standard input says. */
    public static void main(String[] arguments) {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        // Whatever prints must not disturb the conversation.
        System.setOut(System.err);
        System.exit(run(System.in, out));
    }

    /** Replays what the input says, and returns the exit code. */
    static int run(InputStream in, OutputStream out) {
        return new ReplayProcess(in, out).run();
    }

    private int run() {
        try {
            try {
                Hello hello = hello();
                Thread reader = new Thread(this::read, "fixpoint-replay-reader");
                reader.setDaemon(true);
                reader.start();
                follow(hello);
                return 0;
            } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError e) {
                say(ReplayProtocol.FAILED, String.valueOf(reason(e)).replaceAll("\\R", " ⏎ "));
                out.flush();
                return 1;
            }
        } catch (IOException e) {
            // The server is gone.
            return 1;
        } catch (InterruptedException e) {
            return 1;
        }
    }

    private static String reason(Throwable e) {
        if (e instanceof OutOfMemoryError) {
            return "Its memory is full; give it more by fixpoint.replay.memory, or replay a shorter time.";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private Hello hello() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new EOFException();
        }
        if (line.isEmpty() || line.charAt(0) != ReplayProtocol.HELLO) {
            throw new IllegalStateException("A replay begins with a hello, not with: " + line);
        }
        Hello hello = ReplayProtocol.read(line.substring(2), Hello.class);
        if (hello.version() != ReplayProtocol.VERSION) {
            throw new IllegalStateException("The server speaks version " + hello.version()
                    + " of the protocol, this is " + ReplayProtocol.VERSION + ".");
        }
        return hello;
    }

    private void follow(Hello hello) throws IOException, InterruptedException {
        CandidateRules candidate = hello.candidate() == null ? null : new CandidateRules(hello.candidate(), 0);
        try (Replay replay = new Replay(
                new Replay.Surroundings(
                        hello.detection(),
                        hello.retention(),
                        hello.releases(),
                        hello.firstRelease(),
                        hello.topologies()),
                candidate)) {
            say(
                    ReplayProtocol.HELLO,
                    ReplayProtocol.json(new Greeting(ReplayProtocol.VERSION, replay.sampleWindows())));
            out.flush();
            while (steps.take().on(replay)) {
                progress();
            }
        }
    }

    private void read() {
        try {
            String line;
            while ((line = in.readLine()) != null) {
                if (!line.isEmpty()) {
                    steps.put(step(line.charAt(0), line.length() < 2 ? "" : line.substring(2)));
                }
            }
            steps.put(replay -> false);
        } catch (IOException e) {
            end(new IllegalStateException("The input ended in the middle of a record.", e));
        } catch (RuntimeException | OutOfMemoryError e) {
            end(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Throwable failure) {
        try {
            steps.put(replay -> {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Step step(char what, String content) throws IOException {
        switch (what) {
            case ReplayProtocol.SWITCH -> {
                DetectionSwitch recorded = ReplayProtocol.read(content, DetectionSwitch.class);
                return replay -> {
                    replay.know(recorded);
                    return true;
                };
            }
            case ReplayProtocol.EPISODE -> {
                Stood stood = ReplayProtocol.read(content, Stood.class);
                return replay -> {
                    replay.know(stood.episode());
                    return true;
                };
            }
            case ReplayProtocol.UNSEEN -> {
                UnseenStep unseen = ReplayProtocol.read(content, UnseenStep.class);
                return replay -> {
                    replay.know(unseen.transition());
                    return true;
                };
            }
            case ReplayProtocol.ROUND -> {
                TriageRound round = ReplayProtocol.read(content, TriageRound.class);
                return replay -> {
                    replay.know(round);
                    return true;
                };
            }
            case ReplayProtocol.CHECKPOINT -> {
                Path checkpoint = Path.of(content);
                return replay -> {
                    replay.restore(checkpoint);
                    return true;
                };
            }
            case ReplayProtocol.WARM -> {
                LogRecord record = ReplayProtocol.record(content).read();
                return replay -> {
                    replay.warm(record);
                    return reached(record);
                };
            }
            case ReplayProtocol.RECORD -> {
                LogRecord record = ReplayProtocol.record(content).read();
                return replay -> {
                    replay.process(record);
                    return reached(record);
                };
            }
            case ReplayProtocol.BEGIN -> {
                return replay -> {
                    replay.begin();
                    return true;
                };
            }
            case ReplayProtocol.ASK -> {
                return replay -> {
                    answer(replay.course());
                    return true;
                };
            }
            default -> throw new IllegalStateException("The server said something unknown: " + what + " " + content);
        }
    }

    private boolean reached(LogRecord record) {
        reached = record.position();
        return true;
    }

    /** From time to time, and whenever there is nothing more to do: the server may wait for it. */
    private void progress() throws IOException {
        long now = System.nanoTime();
        boolean idle = steps.isEmpty();
        if (reached != said && (idle || now - told >= PROGRESS_NANOS)) {
            told = now;
            said = reached;
            say(ReplayProtocol.PROGRESS, String.valueOf(reached));
            out.flush();
        } else if (idle) {
            out.flush();
        }
    }

    private void answer(Course course) throws IOException {
        for (Course.Episode episode : course.episodes()) {
            say(ReplayProtocol.COURSE_EPISODE, ReplayProtocol.json(episode));
        }
        for (Course.OpenedIncident incident : course.incidents()) {
            say(ReplayProtocol.COURSE_INCIDENT, ReplayProtocol.json(incident));
        }
        for (Course.Recovery recovery : course.recoveries()) {
            say(ReplayProtocol.COURSE_RECOVERY, ReplayProtocol.json(recovery));
        }
        for (Course.Taken decision : course.decisions()) {
            say(ReplayProtocol.COURSE_DECISION, ReplayProtocol.json(decision));
        }
        for (String note : course.notes()) {
            say(ReplayProtocol.COURSE_NOTE, ReplayProtocol.json(note));
        }
        say(ReplayProtocol.END, "");
        out.flush();
    }

    private void say(char what, String content) throws IOException {
        out.write(what);
        out.write(' ');
        out.write(content);
        out.write('\n');
    }
}
