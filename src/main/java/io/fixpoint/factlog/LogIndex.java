package io.fixpoint.factlog;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** What a log knows beside its records: which ids were used when, and where it begins. */
final class LogIndex {
    /** So many ids are forgotten at once. */
    static final int AT_ONCE = 1_000;

    /** Keys: an id, for the time of its use; the same by that time; the first position that counts. */
    private static final byte ID = 0;

    private static final byte ID_BY_TIME = 1;
    private static final byte[] FIRST = {2};

    private final OpenedLog log;

    LogIndex(OpenedLog log) {
        this.log = log;
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static byte[] idKey(byte[] id) {
        return ByteBuffer.allocate(1 + id.length).put(ID).put(id).array();
    }

    private static byte[] timeKey(Instant time, byte[] id) {
        return ByteBuffer.allocate(1 + Long.BYTES + id.length)
                .put(ID_BY_TIME)
                .putLong(micros(time))
                .put(id)
                .array();
    }

    /** Where the log begins, as it was stated last; 1 if it was not. */
    long begin() throws RocksDBException {
        byte[] begin = log.db().get(log.index(), FIRST);
        return begin == null ? 1 : LogReader.position(begin);
    }

    /** States where the log begins. */
    void begin(long position) throws RocksDBException {
        try (WriteOptions options = new WriteOptions()) {
            log.db().put(log.index(), options, FIRST, LogReader.key(position));
        }
    }

    /** Adds the use of an id to what is written. */
    void use(WriteBatch batch, byte[] id, Instant time) throws RocksDBException {
        batch.put(log.index(), idKey(id), LogReader.key(micros(time)));
        batch.put(log.index(), timeKey(time, id), new byte[0]);
    }

    /** When each of the ids was used; null for one that was not. */
    List<@Nullable Instant> used(List<byte[]> ids) throws RocksDBException {
        List<byte[]> keys = ids.stream().map(LogIndex::idKey).toList();
        List<@Nullable Instant> times = new ArrayList<>(ids.size());
        for (byte[] value : log.db().multiGetAsList(Collections.nCopies(keys.size(), log.index()), keys)) {
            times.add(value == null ? null : Instant.EPOCH.plus(LogReader.position(value), ChronoUnit.MICROS));
        }
        return times;
    }

    /** Forgets ids that were used before the time, at most {@link #AT_ONCE}; says how many. */
    int forget(Instant before) throws RocksDBException {
        byte[] end = timeKey(before, new byte[0]);
        int count = 0;
        try (WriteOptions options = new WriteOptions();
                WriteBatch batch = new WriteBatch();
                RocksIterator iterator = log.db().newIterator(log.index())) {
            for (iterator.seek(new byte[] {ID_BY_TIME});
                    iterator.isValid() && count < AT_ONCE && Arrays.compareUnsigned(iterator.key(), end) < 0;
                    iterator.next()) {
                byte[] key = iterator.key();
                byte[] id = idKey(Arrays.copyOfRange(key, 1 + Long.BYTES, key.length));
                byte[] time = log.db().get(log.index(), id);
                // An id that was used again later is remembered from then.
                if (time != null && Arrays.equals(time, Arrays.copyOfRange(key, 1, 1 + Long.BYTES))) {
                    batch.delete(log.index(), id);
                }
                batch.delete(log.index(), key);
                count++;
            }
            iterator.status();
            log.db().write(options, batch);
            return count;
        }
    }

    /** How many ids are remembered. */
    long size() throws RocksDBException {
        try (RocksIterator iterator = log.db().newIterator(log.index())) {
            long count = 0;
            for (iterator.seek(new byte[] {ID}); iterator.isValid() && iterator.key()[0] == ID; iterator.next()) {
                count++;
            }
            iterator.status();
            return count;
        }
    }
}
