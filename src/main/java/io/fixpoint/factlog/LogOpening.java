package io.fixpoint.factlog;

import io.fixpoint.factlog.OpenedLog.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;

/** Opens the files of a log, whatever a crash or the disk did to them, and says what is lost. */
final class LogOpening {
    private static final Logger LOG = Logger.getLogger(LogOpening.class);

    private final Path folder;
    private final long maxSize;
    private final LogDamage damage;

    LogOpening(Path folder, long maxSize, LogDamage damage) {
        this.folder = folder;
        this.maxSize = maxSize;
        this.damage = damage;
    }

    /**
     * Opens the log, which is made if it is not there.
     *
     * @throws IllegalStateException if another process has it open, or the files cannot be used at all
     */
    OpenedLog open() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IllegalStateException("The folder of the fact log, " + folder + ", cannot be created: " + e, e);
        }
        String damaged = check();
        try {
            OpenedLog log = openLenient();
            if (damaged != null) {
                LOG.warnf(
                        "The fact log was not closed, or is damaged (%s). What cannot be read is left out; a record that"
                                + " was not written to its end was not acknowledged.",
                        damaged);
                findGaps(log);
            }
            log.arrange();
            return log;
        } catch (RocksDBException e) {
            throw new IllegalStateException(
                    "The fact log in " + folder + " cannot be opened (" + e.getMessage()
                            + "). Restore the folder from a backup, or move it away to begin a new log.",
                    e);
        }
    }

    /** What is not as it was written; null if all is. */
    private @Nullable String check() {
        try {
            OpenedLog.open(folder.toString(), maxSize, Mode.STRICT).close();
            return null;
        } catch (RocksDBException e) {
            if (isLocked(e)) {
                throw new IllegalStateException(
                        "Another process has the fact log in " + folder + " open. Stop that process.", e);
            }
            return e.getMessage();
        }
    }

    private OpenedLog openLenient() throws RocksDBException {
        try {
            return OpenedLog.open(folder.toString(), maxSize, Mode.LENIENT);
        } catch (RocksDBException e) {
            if (e.getStatus() != null && e.getStatus().getCode() == Status.Code.IOError) {
                throw e;
            }
            damage.lost(e.getMessage());
            new LogSalvage(folder, maxSize).salvage();
            return OpenedLog.open(folder.toString(), maxSize, Mode.LENIENT);
        }
    }

    private static boolean isLocked(RocksDBException e) {
        return e.getStatus() != null
                && e.getStatus().getCode() == Status.Code.IOError
                && String.valueOf(e.getMessage()).contains("lock");
    }

    /** Positions follow each other without gaps, so a gap is where records were lost. */
    private void findGaps(OpenedLog log) throws RocksDBException {
        LogReader reader = new LogReader(log, damage);
        long from = Long.MAX_VALUE;
        for (LiveFileMetaData file : reader.files()) {
            // What was written last before the crash has been read from its journal into files of the first level.
            if (file.level() == 0) {
                from = Math.min(from, LogReader.position(file.smallestKey()));
            }
        }
        long expected = from;
        try (RocksIterator iterator = log.db().newIterator(log.records(), log.sequential())) {
            for (iterator.seek(LogReader.key(from)); iterator.isValid(); iterator.next()) {
                long position = LogReader.position(iterator.key());
                if (position > expected) {
                    damage.found(expected, position - 1, "a gap in the positions");
                }
                expected = position + 1;
            }
        }
    }
}
