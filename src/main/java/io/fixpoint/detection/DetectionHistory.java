package io.fixpoint.detection;

import com.fasterxml.jackson.core.type.TypeReference;
import io.fixpoint.detection.DetectionSwitch.Because;
import io.fixpoint.detection.EpisodeStore.Committed;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Severity;
import io.fixpoint.node.Lead;
import io.fixpoint.rule.LeftOut;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What detection concluded and when it took other rules, by the position of this server's log: what a replay is compared
 * with. What another server concluded while it led is not among it.
 */
@ApplicationScoped
public class DetectionHistory {
    private static final TypeReference<List<LeftOut>> LEFT_OUT = new TypeReference<>() {};
    private static final int MANY = 1_000;
    private static final String CHANGED =
            "e.id in (select c.episode_id from anomaly_change c where c.position <= ? and c.node_no = ?)"
                    + " and (e.status <> 'CLEARED' or e.id in"
                    + " (select c.episode_id from anomaly_change c where c.position > ? and c.node_no = ?))";
    private static final String SELECT_SWITCH =
            "select position, revision, release_no, quarantined, topology, because from detection_switch";

    private final Sql sql;

    private final Lead lead;

    @Inject
    public DetectionHistory(DataSource dataSource, Lead lead) {
        this.sql = new Sql(dataSource);
        this.lead = lead;
    }

    /** Of a server that is alone. */
    public DetectionHistory(DataSource dataSource) {
        this(dataSource, Lead.ALONE);
    }

    /** Part of transaction A. */
    static void write(Connection connection, int node, Committed commit, EpisodeChanges changes) throws SQLException {
        for (EpisodeChanges.Past past : changes.past()) {
            Sql.execute(
                    connection,
                    "insert into anomaly_change (episode_id, position, revision, content, node_no) values (?, ?, ?, ?, ?)",
                    past.episode().id(),
                    past.position(),
                    commit.revision(),
                    EpisodeStore.json(State.of(past)),
                    node);
        }
        for (DetectionSwitch change : changes.switches()) {
            Sql.execute(
                    connection,
                    "insert into detection_switch (position, revision, release_no, quarantined, topology, because, node_no)"
                            + " values (?, ?, ?, ?, ?, ?, ?)",
                    change.position(),
                    commit.revision(),
                    change.release(),
                    EpisodeStore.json(change.quarantined()),
                    change.topology(),
                    change.because().name(),
                    node);
        }
    }

    /** The last record that is detected and stored. */
    public long position() {
        return sql.query(
                        "select coalesce(max(position), 0) from detection_partition where partition_no = ?",
                        rows -> rows.getLong(1),
                        lead.node())
                .get(0);
    }

