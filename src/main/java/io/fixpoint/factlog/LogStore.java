package io.fixpoint.factlog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The files of the log: records by position, the ids that were used, and where the log begins. One thread writes, any
 * number read. After a write that failed, the files are opened anew before the next one.
 */
final class LogStore implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LogStore.class);
    /** A record that is damaged hides its time; one of so many before it tells nearly the same. */
    private static final int LOOK_BACK = 10_000;

    private final Path folder;
    private final LogOpening opening;
    private final LogDamage damage;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    /** Held while something is written, so that an id is not forgotten that is being used again. */
    private final Object writing = new Object();

    private volatile @Nullable OpenedLog opened;
    private volatile boolean broken;
    private volatile boolean indexDamaged;
    private volatile long first;
    private volatile long last;

    LogStore(Path folder, long maxSize, LogDamage damage) {
        this.folder = folder;
        this.damage = damage;
        this.opening = new LogOpening(folder, maxSize, damage);
        open();
    }

    private void open() {
        OpenedLog log = opening.open();
        opened = log;
        try {
            LogReader reader = new LogReader(log, damage);
            last = reader.last();
            if (indexDamaged) {
                log.renewIndex();
                indexDamaged = false;
            }
            RawRecord record = reader.first(begin(log) - 1, last);
            first = record == null ? last + 1 : record.position();
        } catch (RocksDBException e) {
            throw new IllegalStateException("The fact log in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private long begin(OpenedLog log) throws RocksDBException {
        try {
            return new LogIndex(log).begin();
        } catch (RocksDBException e) {
            damage.lostIds(e.getMessage());
            log.renewIndex();
            return 1;
        }
    }

    /** Records and ids that are written together or not at all. */
    static final class Group implements AutoCloseable {
        private final WriteBatch batch = new WriteBatch();
        private final LogStore store;
        private long begin;
        private long end;

        private Group(LogStore store) {
            this.store = store;
            this.end = store.last;
        }

        /** @param value with room for the header before the facts, which is filled in */
        void add(long position, LogRecord.Kind kind, Instant receivedAt, byte[] value) throws IOException {
            LogReader.header(value, kind, receivedAt);
            try {
                batch.put(LogReader.key(position), value);
            } catch (RocksDBException e) {
                throw failure(e);
            }
            begin = begin == 0 ? position : begin;
            end = position;
        }

        void use(byte[] id, Instant time) throws IOException {
            try {
                new LogIndex(store.log()).use(batch, id, time);
            } catch (RocksDBException e) {
                throw failure(e);
            }
        }

        @Override
        public void close() {
            batch.close();
        }
    }

    private static IOException failure(RocksDBException e) {
        return new IOException(e.getMessage(), e);
    }

    private OpenedLog log() {
        OpenedLog log = opened;
        if (log == null) {
            throw new IllegalStateException("The fact log is closed.");
        }
        return log;
    }

    private <T> T reading(Function<LogReader, T> read) {
        lock.readLock().lock();
        try {
            return read.apply(new LogReader(log(), damage));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Begins a group. It belongs to the thread that writes. */
    Group group() {
        if (broken) {
            mend();
        }
        return new Group(this);
    }

    /** After a write that failed, RocksDB takes no further one; and what was written of it must be known. */
    private void mend() {
        lock.writeLock().lock();
        try {
            OpenedLog log = opened;
            if (log != null) {
                log.close();
                opened = null;
            }
            open();
            broken = false;
            LOG.info("The fact log is open again.");
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * Writes the group; it is on the disk when this returns.
     *
     * @throws IOException if it is not; then nothing is known of it until the next group begins
     */
    void commit(Group group) throws IOException {
        lock.readLock().lock();
        try {
            OpenedLog log = log();
            synchronized (writing) {
                log.db().write(log.durable(), group.batch);
            }
            if (first > last) {
                // The log was empty, and need not begin with 1.
                first = group.begin;
            }
            last = group.end;
        } catch (RocksDBException e) {
            broken = true;
            throw failure(e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** When each of the ids was used; null for one that was not. */
    List<@Nullable Instant> used(List<byte[]> ids) throws IOException {
        lock.readLock().lock();
        try {
            return new LogIndex(log()).used(ids);
        } catch (RocksDBException e) {
            indexFailed(e);
            throw failure(e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** A damaged index is given up before the next group, since it would refuse facts for ever. */
    private void indexFailed(RocksDBException e) {
        if (!broken) {
            damage.lostIds(e.getMessage());
            indexDamaged = true;
            broken = true;
        }
    }

    /** The first position that is kept; one after the last if there is none. */
    long first() {
        return first;
    }

    /** The last position; 0 before the first. */
    long last() {
        return last;
    }

    /** When the last record was received; the epoch if there is none. */
    Instant lastReceived() {
        for (long after = last - 1; after >= Math.max(0, last - LOOK_BACK); after--) {
            RawRecord record = after(after);
            if (record != null) {
                return record.receivedAt();
            }
        }
        return Instant.EPOCH;
    }

    /** The records after the position, up to the one that reaches a limit. */
    List<RawRecord> read(long after, int limit, long bytes) {
        return reading(reader -> reader.read(Math.max(after, first - 1), last, limit, bytes));
    }

    private @Nullable RawRecord after(long position) {
        return reading(reader -> reader.first(Math.max(position, first - 1), last));
    }

    /** The position before the first record that was received at the time or later; the last position if none was. */
    long before(Instant time) {
        long low = first;
        long high = last + 1;
        while (low < high) {
            long middle = low + (high - low) / 2;
            RawRecord record = after(middle - 1);
            if (record == null || !record.receivedAt().isBefore(time)) {
                high = middle;
            } else {
                low = record.position() + 1;
            }
        }
        return low - 1;
    }

    /** Removes the records before the position, which must not be after the last. */
    void cut(long position) throws IOException {
        long from = Math.min(position, last);
        if (from <= first) {
            return;
        }
        lock.readLock().lock();
        try {
            OpenedLog log = log();
            new LogIndex(log).begin(from);
            first = from;
            log.db().deleteFilesInRanges(log.records(), List.of(LogReader.key(0), LogReader.key(from)), false);
        } catch (RocksDBException e) {
            throw failure(e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The first position to keep so that the files take no more room than this. */
    long firstWithin(long maxSize) {
        return reading(reader -> {
            long left = bytes() - maxSize;
            long from = first;
            List<LiveFileMetaData> files = reader.files().stream()
                    .sorted(Comparator.comparingLong(file -> LogReader.position(file.smallestKey())))
                    .toList();
            for (LiveFileMetaData file : files) {
                if (left <= 0) {
                    break;
                }
                left -= file.size();
                from = Math.max(from, LogReader.position(file.largestKey()) + 1);
            }
            return from;
        });
    }

    /** Forgets the ids that were used before the time. */
    void forgetIds(Instant before) throws IOException {
        lock.readLock().lock();
        try {
            LogIndex index = new LogIndex(log());
            int count = LogIndex.AT_ONCE;
            while (count == LogIndex.AT_ONCE) {
                synchronized (writing) {
                    count = index.forget(before);
                }
            }
        } catch (RocksDBException e) {
            indexFailed(e);
            throw failure(e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** How many ids are remembered. */
    long ids() throws IOException {
        lock.readLock().lock();
        try {
            return new LogIndex(log()).size();
        } catch (RocksDBException e) {
            throw failure(e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The room that the files take. */
    long bytes() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(LogStore::size).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The room that is left on the disk. */
    long free() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            OpenedLog log = opened;
            opened = null;
            if (log != null) {
                log.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
