package io.fixpoint.factlog;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real fact log in a folder of its own, which is gone after it is closed. The folder is in memory where there is one,
 * since tests let whole days pass tick by tick, and a disk takes its time for each.
 */
public final class TestFactLog implements AutoCloseable {
    private static final Path IN_MEMORY = Path.of("/dev/shm");
    private static final Map<String, String> SMALL =
            Map.of("fixpoint.facts.max-size", "64M", "fixpoint.facts.keep-free", "0");

    private final Path folder;
    private final EmbeddedFactLog log;

    public TestFactLog(Clock clock) {
        try {
            this.folder = Files.isWritable(IN_MEMORY)
                    ? Files.createTempDirectory(IN_MEMORY, "fixpoint-facts")
                    : Files.createTempDirectory("fixpoint-facts");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.log = in(folder, clock, SMALL, new SimpleMeterRegistry());
    }

    /** The data folder that the log is in. */
    public Path folder() {
        return folder;
    }

    public EmbeddedFactLog log() {
        return log;
    }

    /** The log of a data folder, with these settings stated. */
    public static EmbeddedFactLog in(Path dataDir, Clock clock, Map<String, String> stated, MeterRegistry meters) {
        return new EmbeddedFactLog(dataDir, TestDatabase.config(FactsConfig.class, stated), clock, meters);
    }

    @Override
    public void close() {
        try {
            log.close();
            List<Path> left;
            try (Stream<Path> files = Files.walk(folder)) {
                left = files.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : left) {
                Files.delete(file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
