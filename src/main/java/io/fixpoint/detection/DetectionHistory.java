package io.fixpoint.detection;

import com.fasterxml.jackson.core.type.TypeReference;
import io.fixpoint.detection.DetectionSwitch.Because;
import io.fixpoint.detection.EpisodeStore.Committed;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Severity;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What detection concluded and when it took other rules, by the position of the log: what a replay is compared with. */
@ApplicationScoped
public class DetectionHistory {
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
    private static final int MANY = 1_000;

    private final Sql sql;

    public DetectionHistory(DataSource dataSource) {
        this.sql = new Sql(dataSource);
    }

    /** Part of transaction A. */
    static void write(Connection connection, Committed commit, EpisodeChanges changes) throws SQLException {
        for (EpisodeChanges.Transition change : changes.transitions()) {
            Sql.execute(
                    connection,
                    "insert into anomaly_change (episode_id, position, status, severity, at) values (?, ?, ?, ?, ?)",
                    change.episodeId(),
                    commit.position(),
                    change.status().name(),
                    change.severity().name(),
                    change.at());
        }
        for (DetectionSwitch change : changes.switches()) {
            Sql.execute(
                    connection,
                    "insert into detection_switch (position, revision, release_no, quarantined, topology, because, rule)"
                            + " values (?, ?, ?, ?, ?, ?, ?)",
                    change.position(),
                    commit.revision(),
                    change.release(),
                    EpisodeStore.json(change.quarantined()),
                    change.topology(),
                    change.because().name(),
                    change.rule());
        }
    }

    /** The switches after the one position and up to the other, in order. */
    public List<DetectionSwitch> switches(long after, long upTo) {
        return sql.query(
                "select position, revision, release_no, quarantined, topology, because, rule from detection_switch"
                        + " where position > ? and position <= ? order by id",
                rows -> new DetectionSwitch(
                        rows.getLong(1),
                        rows.getLong(2),
                        rows.getInt(3),
                        EpisodeStore.read(rows.getString(4), TEXTS),
                        rows.getLong(5),
                        Because.valueOf(rows.getString(6)),
                        rows.getString(7)),
                after,
                upTo);
    }

    /**
     * An episode as it stood after a record.
     *
     * @param record with the status, the severity and the times of then
     * @param worst the worst severity in the span that ends then
     */
    public record Past(EpisodeRecord record, Severity worst) {}

    private record Change(String episode, Anomaly.Status status, Severity severity, Instant at, long position) {}

    /** The episodes that were not cleared after the record at the position, by their start. */
    public List<Past> standingAt(long position) {
        return past(
                "e.id in (select c.episode_id from anomaly_change c where c.position <= ?) and (e.status <> 'CLEARED' or"
                        + " e.id in (select c.episode_id from anomaly_change c where c.position > ?))",
                position,
                position,
                position,
                false);
    }

    /** The episodes that stood at some time after the one position and up to the other, as they were at its end. */
    public List<Past> during(long after, long upTo) {
        return past(
                "e.id in (select c.episode_id from anomaly_change c where c.position <= ?) and (e.status <> 'CLEARED' or"
                        + " e.id in (select c.episode_id from anomaly_change c where c.position > ?))",
                upTo,
                after,
                upTo,
                true);
    }

    private List<Past> past(String where, long known, long changed, long asOf, boolean cleared) {
        List<EpisodeRecord> episodes = sql.query(
                EpisodeStore.SELECT + " where " + where + " order by e.started_at, e.id",
                EpisodeStore::episode,
                known,
                changed);
        Map<String, List<Change>> changes = new LinkedHashMap<>();
        for (int from = 0; from < episodes.size(); from += MANY) {
            List<String> ids = episodes.subList(from, Math.min(from + MANY, episodes.size())).stream()
                    .map(EpisodeRecord::id)
                    .toList();
            sql.queryIn(
                            "select episode_id, status, severity, at, position, id from anomaly_change where episode_id in ",
                            rows -> new Object[] {
                                rows.getLong(6),
                                new Change(
                                        rows.getString(1),
                                        Anomaly.Status.valueOf(rows.getString(2)),
                                        Severity.valueOf(rows.getString(3)),
                                        rows.getObject(4, OffsetDateTime.class).toInstant(),
                                        rows.getLong(5))
                            },
                            ids)
                    .stream()
                    .sorted((a, b) -> Long.compare((Long) a[0], (Long) b[0]))
                    .map(row -> (Change) row[1])
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

    private static @Nullable Past asOf(EpisodeRecord now, List<Change> changes, long after, long position) {
        Change last = null;
        Instant firingAt = null;
        Severity worst = Severity.INFO;
        for (Change change : changes) {
            if (change.position() <= position) {
                last = change;
                worst = change.position() <= after ? change.severity() : worst.worse(change.severity());
                if (change.status() == Anomaly.Status.FIRING && firingAt == null) {
                    firingAt = now.firingAt();
                }
            }
        }
        if (last == null) {
            return null;
        }
        boolean cleared = last.status() == Anomaly.Status.CLEARED;
        return new Past(
                new EpisodeRecord(
                        now.id(),
                        now.anomaly().severity(last.severity()),
                        last.status(),
                        now.release(),
                        now.rules(),
                        now.startedAt(),
                        now.startedReceived(),
                        cleared ? now.firingAt() : firingAt,
                        last.status() == Anomaly.Status.FIRING && now.clearedAt() == null ? now.goneAt() : null,
                        last.status() == Anomaly.Status.FIRING && now.clearedAt() == null ? now.goneReceived() : null,
                        cleared ? Objects.requireNonNullElse(now.clearedAt(), last.at()) : null,
                        cleared ? now.clearedBy() : null,
                        now.incident()),
                worst);
    }

    /** Removes what is of records that are no longer in the log; what was in force when it begins stays. */
    public void retain(long firstPosition) {
        sql.execute(
                "delete from anomaly_change where position < ? and episode_id not in"
                        + " (select id from anomaly_episode where status <> 'CLEARED')",
                firstPosition);
        sql.execute(
                "delete from detection_switch where position < ? and id < (select max(id) from detection_switch"
                        + " where position < ?)",
                firstPosition,
                firstPosition);
    }
}
