package io.fixpoint.factlog;

import io.fixpoint.factlog.OpenedLog.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.rocksdb.SstFileReaderIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Makes a new log of the files of one whose list of files is damaged: RocksDB opens none without it. The journals of the
 * old log are replayed by the new one as if they were its own; the records of its tables are copied. The ids in the
 * tables are not: whose facts are sent again may be logged twice.
 */
final class LogSalvage {
    private static final Logger LOG = Logger.getLogger(LogSalvage.class);
    private static final int BATCH_BYTES = 4 << 20;

    private final Path folder;
    private final long maxSize;

    LogSalvage(Path folder, long maxSize) {
        this.folder = folder;
        this.maxSize = maxSize;
    }

    /** The folder holds the new log when this returns; what could not be read of the old one is beside it. */
    void salvage() throws RocksDBException {
        try {
            Path old = aside();
            Files.move(folder, old);
            Files.createDirectories(folder);
            OpenedLog.open(folder.toString(), maxSize, Mode.STRICT).close();
            for (Path journal : files(old, ".log")) {
                Files.copy(journal, folder.resolve(journal.getFileName()));
            }
            try (OpenedLog log = OpenedLog.open(folder.toString(), maxSize, Mode.LENIENT)) {
                for (Path table : files(old, ".sst")) {
                    copy(table, log);
                }
                try (FlushOptions options = new FlushOptions()) {
                    log.db().flush(options, log.records());
                }
            }
            LOG.warnf("The old files of the fact log are kept in %s; they can be deleted.", old);
        } catch (IOException e) {
            throw new UncheckedIOException("The damaged fact log in " + folder + " cannot be copied: " + e, e);
        }
    }

    private Path aside() {
        for (int number = 1; ; number++) {
            Path path = folder.resolveSibling(folder.getFileName() + "-damaged-" + number);
            if (!Files.exists(path)) {
                return path;
            }
        }
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static void copy(Path table, OpenedLog log) throws RocksDBException {
        try (Options options = new Options();
                ReadOptions reading = new ReadOptions().setFillCache(false);
                WriteOptions writing = new WriteOptions();
                SstFileReader reader = new SstFileReader(options)) {
            try {
                reader.open(table.toString());
            } catch (RocksDBException e) {
                LOG.errorf("The file %s of the fact log cannot be read: %s", table, e.getMessage());
                return;
            }
            try (SstFileReaderIterator records = reader.newIterator(reading);
                    WriteBatch batch = new WriteBatch()) {
                for (records.seekToFirst(); records.isValid(); records.next()) {
                    // The keys of the index are longer or shorter.
                    if (records.key().length == Long.BYTES) {
                        batch.put(log.records(), records.key(), records.value());
                    }
                    if (batch.getDataSize() > BATCH_BYTES) {
                        log.db().write(writing, batch);
                        batch.clear();
                    }
                }
                log.db().write(writing, batch);
                try {
                    records.status();
                } catch (RocksDBException e) {
                    LOG.errorf("The file %s of the fact log cannot be read to its end: %s", table, e.getMessage());
                }
            }
        }
    }
}
