package io.fixpoint.rule;

import java.util.Collection;
import java.util.List;

/**
 * The memory of one stage over the current facts. Not thread-safe. It has no effect on anything: the caller collects
 * what was concluded.
 */
public interface RuleSession extends AutoCloseable {

    /**
     * Makes the fact known under the key, or tells that it changed: the same object whose properties changed, or
     * another object that takes the place of the last one.
     */
    void put(Object key, Object fact);

    /** Forgets the fact; no effect if there is none. */
    void remove(Object key);

    /**
     * Fires all rules to the fixpoint.
     *
     * @throws RuleFailedException if a rule throws or does not come to an end; the session must then be thrown away
     */
    Firing fire();

    /** Everything that stands now by {@code insertLogical}, each with why. */
    Collection<Conclusion> standing();

    @Override
    void close();

    /**
     * What one firing changed.
     *
     * @param concluded new conclusions, by {@code insertLogical} (they stand until withdrawn) or by {@code insert} (said
     *     once), and standing ones with a further reason
     * @param withdrawn conclusions whose last reason is gone
     */
    record Firing(List<Conclusion> concluded, List<Object> withdrawn) {
        /** Nothing changed. */
        public static final Firing NONE = new Firing(List.of(), List.of());
    }
}
