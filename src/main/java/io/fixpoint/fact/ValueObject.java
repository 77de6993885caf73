package io.fixpoint.fact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Equal when of one class and of equal parts. Drools keeps equal conclusions as one, so the parts must be all fields. */
abstract class ValueObject {

    /** Every field, in a fixed order. */
    abstract List<@Nullable Object> parts();

    @Override
    public final boolean equals(@Nullable Object other) {
        return getClass().isInstance(other) && parts().equals(((ValueObject) other).parts());
    }

    @Override
    public final int hashCode() {
        return parts().hashCode();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + parts();
    }
}
