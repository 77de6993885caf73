package io.fixpoint.incident;

import io.fixpoint.incident.Statistics.Grouping;
import io.fixpoint.incident.Statistics.Sums;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The sums that statistics are made of. Whole hours are read from the table {@code figures}; an hour of which something
 * changed since that was written, and what begins or ends within an hour, is counted from the incidents themselves. So
 * the answer is exact at any time, however many incidents there are.
 */
@ApplicationScoped
class FigureStore {
    /** More hours than these are not asked for one by one; then everything is counted. */
    private static final int MOST_CHANGED = 500;

    private final EntityManager entities;

    @Inject
    FigureStore(EntityManager entities) {
        this.entities = entities;
    }

    /** The sums of the incidents that were opened in the time, by name of the group. */
    @Transactional
    public Map<String, Sums> sums(Grouping grouping, Instant from, Instant to) {
        Map<String, Sums> sums = new TreeMap<>();
        OptionalLong position = position();
        long first = Math.floorDiv(from.getEpochSecond() + 3599, 3600);
        long last = Math.floorDiv(to.getEpochSecond(), 3600);
        Set<Long> changed = position.isEmpty() ? Set.of() : changedHours(position.getAsLong(), MOST_CHANGED + 1);
        if (position.isEmpty() || first >= last || changed.size() > MOST_CHANGED) {
            count(sums, grouping, from, to);
            return sums;
        }
        count(sums, grouping, from, start(first));
        count(sums, grouping, start(last), to);
        changed.removeIf(hour -> hour < first || hour >= last);
        for (long hour : changed) {
            count(sums, grouping, start(hour), start(hour + 1));
        }
        Query added = entities.createNativeQuery(FigureSql.added(!changed.isEmpty()))
                .setParameter("grouping", grouping.name())
                .setParameter("first", first)
                .setParameter("last", last);
        if (!changed.isEmpty()) {
            added.setParameter("but", changed);
        }
        add(sums, added);
        return sums;
    }

    private void count(Map<String, Sums> sums, Grouping grouping, Instant from, Instant to) {
        if (from.isBefore(to)) {
            add(
                    sums,
                    entities.createNativeQuery(FigureSql.counted(grouping))
                            .setParameter("from", from)
                            .setParameter("to", to));
        }
    }

    private static void add(Map<String, Sums> sums, Query query) {
        for (Object row : query.getResultList()) {
            Object[] columns = (Object[]) row;
            long[] values = new long[FigureSql.COLUMNS.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = columns[i + 1] instanceof Number number ? number.longValue() : 0;
            }
            sums.merge(String.valueOf(columns[0]), new Sums(values), Sums::plus);
        }
    }

    private static Instant start(long hour) {
        return Instant.ofEpochSecond(hour * 3600);
    }

    /** Up to which row of the timeline the table knows; empty before it was written at all. */
    @Transactional
    public OptionalLong position() {
        List<?> found = entities.createNativeQuery("select timeline from figures_position where id = 1")
                .getResultList();
        return found.isEmpty() ? OptionalLong.empty() : OptionalLong.of(((Number) found.get(0)).longValue());
    }

    /** The last row of the timeline that tells of something before the time; 0 if there is none. */
    @Transactional
    public long lastOfTimelineBefore(Instant time) {
        List<?> found = entities.createNativeQuery(
                        "select id from incident_timeline where at < :time order by id desc limit 1")
                .setParameter("time", time)
                .getResultList();
        return found.isEmpty() ? 0 : ((Number) found.get(0)).longValue();
    }

    /** The hours in which incidents were opened of which something happened behind this row of the timeline. */
    @Transactional
    public Set<Long> changedHours(long position, int most) {
        return hours(entities.createNativeQuery("select distinct " + FigureSql.hour("i.opened_at")
                        + " from incident i where i.id in (select t.incident from incident_timeline t where t.id > :position)"
                        + " limit " + most)
                .setParameter("position", position));
    }

    /** All hours in which incidents were opened. */
    @Transactional
    public Set<Long> allHours() {
        return hours(
                entities.createNativeQuery("select distinct " + FigureSql.hour("i.opened_at") + " from incident i"));
    }

    private static Set<Long> hours(Query query) {
        Set<Long> hours = new TreeSet<>();
        for (Object hour : query.getResultList()) {
            hours.add(((Number) hour).longValue());
        }
        return hours;
    }

    /** Writes the figures of these hours anew. */
    @Transactional
    public void write(Collection<Long> hours) {
        for (long hour : hours) {
            entities.createNativeQuery("delete from figures where opened_hour = :hour")
                    .setParameter("hour", hour)
                    .executeUpdate();
            for (Grouping grouping : Grouping.values()) {
                entities.createNativeQuery(FigureSql.written(grouping))
                        .setParameter("hour", hour)
                        .setParameter("from", start(hour))
                        .setParameter("to", start(hour + 1))
                        .executeUpdate();
            }
        }
    }

    /** Says that the table knows what happened up to this row of the timeline. */
    @Transactional
    public void knowsUpTo(long timeline) {
        int known = entities.createNativeQuery("update figures_position set timeline = :timeline where id = 1")
                .setParameter("timeline", timeline)
                .executeUpdate();
        if (known == 0) {
            entities.createNativeQuery("insert into figures_position (id, timeline) values (1, :timeline)")
                    .setParameter("timeline", timeline)
                    .executeUpdate();
        }
    }

    /** The hours in portions. */
    static List<List<Long>> portions(Set<Long> hours, int size) {
        List<Long> all = new ArrayList<>(hours);
        List<List<Long>> portions = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            portions.add(all.subList(from, Math.min(from + size, all.size())));
        }
        return portions;
    }
}
