package io.fixpoint.factlog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/**
 * The RocksDB database of a log while it is open, with everything of it that lives outside of Java's heap.
 *
 * <p>Records are keyed by ascending positions, so files never overlap: RocksDB moves them from level to level without
 * rewriting them, and old ones are deleted whole.
 */
final class OpenedLog implements AutoCloseable {
    private static final long MIB = 1 << 20;
    private static final long CACHE = 16 * MIB;
    private static final long LARGEST_BUFFER = 32 * MIB;
    private static final int BLOCK = 32 << 10;
    private static final int ID_BITS = 10;
    private static final int MOST_OPEN_FILES = 512;
    private static final long READ_AHEAD = MIB;
    private static final String INDEX = "index";

    static {
        RocksDB.loadLibrary();
    }

    private final RocksDB db;
    private final ColumnFamilyHandle records;
    private ColumnFamilyHandle index;
    private final ReadOptions sequential;
    private final WriteOptions durable;
    private final ColumnFamilyDescriptor indexDescriptor;
    private final Deque<AbstractNativeReference> owned;

    private OpenedLog(
            RocksDB db,
            List<ColumnFamilyHandle> families,
            ColumnFamilyDescriptor indexDescriptor,
            Deque<AbstractNativeReference> owned) {
        this.db = db;
        this.records = families.get(0);
        this.index = families.get(1);
        this.indexDescriptor = indexDescriptor;
        this.owned = owned;
        this.sequential = new ReadOptions().setFillCache(false).setReadaheadSize(READ_AHEAD);
        this.durable = new WriteOptions().setSync(true);
        owned.push(db);
        families.forEach(owned::push);
        owned.push(sequential);
        owned.push(durable);
    }

    /** How to deal with what a crash or the disk did to the files. */
    enum Mode {
        /** Everything must be as it was written. */
        STRICT,
        /** What cannot be read is left out. */
        LENIENT
    }

    static OpenedLog open(String folder, long maxSize, Mode mode) throws RocksDBException {
        Deque<AbstractNativeReference> owned = new ArrayDeque<>();
        try {
            Cache cache = new LRUCache(CACHE);
            owned.push(cache);
            DBOptions options = own(owned, options(maxSize, mode));
            List<ColumnFamilyDescriptor> families = List.of(
                    new ColumnFamilyDescriptor(
                            RocksDB.DEFAULT_COLUMN_FAMILY, own(owned, recordOptions(maxSize, cache))),
                    new ColumnFamilyDescriptor(
                            INDEX.getBytes(StandardCharsets.UTF_8), own(owned, indexOptions(maxSize, cache, owned))));
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            RocksDB db = RocksDB.open(options, folder, families, handles);
            return new OpenedLog(db, handles, families.get(1), owned);
        } catch (RocksDBException | RuntimeException e) {
            owned.forEach(AbstractNativeReference::close);
            throw e;
        }
    }

    private static <T extends AbstractNativeReference> T own(Deque<AbstractNativeReference> owned, T reference) {
        owned.push(reference);
        return reference;
    }

    private static DBOptions options(long maxSize, Mode mode) {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                // A damaged block is skipped by whoever reads it; it must not end the writing. Without these checks
                // RocksDB also keeps silent about damage in the journal.
                .setParanoidChecks(mode == Mode.STRICT)
                .setWalRecoveryMode(
                        mode == Mode.STRICT
                                ? WALRecoveryMode.AbsoluteConsistency
                                : WALRecoveryMode.SkipAnyCorruptedRecords)
                .setMaxTotalWalSize(4 * buffer(maxSize))
                .setMaxOpenFiles(MOST_OPEN_FILES)
                .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)
                .setMaxLogFileSize(MIB)
                .setKeepLogFileNum(2);
    }

    /** A small log has small files, so that its oldest part can be deleted. */
    private static long buffer(long maxSize) {
        return Math.max(MIB / 4, Math.min(LARGEST_BUFFER, maxSize / 16));
    }

    private static ColumnFamilyOptions recordOptions(long maxSize, Cache cache) {
        return new ColumnFamilyOptions()
                .setWriteBufferSize(buffer(maxSize))
                .setTargetFileSizeBase(LARGEST_BUFFER)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                // A damaged file of the first level would be in the way of every read, one of another level is not.
                .setLevel0FileNumCompactionTrigger(1)
                .setDisableAutoCompactions(true)
                // No file is rewritten for its age alone.
                .setTtl(0)
                .setPeriodicCompactionSeconds(0)
                .setTableFormatConfig(table(cache));
    }

    private static ColumnFamilyOptions indexOptions(long maxSize, Cache cache, Deque<AbstractNativeReference> owned) {
        BloomFilter filter = own(owned, new BloomFilter(ID_BITS));
        return new ColumnFamilyOptions()
                .setWriteBufferSize(buffer(maxSize))
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(table(cache).setFilterPolicy(filter));
    }

    private static BlockBasedTableConfig table(Cache cache) {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setBlockSize(BLOCK);
    }

    RocksDB db() {
        return db;
    }

    /** A record at its position: {@link LogStore} knows the form. */
    ColumnFamilyHandle records() {
        return records;
    }

    /** The ids, and where the log begins. */
    ColumnFamilyHandle index() {
        return index;
    }

    /** Gives the index up and begins a new one. */
    void renewIndex() throws RocksDBException {
        db.dropColumnFamily(index);
        index = db.createColumnFamily(indexDescriptor);
        owned.push(index);
    }

    /** Lets the records' files leave the first level. Until then it holds what was read from the journals. */
    void arrange() throws RocksDBException {
        db.enableAutoCompaction(List.of(records));
    }

    /** For reading many records in order. */
    ReadOptions sequential() {
        return sequential;
    }

    /** For a write that is on the disk when it returns. */
    WriteOptions durable() {
        return durable;
    }

    @Override
    public void close() {
        // In the reverse of their order: what was made last uses what was made before.
        owned.forEach(AbstractNativeReference::close);
        owned.clear();
    }
}