    /** From when on switches are recorded: the position of the first. */
    public OptionalLong firstSwitch() {
        return sql
                .query(
                        "select position from detection_switch where node_no = ? order by id limit 1",
                        rows -> rows.getLong(1),
                        lead.node())
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    /** The switches after the one position and up to the other, in order. */
    public List<DetectionSwitch> switches(long after, long upTo) {
        return sql.query(
                SELECT_SWITCH + " where position > ? and position <= ? and node_no = ? order by id",
                DetectionHistory::detectionSwitch,
                after,
                upTo,
                lead.node());
    }

    /** What was in force after the record at the position; empty if that is not kept. */
    Optional<DetectionSwitch> inForceAt(long position) {
        return sql
                .query(
                        SELECT_SWITCH + " where position <= ? and node_no = ? order by id desc limit 1",
                        DetectionHistory::detectionSwitch,
                        position,
                        lead.node())
                .stream()
                .findFirst();
    }

    private static DetectionSwitch detectionSwitch(ResultSet rows) throws SQLException {
        return new DetectionSwitch(
                rows.getLong(1),
                rows.getLong(2),
                rows.getInt(3),
                EpisodeStore.read(rows.getString(4), LEFT_OUT),
                rows.getLong(5),
                Because.valueOf(rows.getString(6)));
    }

    /**
     * An episode as it stood after a record.
     *
     * @param record with the status, the severity and the times of then
     * @param worst the worst severity in the span that ends then
     */
    public record Past(EpisodeRecord record, Severity worst) {}

    private record Change(
            String episode,
            long id,
            long position,
            @Nullable State state) {}

    /** A transition that triage is to see. */
    private record Step(Anomaly.Status status, long at) {}

    /** What changes of an episode. Times are microseconds. */
    private record State(
            Anomaly.Status status,
            Severity severity,
            long pendingFor,
            long keepFiringFor,
            @Nullable String detail,
            int release,
            List<String> rules,
            @Nullable Long firingAt,
            @Nullable Long goneAt,
            @Nullable Long goneReceived,
            @Nullable Long clearedAt,
            @Nullable String clearedBy,
            List<Step> steps) {
        static State of(EpisodeChanges.Past past) {
            EpisodeRecord episode = past.episode();
            return new State(
                    episode.status(),
                    episode.anomaly().getSeverity(),
                    Micros.of(episode.anomaly().pendingFor()),
                    Micros.of(episode.anomaly().keepFiringFor()),
                    episode.anomaly().getDetail(),
                    episode.release(),
                    episode.rules(),
                    micros(episode.firingAt()),
                    micros(episode.goneAt()),
                    micros(episode.goneReceived()),
                    micros(episode.clearedAt()),
                    episode.clearedBy(),
                    past.transitions().stream()
                            .map(transition -> new Step(transition.status(), Micros.of(transition.at())))
                            .toList());
        }

        private static @Nullable Long micros(@Nullable Instant time) {
            return time == null ? null : Micros.of(time);
        }

        private static @Nullable Instant time(@Nullable Long micros) {
            return micros == null ? null : Micros.time(micros);
        }

        EpisodeRecord episode(EpisodeRecord of) {
            Anomaly now = of.anomaly();
            return new EpisodeRecord(
                    of.id(),
                    Anomaly.known(
                            now.getName(),
                            now.getService(),
                            now.getInstance(),
                            now.getLabels(),
                            severity,
                            Micros.length(pendingFor),
                            Micros.length(keepFiringFor),
                            detail,
                            null),
                    status,
                    release,
                    rules,
                    of.startedAt(),
                    of.startedReceived(),
                    time(firingAt),
                    time(goneAt),
                    time(goneReceived),
                    time(clearedAt),
                    clearedBy,
                    of.incident());
        }
    }

    /** The episodes that were not cleared after the record at the position, by their start. */
    public List<Past> standingAt(long position) {
        return past(CHANGED, position, position, position, false);
    }

    /** The episodes that stood at some time after the one position and up to the other, as they were at its end. */
    public List<Past> during(long after, long upTo) {
        return past(CHANGED, upTo, after, upTo, true);
    }

    /**
     * A transition that triage had not seen.
     *
     * @param episode as it stood after it
     */
    public record Unseen(EpisodeRecord episode, Anomaly.Status status, Instant at) {}

    /** The transitions up to the position that triage had not seen when it had seen up to the revision, in order. */
    public List<Unseen> unseen(long position, long revision) {
        List<Change> changes = sql.query(
                "select episode_id, id, position, content from anomaly_change where position <= ? and revision > ?"
                        + " and node_no = ? order by id",
                DetectionHistory::change,
                position,
                revision,
                lead.node());
        Map<String, EpisodeRecord> episodes = new LinkedHashMap<>();
        sql.queryIn(
                        EpisodeStore.SELECT + " where e.id in ",
                        EpisodeStore::episode,
                        changes.stream().map(Change::episode).distinct().toList())
                .forEach(episode -> episodes.put(episode.id(), episode));
        List<Unseen> unseen = new ArrayList<>();
        for (Change change : changes) {
            EpisodeRecord now = episodes.get(change.episode());
            if (change.state() != null && now != null) {
                for (Step step : change.state().steps()) {
                    unseen.add(new Unseen(change.state().episode(now), step.status(), Micros.time(step.at())));
                }
            }
        }
        return unseen;
    }

    private static Change change(ResultSet rows) throws SQLException {
        return new Change(rows.getString(1), rows.getLong(2), rows.getLong(3), state(rows.getString(4)));
    }

    private List<Past> past(String where, long known, long changed, long asOf, boolean cleared) {
        List<EpisodeRecord> episodes = sql.query(
                EpisodeStore.SELECT + " where " + where + " order by e.started_at, e.id",
                EpisodeStore::episode,
                known,
                lead.node(),
                changed,
                lead.node());
        Map<String, List<Change>> changes = new LinkedHashMap<>();
        for (int from = 0; from < episodes.size(); from += MANY) {
            List<String> ids = episodes.subList(from, Math.min(from + MANY, episodes.size())).stream()
                    .map(EpisodeRecord::id)
                    .toList();
            sql
                    .queryIn(
                            "select episode_id, id, position, content from anomaly_change where node_no = "
                                    + lead.node() + " and episode_id in ",
                            DetectionHistory::change,
                            ids)
                    .stream()
                    .sorted(Comparator.comparingLong(Change::id))
                    .forEach(change -> changes.computeIfAbsent(change.episode(), id -> new ArrayList<>())
                            .add(change));
        }
        List<Past> found = new ArrayList<>();
        for (EpisodeRecord episode : episodes) {
            Past past = asOf(episode, changes.getOrDefault(episode.id(), List.of()), changed, asOf);
            if (past != null && (cleared || past.record().status() != Anomaly.Status.CLEARED)) {
                found.add(past);
            }
        }
        return found;
    }

    private static @Nullable State state(String content) {
        return content.isEmpty() ? null : EpisodeStore.read(content, new TypeReference<State>() {});
    }

    private static @Nullable Past asOf(EpisodeRecord now, List<Change> changes, long after, long position) {
        EpisodeRecord last = null;
        Severity worst = Severity.INFO;
        for (Change change : changes) {
            if (change.position() <= position) {
                last = change.state() == null ? now : change.state().episode(now);
                Severity severity = last.anomaly().getSeverity();
                worst = change.position() <= after ? severity : worst.worse(severity);
            }
        }
        return last == null ? null : new Past(last, worst);
    }

    /** Removes what is of records that are no longer in the log; what was in force when it begins stays. */
    public void retain(long firstPosition) {
        sql.execute(
                "delete from anomaly_change where position < ? and node_no = ? and episode_id not in"
                        + " (select id from anomaly_episode where status <> 'CLEARED')",
                firstPosition,
                lead.node());
        sql.execute(
                "delete from detection_switch where position < ? and node_no = ? and id <"
                        + " (select max(id) from detection_switch where position < ? and node_no = ?)",
                firstPosition,
                lead.node(),
                firstPosition,
                lead.node());
    }
}
