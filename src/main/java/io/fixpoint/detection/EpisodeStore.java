package io.fixpoint.detection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.detection.EpisodeChanges.Explanation;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Severity;
import io.fixpoint.node.Lead;
import io.fixpoint.rule.Match;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Episodes, why they stand, what triage has yet to see of them, and up to where the log is processed. */
@ApplicationScoped
public class EpisodeStore implements Episodes {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String COLUMNS = "e.id, e.name, e.service, e.instance, e.labels, e.severity, e.status,"
            + " e.pending_for, e.keep_firing_for, e.detail, e.release_no, e.rules, e.started_at, e.started_received_at,"
            + " e.firing_at, e.gone_at, e.gone_received_at, e.cleared_at, e.cleared_by, i.incident_id";
    static final String SELECT =
            "select " + COLUMNS + " from anomaly_episode e left join anomaly_incident i on i.episode_id = e.id";

    private final Sql sql;
    private final Lead lead;

    @Inject
    public EpisodeStore(DataSource dataSource, Lead lead) {
        this.sql = new Sql(dataSource);
        this.lead = lead;
    }

    /** Of a server that is alone. */
    public EpisodeStore(DataSource dataSource) {
        this(dataSource, Lead.ALONE);
    }

    /**
     * Up to where a log is processed.
     *
     * @param revision counts the commits; 0 if there was none
     */
    record Committed(long position, int release, long revision) {}

    /**
     * Up to where the server that led last has detected.
     *
     * @param received when it received the last record that is detected
     */
    record Led(int node, int release, Instant received) {}

    /** Another detector has taken over. */
    static final class TakenOverException extends RuntimeException {
        TakenOverException() {
            super("Another detector works on the same data.");
        }
    }

