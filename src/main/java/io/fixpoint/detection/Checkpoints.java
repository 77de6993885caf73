package io.fixpoint.detection;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.fixpoint.factlog.FactsConfig;
import io.fixpoint.rule.SampleWindows;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The state of detection at positions of the log, a file each: a start reads the latest one and the log after it, a replay
 * the latest one before its span. One that is damaged or of another format is passed over, and the log is read from further
 * back.
 */
@ApplicationScoped
public class Checkpoints {
    private static final Logger LOG = Logger.getLogger(Checkpoints.class);
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();
    private static final int MAGIC = 0x46495850;
    /** Another one whenever what is written changes. */
    private static final int FORMAT = 1;

    private static final String END = ".checkpoint";
    private static final String UNFINISHED = ".unfinished";
    private static final int BUFFER = 1 << 18;
    private static final int ALWAYS_KEPT = 2;
    private static final long DAY = 24 * Micros.HOUR;

    private final Path folder;
    private final DetectionConfig config;
    private final Duration retention;

    /**
     * What a file begins with.
     *
     * @param position of the last record that it has
     * @param received when that was received, in microseconds
     * @param windows what is kept of the samples
     * @param settings those that decide what is kept
     */
    private record Head(long position, long received, SampleWindows windows, String settings) {}

    private record Kept(Path file, Head head) {}

    /** Takes the state from, or puts it into, what it is given. */
    interface Body<T> {
        void with(T data) throws IOException;
    }

    @Inject
    public Checkpoints(
            @ConfigProperty(name = "fixpoint.data-dir") Path dataDir, DetectionConfig config, FactsConfig facts) {
        this(dataDir.resolve("checkpoints"), config, facts.retention());
    }

    /**
     * @param folder made if it is missing
     * @param retention how long facts are kept; no checkpoint is kept for longer
     */
    Checkpoints(Path folder, DetectionConfig config, Duration retention) {
        this.folder = folder;
        this.config = config;
        this.retention = retention;
    }

    private String settings() {
        return config.windowSamples() + " " + config.relearnAfter();
    }

    /**
     * A checkpoint that is written, but not yet sure to survive a crash.
     *
     * @param unfinished where it is until then
     */
    record Written(Path unfinished, Path file, long bytes) {}

    /** Writes a checkpoint; the state must not change meanwhile. {@link #finish} makes it one. */
    Written write(long position, long received, SampleWindows windows, Body<StateOutput> state) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(String.format("%020d%s", position, END));
        Path unfinished = folder.resolve(file.getFileName() + UNFINISHED);
        CRC32C sum = new CRC32C();
        try (OutputStream raw = Files.newOutputStream(unfinished);
                DataOutputStream out =
                        new DataOutputStream(new CheckedOutputStream(new BufferedOutputStream(raw, BUFFER), sum))) {
            out.writeInt(MAGIC);
            out.writeInt(FORMAT);
            out.writeUTF(MAPPER.writeValueAsString(new Head(position, received, windows, settings())));
            state.with(new StateOutput(out));
            out.writeLong(sum.getValue());
        }
        return new Written(unfinished, file, Files.size(unfinished));
    }

    /** Makes it durable, gives it its name, and removes those that are no longer needed. */
    void finish(Written written) throws IOException {
        try (FileChannel channel = FileChannel.open(written.unfinished(), StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(written.unfinished(), written.file(), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
        thin();
    }

    /**
     * Reads the latest checkpoint up to a position that can be used.
     *
     * @param upTo the last position that it may be of
     * @param fresh asked for the state to be filled, with what was kept of the samples; again for each that turns out to
     *     be damaged
     * @return its position; empty if there is none
     */
    OptionalLong restore(long upTo, Function<SampleWindows, Body<StateInput>> fresh) {
        for (Kept kept : kept()) {
            Head head = kept.head();
            if (head.position() > upTo || !head.settings().equals(settings())) {
                continue;
            }
            try {
                read(kept.file(), fresh.apply(head.windows()));
                return OptionalLong.of(head.position());
            } catch (IOException | RuntimeException e) {
                LOG.errorf(
                        "The checkpoint %s cannot be read (%s); an earlier one is tried. Nothing is lost by it: the fact"
                                + " log has everything.",
                        kept.file(), e);
            }
        }
        return OptionalLong.empty();
    }

    /** The latest file up to the position that has these windows, with its position; empty if there is none. */
    public Optional<Found> find(long upTo, SampleWindows windows) {
        return kept().stream()
                .filter(kept -> kept.head().position() <= upTo
                        && kept.head().settings().equals(settings())
                        && kept.head().windows().cover(windows))
                .findFirst()
                .map(kept -> new Found(kept.file(), kept.head().position()));
    }

    /**
     * A checkpoint.
     *
     * @param position of the last record that it has
     */
    public record Found(Path file, long position) {}

    /** Reads a file, after its checksum was found right: what is damaged may claim any amount of memory. */
    static void read(Path file, Body<StateInput> state) throws IOException {
        verify(file);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
            Head ignored = readHead(in);
            state.with(new StateInput(in));
        }
    }

    private static void verify(Path file) throws IOException {
        CRC32C sum = new CRC32C();
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            byte[] buffer = new byte[BUFFER];
            for (long left = Files.size(file) - Long.BYTES; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(left, BUFFER));
                if (read < 0) {
                    throw new IOException("it is cut off");
                }
                sum.update(buffer, 0, read);
                left -= read;
            }
            if (in.readLong() != sum.getValue()) {
                throw new IOException("its checksum is wrong");
            }
        }
    }

    private static Head readHead(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new IOException("it is no checkpoint");
        }
        int format = in.readInt();
        if (format != FORMAT) {
            throw new IOException("its format is " + format + ", and this version reads " + FORMAT);
        }
        return MAPPER.readValue(in.readUTF(), Head.class);
    }

    /** Those that there are, latest first. */
    private List<Kept> kept() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Kept> kept = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(END)).toList()) {
                Head head = head(file);
                if (head != null) {
                    kept.add(new Kept(file, head));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoints in " + folder + " cannot be listed: " + e, e);
        }
        kept.sort(Comparator.comparingLong((Kept one) -> one.head().position()).reversed());
        return kept;
    }

    private static @Nullable Head head(Path file) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            return readHead(in);
        } catch (IOException e) {
            LOG.warnf(
                    "The checkpoint %s is passed over: %s.",
                    file, e.getMessage() == null ? "it is cut off" : e.getMessage());
            return null;
        }
    }

    /** Keeps the last ones, one an hour of the last day, and one a day of the retention. */
    private void thin() throws IOException {
        List<Kept> kept = kept();
        if (kept.isEmpty()) {
            return;
        }
        long latest = kept.get(0).head().received();
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < kept.size(); i++) {
            long received = kept.get(i).head().received();
            long age = latest - received;
            String place = age < DAY ? "hour " + received / Micros.HOUR : "day " + received / DAY;
            boolean first = taken.add(place);
            if (i >= ALWAYS_KEPT && (!first || age > Micros.of(retention))) {
                Files.deleteIfExists(kept.get(i).file());
            }
        }
    }
}
