package io.fixpoint.recovery;

import io.fixpoint.recovery.RecoveryView.State;
import io.fixpoint.rest.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds recoveries by their state, which the engine does not store: SQL over its tables that says what
 * {@link RecoveryPages#state} says of one.
 */
@ApplicationScoped
class RecoveryListStore {
    /** A job knows its own instance for certain, and not always the outermost one. */
    private static final String OF_IT =
            " join ACT_RU_EXECUTION e on e.ID_ = j.PROCESS_INSTANCE_ID_ where e.ROOT_PROC_INST_ID_ = h.ID_";

    private static final String STALLED = "(exists (select 1 from ACT_RU_JOB j" + OF_IT
            + " and j.RETRIES_ <= 0) or exists (select 1 from ACT_RU_EXT_TASK x join ACT_RU_EXECUTION e"
            + " on e.ID_ = x.PROC_INST_ID_ where e.ROOT_PROC_INST_ID_ = h.ID_ and x.RETRIES_ <= 0))";

    /** A step that is held back asks again now and then, and waits all the same. */
    private static final String DUE = "exists (select 1 from ACT_RU_JOB j" + OF_IT + " and ("
            + "j.TYPE_ = 'timer' and (j.DUEDATE_ is null or j.DUEDATE_ <= :now)"
            + " or j.TYPE_ <> 'timer' and (j.EXCEPTION_MSG_ is null or j.EXCEPTION_MSG_ not like :heldBack)))";

    private static final String SUSPENDED = "h.STATE_ = 'SUSPENDED'";
    private static final String FAILED = "exists (select 1 from ACT_HI_ACTINST a where a.PROC_INST_ID_ = h.ID_"
            + " and a.ACT_TYPE_ = 'errorEndEvent')";

    private final EntityManager entities;

    RecoveryListStore(EntityManager entities) {
        this.entities = entities;
    }

    /** A page of ids, and how many there are, counted no further than is shown. */
    record Listed(List<String> recoveries, long total) {}

    /** Those in this state, by the time of their start; joins the caller's transaction. */
    Listed list(
            @Nullable State state,
            @Nullable String process,
            @Nullable String incidentId,
            boolean latestFirst,
            int offset,
            int size,
            Instant now) {
        List<String> conditions = new ArrayList<>(List.of("h.SUPER_PROCESS_INSTANCE_ID_ is null"));
        Map<String, Object> parameters = new LinkedHashMap<>();
        if (process != null) {
            conditions.add("h.PROC_DEF_KEY_ = :process");
            parameters.put("process", process);
        }
        if (incidentId != null) {
            conditions.add("h.BUSINESS_KEY_ = :incident");
            parameters.put("incident", incidentId);
        }
        if (state != null) {
            conditions.add(condition(state));
            if (state == State.ACTIVE || state == State.WAITING) {
                parameters.put("now", Timestamp.from(now));
                parameters.put("heldBack", HeldBackException.BEGINNING + "%");
            }
        }
        String from = " from ACT_HI_PROCINST h where " + String.join(" and ", conditions);
        String direction = latestFirst ? " desc" : "";
        Query page = entities.createNativeQuery("select h.ID_" + from + " order by h.START_TIME_" + direction
                + ", h.ID_" + direction + " limit " + size + " offset " + offset);
        Query count = entities.createNativeQuery(
                "select count(*) from (select h.ID_" + from + " limit " + (Page.TOTAL_CAP + 1) + ") counted");
        parameters.forEach((name, value) -> {
            page.setParameter(name, value);
            count.setParameter(name, value);
        });
        List<String> recoveries = new ArrayList<>();
        for (Object id : page.getResultList()) {
            recoveries.add(String.valueOf(id));
        }
        return new Listed(recoveries, ((Number) count.getSingleResult()).longValue());
    }

    private static String condition(State state) {
        return switch (state) {
            case CANCELLED -> "h.END_TIME_ is not null and h.STATE_ <> 'COMPLETED'";
            case COMPLETED -> "h.END_TIME_ is not null and h.STATE_ = 'COMPLETED' and not " + FAILED;
            case FAILED -> "h.END_TIME_ is not null and h.STATE_ = 'COMPLETED' and " + FAILED;
            case STALLED -> "h.END_TIME_ is null and not " + SUSPENDED + " and " + STALLED;
            case ACTIVE -> "h.END_TIME_ is null and not " + SUSPENDED + " and not " + STALLED + " and " + DUE;
            case WAITING -> "h.END_TIME_ is null and (" + SUSPENDED + " or (not " + STALLED + " and not " + DUE + "))";
        };
    }
}
