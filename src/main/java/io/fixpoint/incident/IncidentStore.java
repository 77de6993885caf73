package io.fixpoint.incident;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.RepairHistory;
import io.fixpoint.fact.Severity;
import io.fixpoint.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of incidents. Every method joins the caller's transaction, which those that write need. */
@ApplicationScoped
class IncidentStore implements SuppressedIncidents {
    private static final Set<Incident.Status> OPEN =
            Set.of(Incident.Status.OPEN, Incident.Status.RECOVERING, Incident.Status.ESCALATED);

    /** Of what happened; it may name a task or a process, whose names are the authors'. */
    private static final int LONGEST_WHAT = 500;

    private final EntityManager entities;
    private final ObjectMapper json;
    private final Clock clock;

    @Inject
    IncidentStore(EntityManager entities, ObjectMapper json, Clock clock) {
        this.entities = entities;
        this.json = json;
        this.clock = clock;
    }

    /** The time to write down. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * The incident, locked until the transaction ends, so that changes of one incident take turns. Lock it before it is
     * read in any other way: what was read before may be stale, and Hibernate then refuses the lock.
     */
    IncidentEntity lock(String id) {
        IncidentEntity incident = entities.find(IncidentEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (incident == null) {
            throw ProblemException.notFound("incident", id);
        }
        return incident;
    }

    IncidentEntity get(String id) {
        IncidentEntity incident = entities.find(IncidentEntity.class, id);
        if (incident == null) {
            throw ProblemException.notFound("incident", id);
        }
        return incident;
    }

    void add(IncidentEntity incident) {
        entities.persist(incident);
        takeKey(incident.correlationKey, incident.id);
        // The number is made by the database.
        entities.flush();
    }

    /** What rules state of an incident, read without a lock. */
    record Ruled(
            String id,
            @Nullable Severity severity,
            @Nullable Priority priority,
            boolean suppressed,
            @Nullable String reason) {}

    List<Ruled> ruledOfOpen() {
        return entities.createQuery(
                        "select i.id, i.severityRuled, i.priorityRuled, i.suppressed, i.suppressedReason"
                                + " from IncidentEntity i where i.status in :open order by i.id",
                        Ruled.class)
                .setParameter("open", OPEN)
                .getResultList();
    }

    /** When those of the incidents that are RESOLVED were, read without a lock. */
    Map<String, Instant> resolvedAmong(Collection<String> ids) {
        return ids.isEmpty()
                ? Map.of()
                : entities
                        .createQuery(
                                "select i.id, i.resolvedAt from IncidentEntity i where i.id in :ids"
                                        + " and i.status = :status and i.resolvedAt is not null",
                                Object[].class)
                        .setParameter("ids", ids)
                        .setParameter("status", Incident.Status.RESOLVED)
                        .getResultList()
                        .stream()
                        .collect(Collectors.toMap(row -> (String) row[0], row -> (Instant) row[1]));
    }

    /** Whether there is such an incident and it is open, read without a lock. */
    boolean isOpen(String id) {
        return entities.createQuery(
                                "select count(*) from IncidentEntity i where i.id = :id and i.status in :open",
                                Long.class)
                        .setParameter("id", id)
                        .setParameter("open", OPEN)
                        .getSingleResult()
                > 0;
    }

    /** The incident as rules see it, read without a lock, so that it can be locked after. */
    Incident fact(String id) {
        return facts("i.id = :id", Map.of("id", id)).stream()
                .findFirst()
                .orElseThrow(() -> ProblemException.notFound("incident", id));
    }

    /**
     * The open incidents as rules see them, and behind them those that were resolved since then. Read in each round of
     * triage, so without the entities, of which there may be thousands.
     */
    List<Incident> facts(Instant resolvedSince) {
        List<Incident> facts = new ArrayList<>(facts("i.status in :open", Map.of("open", OPEN)));
        facts.addAll(facts(
                "i.status = :resolved and i.resolvedAt >= :since",
                Map.of("resolved", Incident.Status.RESOLVED, "since", resolvedSince)));
        return facts;
    }

    private List<Incident> facts(String which, Map<String, Object> parameters) {
        TypedQuery<Object[]> rows = entities.createQuery(
                "select i.id, i.number, i.title, i.status, i.severity, i.priority, i.service, i.correlationKey,"
                        + " i.detectedAt, i.openedAt, i.assignee from IncidentEntity i where " + which
                        + " order by i.openedAt, i.id",
                Object[].class);
        TypedQuery<Object[]> members = entities.createQuery(
                "select i.id, s from IncidentEntity i join i.services s where " + which, Object[].class);
        parameters.forEach((name, value) -> {
            rows.setParameter(name, value);
            members.setParameter(name, value);
        });
        Map<String, Set<String>> services = new HashMap<>();
        for (Object[] member : members.getResultList()) {
            services.computeIfAbsent((String) member[0], id -> new TreeSet<>()).add((String) member[1]);
        }
        return rows.getResultList().stream()
                .map(row -> new Incident(
                        (String) row[0],
                        (Long) row[1],
                        (String) row[2],
                        (Incident.Status) row[3],
                        (Severity) row[4],
                        (Priority) row[5],
                        (String) row[6],
                        services.getOrDefault((String) row[0], Set.of()),
                        (String) row[7],
                        (Instant) row[8],
                        (Instant) row[9],
                        (String) row[10]))
                .toList();
    }

    List<String> resolvedBefore(Instant before, int limit) {
        return entities.createQuery(
                        "select id from IncidentEntity where status = :status and resolvedAt < :before order by resolvedAt",
                        String.class)
                .setParameter("status", Incident.Status.RESOLVED)
                .setParameter("before", before)
                .setMaxResults(limit)
                .getResultList();
    }

    Optional<String> openOfKey(String correlationKey) {
        return Optional.ofNullable(entities.find(OpenCorrelation.class, correlationKey))
                .map(row -> row.incident);
    }

    /** Makes it the open incident of the key. The primary key refuses a second one. */
    void takeKey(String correlationKey, String incident) {
        OpenCorrelation row = new OpenCorrelation();
        row.correlationKey = correlationKey;
        row.incident = incident;
        entities.persist(row);
    }

    void freeKeys(String incident) {
        entities.flush();
        entities.createQuery("delete from OpenCorrelation where incident = :incident")
                .setParameter("incident", incident)
                .executeUpdate();
    }

    /** All keys of the one incident become keys of the other. */
    void giveKeys(String incident, String to) {
        entities.flush();
        entities.createQuery("update OpenCorrelation set incident = :to where incident = :incident")
                .setParameter("to", to)
                .setParameter("incident", incident)
                .executeUpdate();
    }

    boolean isCarriedOut(String decisionKey) {
        return entities.find(DecisionEntity.class, decisionKey) != null;
    }

    /** Writes that the decision was carried out. The primary key refuses it a second time. */
    void carriedOut(String key, String kind, String described, @Nullable String incident, String outcome) {
        DecisionEntity row = new DecisionEntity();
        row.key = key;
        row.kind = kind;
        row.described = described;
        row.incident = incident;
        row.outcome = outcome;
        row.carriedOutAt = now();
        entities.persist(row);
    }

    void happened(String incident, String actor, String what, @Nullable String detail, @Nullable Object data) {
        TimelineEntity row = new TimelineEntity();
        row.incident = incident;
        row.at = now();
        row.actor = actor.length() > 200 ? actor.substring(0, 200) : actor;
        row.what = what.length() > LONGEST_WHAT ? what.substring(0, LONGEST_WHAT - 1) + "…" : what;
        row.detail = detail;
        row.data = data == null ? null : write(data);
        entities.persist(row);
    }

    List<TimelineEntity> timeline(String incident) {
        return entities.createQuery("from TimelineEntity where incident = :incident order by id", TimelineEntity.class)
                .setParameter("incident", incident)
                .getResultList();
    }

    /** Rows of the timeline behind this one, of whatever incident, in order. */
    List<TimelineEntity> timelineAfter(long id, int most) {
        return entities.createQuery("from TimelineEntity where id > :id order by id", TimelineEntity.class)
                .setParameter("id", id)
                .setMaxResults(most)
                .getResultList();
    }

    /** The last row of the timeline; 0 if there is none. */
    long lastOfTimeline() {
        Long last = entities.createQuery("select max(id) from TimelineEntity", Long.class)
                .getSingleResult();
        return last == null ? 0 : last;
    }

    Optional<RecoveryEntity> recovery(String recoveryId) {
        return Optional.ofNullable(entities.find(RecoveryEntity.class, recoveryId));
    }

    void add(RecoveryEntity recovery) {
        entities.persist(recovery);
    }

    List<RecoveryEntity> recoveries(String incident) {
        return entities.createQuery(
                        "from RecoveryEntity where incident = :incident order by startedAt, recovery",
                        RecoveryEntity.class)
                .setParameter("incident", incident)
                .getResultList();
    }

    /** Recoveries that have ended and whose result is not kept, the oldest first. */
    @Transactional
    public List<String> endedAndNotKept(int limit) {
        return entities.createQuery(
                        "select recovery from RecoveryEntity where kept = false and endedAt is not null order by endedAt",
                        String.class)
                .setMaxResults(limit)
                .getResultList();
    }

    /** Keeps the result of a recovery that has ended; null if nothing is known of it any more. */
    @Transactional
    public void keep(String recoveryId, RecoveryViews.@Nullable Outcome outcome) {
        recovery(recoveryId).ifPresent(row -> {
            if (outcome != null) {
                row.version = outcome.version();
                row.state = outcome.state();
                row.steps = write(outcome.steps());
                row.resources = write(outcome.used());
            }
            row.kept = true;
        });
    }

    void add(RepairEntity repair) {
        entities.persist(repair);
    }

    RepairEntity repair(String attemptId) {
        RepairEntity repair = entities.find(RepairEntity.class, attemptId);
        if (repair == null) {
            throw ProblemException.notFound("repair", attemptId);
        }
        return repair;
    }

    List<RepairEntity> repairs(String incident) {
        return entities.createQuery("from RepairEntity where incident = :incident order by number", RepairEntity.class)
                .setParameter("incident", incident)
                .getResultList();
    }

    /** Ended repairs of the service, or of its incidents, latest first. */
    List<RepairEntity> pastRepairs(String service, int limit) {
        return entities.createQuery(
                        "from RepairEntity where (service = :service or target = :service) and endedAt is not null"
                                + " order by endedAt desc, number desc",
                        RepairEntity.class)
                .setParameter("service", service)
                .setMaxResults(limit)
                .getResultList();
    }

    /** How the verified repairs of these services went, of those that began since then; by name and service. */
    List<RepairHistory> repairHistories(Collection<String> targets, Instant since) {
        if (targets.isEmpty()) {
            return List.of();
        }
        List<RepairHistory> histories = new ArrayList<>();
        for (Object row : entities.createNativeQuery("select a.name, a.target, count(*),"
                        + " sum(case when a.verified = true then 1 else 0 end),"
                        + " avg(case when a.verified = true"
                        + " then extract(epoch from a.verified_at) - extract(epoch from a.started_at) end)"
                        + " from repair_attempt a where a.target in (:targets) and a.verified is not null"
                        + " and a.started_at >= :since group by a.name, a.target order by a.name, a.target")
                .setParameter("targets", targets)
                .setParameter("since", since)
                .getResultList()) {
            Object[] columns = (Object[]) row;
            histories.add(new RepairHistory(
                    String.valueOf(columns[0]),
                    String.valueOf(columns[1]),
                    ((Number) columns[2]).longValue(),
                    ((Number) columns[3]).longValue(),
                    columns[4] instanceof Number seconds ? Double.valueOf(seconds.doubleValue()) : null));
        }
        return histories;
    }

    /** By whom the incident was opened, read without a lock; empty if there is none of this id. */
    Optional<String> openedBy(String id) {
        return entities.createQuery("select i.openedBy from IncidentEntity i where i.id = :id", String.class)
                .setParameter("id", id)
                .getResultStream()
                .findFirst();
    }

    /** The causes (JSON) of those of the incidents whose cause is known, read without a lock. */
    Map<String, String> causes(Collection<String> ids) {
        return ids.isEmpty()
                ? Map.of()
                : entities
                        .createQuery(
                                "select i.id, i.cause from IncidentEntity i where i.id in :ids and i.cause is not null",
                                Object[].class)
                        .setParameter("ids", ids)
                        .getResultList()
                        .stream()
                        .collect(Collectors.toMap(row -> (String) row[0], row -> (String) row[1]));
    }

    @Override
    public boolean contains(String incidentId) {
        return entities.createQuery(
                                "select count(*) from IncidentEntity i where i.id = :id and i.suppressed = true",
                                Long.class)
                        .setParameter("id", incidentId)
                        .getSingleResult()
                > 0;
    }

    RepairEntity newRepair(IncidentEntity incident, String recoveryId, Repair repair, Repair.Mode mode) {
        RepairEntity row = new RepairEntity();
        row.id = UUID.randomUUID().toString();
        row.incident = incident.id;
        row.recovery = recoveryId;
        row.service = incident.service;
        row.process = repair.getProcess();
        row.action = repair.getAction();
        row.name = name(repair);
        row.target = repair.getTarget();
        row.kind = repair.getKind();
        row.mode = mode;
        row.parameters = write(repair.getParameters());
        row.undo = repair.getUndo();
        row.reason = repair.getReason();
        row.startedAt = now();
        return row;
    }

    private static String name(Repair repair) {
        String process = repair.getProcess();
        String action = repair.getAction();
        return process != null ? process : action != null ? action : RepairEntity.BY_HAND;
    }

    String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value, e);
        }
    }

    /** Reads what {@link #write} wrote of a value of this type. */
    <T> T read(@Nullable String text, TypeReference<T> type) {
        try {
            return json.readValue(Objects.requireNonNull(text), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("is no JSON although we wrote it: " + text, e);
        }
    }

    JsonNode read(@Nullable String text) {
        if (text == null) {
            return NullNode.getInstance();
        }
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("is no JSON although we wrote it: " + text, e);
        }
    }
}