    /** What a search of episodes asks for; nulls match everything. */
    record Query(
            Anomaly.@Nullable Status status,
            @Nullable String service,
            @Nullable String name,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /** Up to where this server's log is processed. */
    Committed committed() {
        return sql
                .query(
                        "select position, release_no, revision from detection_partition where partition_no = ?",
                        rows -> new Committed(rows.getLong(1), rows.getInt(2), rows.getLong(3)),
                        lead.node())
                .stream()
                .findFirst()
                .orElse(new Committed(0, 0, 0));
    }

    /** The last position of this server's log that is committed; 0 if none is. */
    long lastPosition() {
        return committed().position();
    }

    /** What the server that led last has told; empty if there was none, or this server is alone. */
    Optional<Led> led() {
        return sql
                .query(
                        "select node_no, release_no, received_at from detection_lead where id = 1",
                        rows -> new Led(
                                rows.getInt(1),
                                rows.getInt(2),
                                rows.getObject(3, OffsetDateTime.class).toInstant()))
                .stream()
                .findFirst();
    }

    @Override
    public Progress progress() {
        Committed now = committed();
        return new Progress(now.position(), now.revision());
    }

    /** The episodes that are not cleared, whichever server began them. */
    List<EpisodeRecord> open() {
        return sql.query(
                SELECT + " where e.status in ('PENDING', 'FIRING') order by e.started_at, e.id", EpisodeStore::episode);
    }

    /**
     * Transaction A: everything that changed, and the position that it is of. It is never part of another transaction.
     *
     * @param before the commit before
     * @param received when the record at the position was received
     * @param term in which this server leads
     * @return the new commit
     * @throws TakenOverException if the commit before is no longer the last one
     * @throws Lead.LostLeadException if the term is over
     */
    Committed commit(Committed before, long position, int release, EpisodeChanges changes, Instant received, long term)
            throws SQLException {
        return sql.transaction(connection -> {
            if (lead.isShared()) {
                lead.hold(connection, term);
                tell(connection, new Led(lead.node(), release, received));
            }
            int partition = lead.node();
            Committed now = advance(connection, partition, before, position, release);
            for (EpisodeRecord episode : changes.episodes()) {
                if (!update(connection, episode)) {
                    insert(connection, partition, episode);
                }
            }
            for (Explanation explanation : changes.explanations()) {
                Sql.execute(
                        connection,
                        "insert into anomaly_explanation (episode_id, at, severity, matches) values (?, ?, ?, ?)",
                        explanation.episodeId(),
                        explanation.at(),
                        explanation.anomaly().getSeverity().name(),
                        json(explanation.matches()));
            }
            for (EpisodeChanges.Transition change : changes.transitions()) {
                Sql.execute(
                        connection,
                        "insert into anomaly_transition (episode_id, status, at) values (?, ?, ?)",
                        change.episodeId(),
                        change.status().name(),
                        change.at());
            }
            DetectionHistory.write(connection, partition, now, changes);
            return now;
        });
    }

    /**
     * Only the position: of a server that does not lead, and detects nothing.
     *
     * @throws TakenOverException if the commit before is no longer the last one
     */
    Committed commitPosition(Committed before, long position) throws SQLException {
        return sql.transaction(connection -> advance(connection, lead.node(), before, position, before.release()));
    }

    /**
     * Of a log that this database has not seen: what is in it is known, and nothing of it is new. So the facts of a folder
     * that had another database before open no incidents of the past.
     */
    void begin(long lastPosition) {
        Committed now = committed();
        if (now.revision() > 0) {
            return;
        }
        try {
            Committed unused = commitPosition(now, lastPosition);
        } catch (SQLException e) {
            throw new IllegalStateException("The position of the fact log cannot be stored", e);
        }
    }

    private static void tell(Connection connection, Led led) throws SQLException {
        int told = Sql.execute(
                connection,
                "update detection_lead set node_no = ?, release_no = ?, received_at = ? where id = 1",
                led.node(),
                led.release(),
                led.received());
        if (told == 0) {
            int unused = Sql.execute(
                    connection,
                    "insert into detection_lead (id, node_no, release_no, received_at) values (1, ?, ?, ?)",
                    led.node(),
                    led.release(),
                    led.received());
        }
    }

    private static Committed advance(Connection connection, int partition, Committed before, long position, int release)
            throws SQLException {
        long revision = before.revision() + 1;
        int changed = before.revision() == 0
                ? Sql.execute(
                        connection,
                        "insert into detection_partition (partition_no, position, release_no, revision)"
                                + " values (?, ?, ?, ?)",
                        partition,
                        position,
                        release,
                        revision)
                : Sql.execute(
                        connection,
                        "update detection_partition set position = ?, release_no = ?, revision = ?"
                                + " where partition_no = ? and revision = ?",
                        position,
                        release,
                        revision,
                        partition,
                        before.revision());
        if (changed == 0) {
            throw new TakenOverException();
        }
        return new Committed(position, release, revision);
    }

    private static boolean update(Connection connection, EpisodeRecord episode) throws SQLException {
        return Sql.execute(
                        connection,
                        "update anomaly_episode set severity = ?, status = ?, pending_for = ?, keep_firing_for = ?,"
                                + " detail = ?, release_no = ?, rules = ?, firing_at = ?, gone_at = ?,"
                                + " gone_received_at = ?, cleared_at = ?, cleared_by = ? where id = ?",
                        episode.anomaly().getSeverity().name(),
                        episode.status().name(),
                        Micros.of(episode.anomaly().pendingFor()),
                        Micros.of(episode.anomaly().keepFiringFor()),
                        episode.anomaly().getDetail(),
                        episode.release(),
                        json(episode.rules()),
                        episode.firingAt(),
                        episode.goneAt(),
                        episode.goneReceived(),
                        episode.clearedAt(),
                        episode.clearedBy(),
                        episode.id())
                > 0;
    }

    private static void insert(Connection connection, int partition, EpisodeRecord episode) throws SQLException {
        Sql.execute(
                connection,
                "insert into anomaly_episode (id, partition_no, name, service, instance, labels, severity, status,"
                        + " pending_for, keep_firing_for, detail, release_no, rules, started_at, started_received_at,"
                        + " firing_at, gone_at, gone_received_at, cleared_at, cleared_by)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                episode.id(),
                partition,
                episode.anomaly().getName(),
                episode.anomaly().getService(),
                episode.anomaly().getInstance(),
                json(episode.anomaly().getLabels()),
                episode.anomaly().getSeverity().name(),
                episode.status().name(),
                Micros.of(episode.anomaly().pendingFor()),
                Micros.of(episode.anomaly().keepFiringFor()),
                episode.anomaly().getDetail(),
                episode.release(),
                json(episode.rules()),
                episode.startedAt(),
                episode.startedReceived(),
                episode.firingAt(),
                episode.goneAt(),
                episode.goneReceived(),
                episode.clearedAt(),
                episode.clearedBy());
    }

    @Override
    public List<Transition> unconsumed(int limit) {
        return sql.query(
                "select sequence, episode_id, status, at from anomaly_transition order by sequence limit ?",
                rows -> new Transition(
                        rows.getLong(1),
                        rows.getString(2),
                        Anomaly.Status.valueOf(rows.getString(3)),
                        rows.getObject(4, OffsetDateTime.class).toInstant()),
                limit);
    }

    @Override
    public void consume(Collection<Long> sequences) {
        sql.executeIn("delete from anomaly_transition where sequence in ", sequences);
    }

    @Override
    public List<Anomaly> standing() {
        return sql.query(
                SELECT + " where e.status in ('PENDING', 'FIRING') order by e.started_at, e.id",
                rows -> episode(rows).known());
    }

    @Override
    public List<Anomaly> byIds(Collection<String> ids) {
        return sql.queryIn(SELECT + " where e.id in ", rows -> episode(rows).known(), ids);
    }

    @Override
    public List<Anomaly> ofIncident(String incidentId) {
        return sql.query(
                SELECT + " where i.incident_id = ? order by e.started_at, e.id",
                rows -> episode(rows).known(),
                incidentId);
    }

    @Override
    public void join(Collection<String> episodeIds, String incidentId) {
        sql.executeIn("delete from anomaly_incident where episode_id in ", episodeIds);
        for (String id : new LinkedHashSet<>(episodeIds)) {
            sql.execute("insert into anomaly_incident (episode_id, incident_id) values (?, ?)", id, incidentId);
        }
    }

    @Override
    public List<Match> explanation(String episodeId) {
        List<Match> matches = new ArrayList<>();
        sql.query(
                        "select matches from anomaly_explanation where episode_id = ? order by id",
                        rows -> matches(rows.getString(1)),
                        episodeId)
                .forEach(matches::addAll);
        return matches;
    }

    @Override
    public Optional<Anomaly> byId(String id) {
        return record(id).map(EpisodeRecord::known);
    }

    Optional<EpisodeRecord> record(String id) {
        return sql.query(SELECT + " where e.id = ?", EpisodeStore::episode, id).stream()
                .findFirst();
    }

    /** The episodes that match, in order of their start. */
    List<EpisodeRecord> find(Query query, boolean latestFirst, int offset, int limit) {
        List<Object> values = new ArrayList<>();
        String where = where(query, values);
        values.add(limit);
        values.add(offset);
        return sql.query(
                SELECT + where
                        + (latestFirst ? " order by e.started_at desc, e.id desc" : " order by e.started_at, e.id")
                        + " limit ? offset ?",
                EpisodeStore::episode,
                values.toArray());
    }

    /** How many match, counted up to the limit. */
    long count(Query query, int limit) {
        List<Object> values = new ArrayList<>();
        String where = where(query, values);
        values.add(limit);
        return sql.query(
                        "select count(*) from (select 1 from anomaly_episode e" + where + " limit ?) found",
                        rows -> rows.getLong(1),
                        values.toArray())
                .get(0);
    }

    /** An episode matches a span of time if it stood at some time in it. */
    private static String where(Query query, List<Object> values) {
        List<String> conditions = new ArrayList<>();
        if (query.status() != null) {
            conditions.add("e.status = ?");
            values.add(query.status().name());
        }
        if (query.service() != null) {
            conditions.add("e.service = ?");
            values.add(query.service());
        }
        if (query.name() != null) {
            conditions.add("e.name = ?");
            values.add(query.name());
        }
        if (query.from() != null) {
            conditions.add("(e.cleared_at is null or e.cleared_at >= ?)");
            values.add(query.from());
        }
        if (query.to() != null) {
            conditions.add("e.started_at < ?");
            values.add(query.to());
        }
        return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }

    /** Removes episodes that never fired, are over and belong to no incident. */
    void removeNeverFired(Instant startedBefore) {
        String old = "select e.id from anomaly_episode e where e.status = 'CLEARED' and e.firing_at is null"
                + " and e.started_at < ? and not exists (select 1 from anomaly_incident i where i.episode_id = e.id)"
                + " and not exists (select 1 from anomaly_transition t where t.episode_id = e.id)";
        sql.execute("delete from anomaly_explanation where episode_id in (" + old + ")", startedBefore);
        sql.execute("delete from anomaly_episode where id in (" + old + ")", startedBefore);
    }

    static EpisodeRecord episode(ResultSet rows) throws SQLException {
        Anomaly anomaly = Anomaly.known(
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                texts(rows.getString(5)),
                Severity.valueOf(rows.getString(6)),
                Micros.length(rows.getLong(8)),
                Micros.length(rows.getLong(9)),
                rows.getString(10),
                null);
        Instant started = time(rows, 13);
        Instant received = time(rows, 14);
        if (started == null || received == null) {
            throw new SQLException("an episode without a start");
        }
        return new EpisodeRecord(
                rows.getString(1),
                anomaly,
                Anomaly.Status.valueOf(rows.getString(7)),
                rows.getInt(11),
                read(rows.getString(12), new TypeReference<List<String>>() {}),
                started,
                received,
                time(rows, 15),
                time(rows, 16),
                time(rows, 17),
                time(rows, 18),
                rows.getString(19),
                rows.getString(20));
    }

    static @Nullable Instant time(ResultSet rows, int column) throws SQLException {
        OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("No JSON can be made of " + value, e);
        }
    }

    private static Map<String, String> texts(String json) {
        return read(json, new TypeReference<Map<String, String>>() {});
    }

    private static List<Match> matches(String json) {
        return read(json, new TypeReference<List<Match>>() {});
    }

    static <T> T read(String json, TypeReference<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The database holds what is no JSON: " + json, e);
        }
    }
}
