package io.fixpoint.factlog;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Reads records by their positions, and passes over those that are damaged. */
final class LogReader {
    /** The length of what precedes the facts of a record: its kind and the microsecond of its receipt. */
    static final int HEADER = 1 + Long.BYTES;

    /** A block holds fewer records than this; where more cannot be read, the whole file is damaged. */
    private static final int MOST_OF_A_BLOCK = 2_000;

    private final OpenedLog log;
    private final LogDamage damage;

    LogReader(OpenedLog log, LogDamage damage) {
        this.log = log;
        this.damage = damage;
    }

    static byte[] key(long position) {
        return ByteBuffer.allocate(Long.BYTES).putLong(position).array();
    }

    static long position(byte[] key) {
        return ByteBuffer.wrap(key).getLong();
    }

    /** Writes what precedes the facts. */
    static void header(byte[] value, LogRecord.Kind kind, Instant receivedAt) {
        ByteBuffer.wrap(value).put(code(kind)).putLong(ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt));
    }

    private static byte code(LogRecord.Kind kind) {
        return switch (kind) {
            case BATCH -> 0;
            case TICK -> 1;
            case START -> 2;
        };
    }

    private static LogRecord.Kind kind(byte code) {
        return switch (code) {
            case 0 -> LogRecord.Kind.BATCH;
            case 1 -> LogRecord.Kind.TICK;
            case 2 -> LogRecord.Kind.START;
            default -> throw new IllegalStateException("The fact log holds a record of the unknown kind " + code + ".");
        };
    }

    private static RawRecord record(long position, byte[] value) {
        ByteBuffer header = ByteBuffer.wrap(value);
        return new RawRecord(
                position,
                kind(header.get()),
                Instant.EPOCH.plus(header.getLong(), ChronoUnit.MICROS),
                ByteString.copyFrom(value, HEADER, value.length - HEADER));
    }

    /** The records after the one position up to the other; it ends with the record that reaches a limit. */
    List<RawRecord> read(long after, long upTo, int limit, long bytes) {
        return read(after, upTo, limit, bytes, log.sequential());
    }

    /** The first record after the position; null if there is none up to the other. */
    @Nullable
    RawRecord first(long after, long upTo) {
        try (ReadOptions options = new ReadOptions()) {
            List<RawRecord> found = read(after, upTo, 1, 1, options);
            return found.isEmpty() ? null : found.get(0);
        }
    }

    private List<RawRecord> read(long after, long upTo, int limit, long bytes, ReadOptions options) {
        List<RawRecord> records = new ArrayList<>();
        long next = damage.skip(after + 1);
        long size = 0;
        while (next <= upTo) {
            try (RocksIterator iterator = log.db().newIterator(log.records(), options)) {
                for (iterator.seek(key(next)); iterator.isValid(); iterator.next()) {
                    long position = position(iterator.key());
                    if (position > upTo) {
                        return records;
                    }
                    byte[] value = iterator.value();
                    records.add(record(position, value));
                    next = position + 1;
                    size += value.length;
                    if (records.size() >= limit || size >= bytes) {
                        return records;
                    }
                }
                iterator.status();
                return records;
            } catch (RocksDBException e) {
                next = pass(next, upTo, options, e);
            }
        }
        return records;
    }

    /** The first position at which reading can go on after the damage that begins at the given one. */
    private long pass(long from, long upTo, ReadOptions options, RocksDBException e) {
        long next = from;
        do {
            next = damage.skip(next + 1);
            if (next - from > MOST_OF_A_BLOCK) {
                next = endOfFile(from) + 1;
                break;
            }
        } while (next <= upTo && !isReadable(next, options));
        damage.found(from, Math.min(next - 1, upTo), String.valueOf(e.getMessage()));
        return next;
    }

    private boolean isReadable(long position, ReadOptions options) {
        try (RocksIterator iterator = log.db().newIterator(log.records(), options)) {
            iterator.seek(key(position));
            iterator.status();
            return true;
        } catch (RocksDBException e) {
            return false;
        }
    }

    private long endOfFile(long position) {
        long end = position + MOST_OF_A_BLOCK;
        for (LiveFileMetaData file : files()) {
            if (position(file.smallestKey()) <= position && position(file.largestKey()) > end) {
                end = position(file.largestKey());
            }
        }
        return end;
    }

    /** The files of the records. */
    List<LiveFileMetaData> files() {
        try {
            byte[] name = log.records().getName();
            return log.db().getLiveFilesMetaData().stream()
                    .filter(file -> Arrays.equals(file.columnFamilyName(), name))
                    .toList();
        } catch (RocksDBException e) {
            throw new IllegalStateException("The files of the fact log cannot be listed", e);
        }
    }

    /** The last position that is stored; 0 if there is none. */
    long last() {
        long last = 0;
        try (RocksIterator iterator = log.db().newIterator(log.records())) {
            iterator.seekToLast();
            if (iterator.isValid()) {
                return position(iterator.key());
            }
            iterator.status();
        } catch (RocksDBException e) {
            for (LiveFileMetaData file : files()) {
                last = Math.max(last, position(file.largestKey()));
            }
        }
        return last;
    }
}
