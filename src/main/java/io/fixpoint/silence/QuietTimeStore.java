package io.fixpoint.silence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.silence.QuietTime.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The silences and maintenance windows in the database, also those that are over. */
@ApplicationScoped
@Transactional
class QuietTimeStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> MATCHERS = new TypeReference<>() {};
    private static final TypeReference<List<String>> SERVICES = new TypeReference<>() {};

    private final EntityManager entities;

    @Inject
    QuietTimeStore(EntityManager entities) {
        this.entities = entities;
    }

    /** All, the oldest first. */
    List<QuietTime> all() {
        return entities
                .createQuery("from QuietTimeEntity order by createdAt, id", QuietTimeEntity.class)
                .getResultList()
                .stream()
                .map(QuietTimeStore::quietTime)
                .toList();
    }

    Optional<QuietTime> find(Kind kind, String id) {
        return Optional.ofNullable(entities.find(QuietTimeEntity.class, id))
                .filter(row -> row.kind == kind)
                .map(QuietTimeStore::quietTime);
    }

    /** Makes it, or puts it in the place of the one of its id. */
    void put(QuietTime quietTime) {
        QuietTimeEntity row = entities.find(QuietTimeEntity.class, quietTime.id());
        if (row == null) {
            row = new QuietTimeEntity();
            row.id = quietTime.id();
            write(quietTime, row);
            entities.persist(row);
        } else {
            write(quietTime, row);
        }
    }

    void remove(String id) {
        entities.createQuery("delete from QuietTimeEntity where id = :id")
                .setParameter("id", id)
                .executeUpdate();
    }

    private static void write(QuietTime from, QuietTimeEntity to) {
        Schedule schedule = from.schedule();
        to.kind = from.kind();
        try {
            to.covers = JSON.writeValueAsString(from.kind() == Kind.SILENCE ? from.matchers() : from.services());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What the " + from.kind().words() + " covers cannot be written", e);
        }
        to.reason = from.reason();
        to.startsAt = schedule.startsAt();
        to.endsAt = schedule.endsAt();
        to.recurrence = schedule.recurrence();
        to.timeZone = schedule.zone().getId();
        to.endedAt = schedule.endedAt();
        to.createdBy = from.createdBy();
        to.createdAt = from.createdAt();
        to.changedBy = from.changedBy();
        to.changedAt = from.changedAt();
    }

    private static QuietTime quietTime(QuietTimeEntity row) {
        try {
            boolean silence = row.kind == Kind.SILENCE;
            return new QuietTime(
                    row.id,
                    row.kind,
                    silence ? JSON.readValue(row.covers, MATCHERS) : Map.of(),
                    silence ? List.of() : JSON.readValue(row.covers, SERVICES),
                    row.reason,
                    new Schedule(row.startsAt, row.endsAt, row.recurrence, ZoneId.of(row.timeZone), row.endedAt),
                    row.createdBy,
                    row.createdAt,
                    row.changedBy,
                    row.changedAt);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "What the " + row.kind.words() + " " + row.id + " covers cannot be read", e);
        }
    }
}
