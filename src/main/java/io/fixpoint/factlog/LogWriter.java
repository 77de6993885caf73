package io.fixpoint.factlog;

import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.FactLog.Appended;
import io.fixpoint.factlog.FactLog.FactLogFullException;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes the log. It commits all appends that wait as one transaction (group commit); each stays a
 * record of its own. It has its own connection, so an append is never part of its caller's transaction.
 */
final class LogWriter {
    private static final Logger LOG = Logger.getLogger(LogWriter.class);
    private static final int MOST_APPENDS = 256;
    private static final int MOST_FACTS = 20_000;
    /** Below the length of the column, with room for one more line of the longest fact. */
    private static final int PART_LENGTH = 900_000;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private record Waiting(LogRecord.Kind kind, List<Fact> facts, CompletableFuture<Appended> done) {}

    private final DataSource dataSource;
    private final Clock clock;
    private final Duration longestPause;
    private final LongConsumer written;
    private final BlockingQueue<Waiting> queue;
    private final Thread thread = new Thread(this::run, "fixpoint-fact-log");
    private volatile boolean stopped;

    // What follows belongs to the thread.
    private boolean known;
    private boolean started;
    private long position;
    private Instant received = Instant.EPOCH;

    /** @param written is told the last position after each commit */
    LogWriter(DataSource dataSource, Clock clock, FactsConfig config, LongConsumer written) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.longestPause = config.longestPause();
        this.written = written;
        this.queue = new ArrayBlockingQueue<>(config.waiting());
        thread.setDaemon(true);
        thread.start();
    }

    Appended append(LogRecord.Kind kind, List<Fact> facts) {
        Waiting waiting = new Waiting(kind, List.copyOf(facts), new CompletableFuture<>());
        try {
            if (stopped || !queue.offer(waiting, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw full(null);
            }
            if (stopped) {
                // The thread may have ended between the check and the offer; whatever it left must not wait for ever.
                refuseAll();
            }
            return waiting.done().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw full(e);
        } catch (ExecutionException e) {
            throw full(e.getCause());
        }
    }

    private FactLogFullException full(@Nullable Throwable cause) {
        String reason = stopped ? "it is closing" : cause == null ? "too many requests wait" : String.valueOf(cause);
        return new FactLogFullException(
                "The fact log takes nothing now (" + reason + ").",
                cause == null ? new IllegalStateException(reason) : cause);
    }

    void stop() throws InterruptedException {
        // Not by an interrupt: one during a file operation closes H2's database file.
        stopped = true;
        thread.join(TimeUnit.SECONDS.toMillis(10));
    }

    private void run() {
        List<Waiting> group = new ArrayList<>();
        while (!stopped) {
            group.clear();
            try {
                Waiting first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                group.add(first);
            } catch (InterruptedException e) {
                continue;
            }
            int facts = group.get(0).facts().size();
            while (group.size() < MOST_APPENDS && facts < MOST_FACTS) {
                Waiting next = queue.poll();
                if (next == null) {
                    break;
                }
                facts += next.facts().size();
                group.add(next);
            }
            write(group);
        }
        refuseAll();
    }

    private void refuseAll() {
        Waiting left;
        while ((left = queue.poll()) != null) {
            left.done().completeExceptionally(new IllegalStateException("the server stops"));
        }
    }

    /** Writes the appends together; if that fails, one by one, so that one bad append harms no other. */
    private void write(List<Waiting> group) {
        try {
            List<Appended> results = commit(group);
            for (int i = 0; i < group.size(); i++) {
                group.get(i).done().complete(results.get(i));
            }
        } catch (SQLException | RuntimeException e) {
            known = false;
            if (group.size() == 1) {
                LOG.errorf(e, "The fact log cannot be written; the sender is asked to try again");
                group.get(0).done().completeExceptionally(e);
            } else {
                group.forEach(waiting -> write(List.of(waiting)));
            }
        }
    }

    private List<Appended> commit(List<Waiting> group) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                readEnd(connection);
                List<Appended> results = insert(connection, group);
                connection.commit();
                started = true;
                written.accept(position);
                return results;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private void readEnd(Connection connection) throws SQLException {
        if (known) {
            return;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select position, received_at from fact_record order by position desc, part desc limit 1")) {
            position = 0;
            if (rows.next()) {
                position = rows.getLong(1);
                received = rows.getObject(2, OffsetDateTime.class).toInstant();
            }
        }
        known = true;
    }

    private List<Appended> insert(Connection connection, List<Waiting> group) throws SQLException {
        List<Appended> results = new ArrayList<>(group.size());
        FactIds ids = new FactIds(connection);
        Instant now = clock.instant();
        for (Waiting waiting : group) {
            ids.lookUp(waiting.facts(), now);
        }
        boolean running = started;
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into fact_record (position, part, kind, received_at, payload) values (?, ?, ?, ?, ?)")) {
            for (Waiting waiting : group) {
                Instant last = received;
                Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
                received = at.isBefore(last) ? last : at;
                boolean paused = Duration.between(last, received).compareTo(longestPause) > 0;
                if (waiting.kind() != LogRecord.Kind.START && (!running || paused)) {
                    add(insert, LogRecord.Kind.START, List.of());
                }
                running = true;
                List<Fact> taken = ids.take(waiting.facts(), received);
                int duplicates = waiting.facts().size() - taken.size();
                if (waiting.kind() != LogRecord.Kind.BATCH || !taken.isEmpty()) {
                    add(insert, waiting.kind(), taken);
                }
                results.add(new Appended(position, taken.size(), duplicates));
            }
            insert.executeBatch();
        }
        return results;
    }

    private void add(PreparedStatement insert, LogRecord.Kind kind, List<Fact> facts) throws SQLException {
        position++;
        int part = 0;
        StringBuilder lines = new StringBuilder();
        for (Fact fact : facts) {
            if (lines.length() > PART_LENGTH) {
                addPart(insert, kind, part++, lines);
                lines.setLength(0);
            }
            lines.append(FactJson.line(fact)).append('\n');
        }
        addPart(insert, kind, part, lines);
    }

    private void addPart(PreparedStatement insert, LogRecord.Kind kind, int part, CharSequence lines)
            throws SQLException {
        insert.setLong(1, position);
        insert.setInt(2, part);
        insert.setString(3, kind.name());
        insert.setObject(4, received.atOffset(ZoneOffset.UTC));
        insert.setString(5, lines.toString());
        insert.addBatch();
    }
}
