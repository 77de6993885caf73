package io.fixpoint.factlog;

import io.fixpoint.fact.Fact;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The ids that a group of appends has used, within its transaction. */
final class FactIds {
    /** An id of a service is taken once within this time. */
    static final Duration REMEMBERED = Duration.ofHours(24);

    private static final int CHUNK = 200;

    private final Connection connection;
    private final Set<String> used = new HashSet<>();
    private final Map<String, Boolean> expired = new HashMap<>();

    FactIds(Connection connection) {
        this.connection = connection;
    }

    /** Looks up which ids of these facts are used already. */
    void lookUp(List<Fact> facts, Instant now) throws SQLException {
        List<String> keys = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact.id() != null) {
                keys.add(key(fact));
            }
        }
        Instant since = now.minus(REMEMBERED);
        for (int from = 0; from < keys.size(); from += CHUNK) {
            List<String> chunk = keys.subList(from, Math.min(from + CHUNK, keys.size()));
            String sql = "select id_key, received_at from fact_id where id_key in ("
                    + String.join(",", Collections.nCopies(chunk.size(), "?")) + ")";
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                for (int i = 0; i < chunk.size(); i++) {
                    select.setString(i + 1, chunk.get(i));
                }
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        String key = rows.getString(1);
                        if (rows.getObject(2, OffsetDateTime.class).toInstant().isAfter(since)) {
                            used.add(key);
                        } else {
                            expired.put(key, true);
                        }
                    }
                }
            }
        }
    }

    /** The facts whose ids are new, and repeated alerts; remembers the new ids. */
    List<Fact> take(List<Fact> facts, Instant now) throws SQLException {
        List<Fact> taken = new ArrayList<>(facts.size());
        List<String> fresh = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact.id() == null) {
                taken.add(fact);
                continue;
            }
            String key = key(fact);
            if (used.add(key)) {
                fresh.add(key);
                taken.add(fact);
            } else if (fact instanceof Fact.Alert) {
                taken.add(fact);
            }
        }
        remember(fresh, now);
        return taken;
    }

    private void remember(List<String> keys, Instant now) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        try (PreparedStatement insert =
                        connection.prepareStatement("insert into fact_id (received_at, id_key) values (?, ?)");
                PreparedStatement update =
                        connection.prepareStatement("update fact_id set received_at = ? where id_key = ?")) {
            for (String key : keys) {
                PreparedStatement statement = expired.remove(key) == null ? insert : update;
                statement.setObject(1, now.atOffset(ZoneOffset.UTC));
                statement.setString(2, key);
                statement.addBatch();
            }
            insert.executeBatch();
            update.executeBatch();
        }
    }

    private static String key(Fact fact) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(fact.service().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            byte[] hash = digest.digest(String.valueOf(fact.id()).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
