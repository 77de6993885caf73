package io.fixpoint.audit;

import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which changes: a {@code @BeanParam}. */
public class AuditQuery {
    /** The person's name. */
    @QueryParam("person")
    @Nullable
    String person;

    /** A part of the action, such as {@code PUT} or {@code /acknowledge}. */
    @QueryParam("action")
    @Nullable
    String action;

    /** The beginning of the path that was called. */
    @QueryParam("object")
    @Nullable
    String object;

    @QueryParam("from")
    @Nullable
    Instant from;

    @QueryParam("to")
    @Nullable
    Instant to;

    /** A condition of JPQL, with its values. */
    String where(Map<String, Object> values) {
        StringBuilder where = new StringBuilder("1 = 1");
        put(where, values, " and person = :person", "person", person);
        put(
                where,
                values,
                " and action like :action escape '!'",
                "action",
                action == null ? null : "%" + literal(action) + "%");
        put(
                where,
                values,
                " and object like :object escape '!'",
                "object",
                object == null ? null : literal(object) + "%");
        put(where, values, " and at >= :from", "from", from);
        put(where, values, " and at < :to", "to", to);
        return where.toString();
    }

    private static void put(
            StringBuilder where, Map<String, Object> values, String condition, String name, @Nullable Object value) {
        if (value != null) {
            where.append(condition);
            values.put(name, value);
        }
    }

    private static String literal(String text) {
        return text.replaceAll("([!%_])", "!$1");
    }
}
