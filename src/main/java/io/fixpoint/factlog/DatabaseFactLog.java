package io.fixpoint.factlog;

import io.fixpoint.fact.Fact;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The fact log as rows of the server's database. It relies on the database for durability at commit. */
@ApplicationScoped
public class DatabaseFactLog implements FactLog {
    /** A read ends after the record with which it has read this many characters. */
    private static final int READ_LENGTH = 8_000_000;

    private static final int READ_RECORDS = 500;
    private static final int REMOVE_RECORDS = 5_000;
    /** A sender's clock may be this far ahead: facts that are further ahead are refused. */
    private static final Duration AHEAD = Duration.ofMinutes(10);

    private final DataSource dataSource;
    private final Clock clock;
    private final LogWriter writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private volatile long last;

    public DatabaseFactLog(DataSource dataSource, Clock clock, FactsConfig config) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.last = end();
        this.writer = new LogWriter(dataSource, clock, config, this::grown);
    }

    private long end() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select coalesce(max(position), 0) from fact_record")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("The end of the fact log cannot be read", e);
        }
    }

    private void grown(long position) {
        lock.lock();
        try {
            last = position;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Appended append(List<Fact> facts) {
        return writer.append(LogRecord.Kind.BATCH, facts);
    }

    @Override
    public void tick() {
        writer.append(LogRecord.Kind.TICK, List.of());
    }

    @Override
    public void start() {
        writer.append(LogRecord.Kind.START, List.of());
    }

    @Override
    public long lastPosition() {
        return last;
    }

    @Override
    public void await(long afterPosition, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (last <= afterPosition && left > 0) {
                left = grown.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<LogRecord> read(long afterPosition, int limit) {
        return readRaw(afterPosition, limit).stream().map(RawRecord::read).toList();
    }

    @Override
    public List<RawRecord> readRaw(long afterPosition, int limit) {
        if (afterPosition >= last) {
            return List.of();
        }
        try (Connection connection = dataSource.getConnection()) {
            return raw(connection, afterPosition, limit);
        } catch (SQLException e) {
            throw new IllegalStateException("The fact log cannot be read after position " + afterPosition, e);
        }
    }

    @Override
    public long positionBefore(Instant time) {
        try (Connection connection = dataSource.getConnection()) {
            return before(connection, time);
        } catch (SQLException e) {
            throw new IllegalStateException("The fact log cannot be searched", e);
        }
    }

    @Override
    public List<LoggedFact> find(
            @Nullable String service,
            @Nullable String type,
            @Nullable Instant from,
            @Nullable Instant to,
            long afterPosition,
            int limit) {
        List<LoggedFact> found = new ArrayList<>();
        try (Connection connection = dataSource.getConnection()) {
            long position = Math.max(afterPosition, from == null ? START : before(connection, from.minus(AHEAD)));
            while (found.size() < limit) {
                List<RawRecord> records = raw(connection, position, READ_RECORDS);
                if (records.isEmpty()) {
                    break;
                }
                for (RawRecord record : records) {
                    position = record.position();
                    if (found.size() < limit) {
                        collect(record, service, type, from, to, found);
                    }
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("The fact log cannot be searched", e);
        }
    }

    private static void collect(
            RawRecord record,
            @Nullable String service,
            @Nullable String type,
            @Nullable Instant from,
            @Nullable Instant to,
            List<LoggedFact> found) {
        for (int index = 0; index < record.lines().size(); index++) {
            String line = record.lines().get(index);
            // Reading a line as JSON costs far more than this look at how each line begins.
            if (type != null && !line.startsWith("{\"type\":\"" + type + "\"")) {
                continue;
            }
            Fact fact = FactJson.fact(line);
            if ((service == null || service.equals(fact.service()))
                    && (from == null || !fact.time().isBefore(from))
                    && (to == null || fact.time().isBefore(to))) {
                found.add(new LoggedFact(record.position(), index, record.receivedAt(), fact));
            }
        }
    }

    /** The position before the first record that was received at the time or later. */
    private long before(Connection connection, Instant time) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select min(position) from fact_record where received_at >= ?")) {
            select.setObject(1, time.atOffset(ZoneOffset.UTC));
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                long first = rows.getLong(1);
                return rows.wasNull() ? last : first - 1;
            }
        }
    }

    private static List<RawRecord> raw(Connection connection, long afterPosition, int limit) throws SQLException {
        List<RawRecord> records = new ArrayList<>();
        long end = readUpTo(connection, afterPosition, limit);
        try (PreparedStatement select = connection.prepareStatement(
                "select position, kind, received_at, payload from fact_record where position > ? and position <= ?"
                        + " order by position, part")) {
            select.setLong(1, afterPosition);
            select.setLong(2, end);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    long position = rows.getLong(1);
                    if (records.isEmpty() || records.get(records.size() - 1).position() != position) {
                        records.add(new RawRecord(
                                position,
                                LogRecord.Kind.valueOf(rows.getString(2)),
                                rows.getObject(3, OffsetDateTime.class).toInstant(),
                                new ArrayList<>()));
                    }
                    rows.getString(4)
                            .lines()
                            .forEach(records.get(records.size() - 1).lines()::add);
                }
            }
        }
        return records;
    }

    /** The position up to which to read at once: H2 holds a whole result in memory. */
    private static long readUpTo(Connection connection, long afterPosition, int limit) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select position, char_length(payload) from fact_record where position > ?"
                        + " order by position, part limit ?")) {
            select.setLong(1, afterPosition);
            select.setInt(2, limit);
            long end = afterPosition;
            long length = 0;
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next() && length < READ_LENGTH) {
                    end = rows.getLong(1);
                    length += rows.getInt(2);
                }
            }
            return end;
        }
    }

    @Override
    public void retain(Duration retention) {
        OffsetDateTime before = clock.instant().minus(retention).atOffset(ZoneOffset.UTC);
        try (Connection connection = dataSource.getConnection()) {
            try (PreparedStatement remove = connection.prepareStatement("delete from fact_id where received_at < ?")) {
                remove.setObject(1, clock.instant().minus(FactIds.REMEMBERED).atOffset(ZoneOffset.UTC));
                remove.executeUpdate();
            }
            long end;
            try (PreparedStatement select = connection.prepareStatement(
                    "select coalesce(max(position), 0) from fact_record where received_at < ?")) {
                select.setObject(1, before);
                try (ResultSet rows = select.executeQuery()) {
                    rows.next();
                    // The last record always stays: the next position follows from it.
                    end = Math.min(rows.getLong(1), last - 1);
                }
            }
            removeUpTo(connection, end);
        } catch (SQLException e) {
            throw new IllegalStateException("Old facts cannot be removed", e);
        }
    }

    private static void removeUpTo(Connection connection, long end) throws SQLException {
        try (PreparedStatement first = connection.prepareStatement("select min(position) from fact_record");
                PreparedStatement remove = connection.prepareStatement("delete from fact_record where position <= ?")) {
            while (true) {
                long to;
                try (ResultSet rows = first.executeQuery()) {
                    rows.next();
                    to = rows.getLong(1);
                    if (rows.wasNull() || to > end) {
                        return;
                    }
                }
                remove.setLong(1, Math.min(end, to + REMOVE_RECORDS));
                remove.executeUpdate();
            }
        }
    }

    /** Ends the writing; appends are refused from now on. */
    @PreDestroy
    public void close() throws InterruptedException {
        writer.stop();
    }
}
