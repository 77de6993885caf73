package io.fixpoint.factlog;

import io.fixpoint.fact.Fact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The ids that a group of appends uses. */
final class FactIds {
    /** An id of a service is taken once within this time. */
    static final Duration REMEMBERED = Duration.ofHours(24);

    private static final int KEY = 16;

    private final LogStore store;
    private final LogStore.Group group;
    /** The ids that were used, and those that were not, as far as this group has asked. */
    private final Map<byte[], Boolean> used = new TreeMap<>(Arrays::compareUnsigned);

    FactIds(LogStore store, LogStore.Group group) {
        this.store = store;
        this.group = group;
    }

    /** A key for each fact with an id, at its place; none if no fact has one. */
    static List<byte @Nullable []> keys(List<Fact> facts) {
        List<byte @Nullable []> keys = new ArrayList<>();
        if (facts.stream().allMatch(fact -> fact.id() == null)) {
            return keys;
        }
        for (Fact fact : facts) {
            keys.add(fact.id() == null ? null : key(fact));
        }
        return keys;
    }

    private static byte[] key(Fact fact) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(fact.service().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            byte[] hash = digest.digest(String.valueOf(fact.id()).getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(hash, KEY);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** The places of the facts that are dropped, since their ids are used; repeated alerts are not. Uses the others' ids. */
    Set<Integer> repeated(List<Fact> facts, List<byte @Nullable []> keys, Instant now) throws IOException {
        lookUp(keys, now);
        Set<Integer> repeated = new HashSet<>();
        for (int i = 0; i < keys.size(); i++) {
            byte[] key = keys.get(i);
            if (key == null) {
                continue;
            }
            if (!Boolean.TRUE.equals(used.put(key, true))) {
                group.use(key, now);
            } else if (!(facts.get(i) instanceof Fact.Alert)) {
                repeated.add(i);
            }
        }
        return repeated;
    }

    private void lookUp(List<byte @Nullable []> keys, Instant now) throws IOException {
        List<byte[]> unknown = new ArrayList<>();
        for (byte[] key : keys) {
            if (key != null && !used.containsKey(key)) {
                unknown.add(key);
            }
        }
        if (unknown.isEmpty()) {
            return;
        }
        List<@Nullable Instant> times = store.used(unknown);
        for (int i = 0; i < unknown.size(); i++) {
            Instant time = times.get(i);
            used.put(unknown.get(i), time != null && time.isAfter(now.minus(REMEMBERED)));
        }
    }
}
