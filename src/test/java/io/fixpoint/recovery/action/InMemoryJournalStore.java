package io.fixpoint.recovery.action;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A journal's rows, kept while the test runs: what a crash leaves. */
class InMemoryJournalStore extends ActionJournalStore {
    private final Map<String, JournalEntry> entries = new LinkedHashMap<>();
    private boolean broken;

    @SuppressWarnings("NullAway") // The entity manager is not used here.
    InMemoryJournalStore() {
        super(null);
    }

    /** From now on nothing can be written, as when the server is killed. */
    void breakDown() {
        broken = true;
    }

    void mend() {
        broken = false;
    }

    @Override
    synchronized Optional<JournalEntry> look(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    @Override
    JournalEntry changeWithCaller(String key, UnaryOperator<JournalEntry> change) {
        return change(key, change);
    }

    @Override
    synchronized List<JournalEntry> ofRecovery(String recoveryId) {
        return entries.values().stream()
                .filter(entry -> entry.recoveryId().equals(recoveryId))
                .toList();
    }

    @Override
    synchronized void insert(JournalEntry entry) {
        check();
        if (entries.putIfAbsent(entry.key(), entry) != null) {
            throw new IllegalStateException("duplicate key");
        }
    }

    @Override
    synchronized JournalEntry change(String key, UnaryOperator<JournalEntry> change) {
        check();
        JournalEntry entry = entries.get(key);
        if (entry == null) {
            throw new IllegalStateException("no row " + key);
        }
        JournalEntry changed = change.apply(entry);
        entries.put(key, changed);
        return changed;
    }

    @Override
    Optional<JournalEntry> useAgain(ActionCall call, UnaryOperator<JournalEntry> anew) {
        return Optional.empty();
    }

    private void check() {
        if (broken) {
            throw new IllegalStateException("the database is away");
        }
    }
}
