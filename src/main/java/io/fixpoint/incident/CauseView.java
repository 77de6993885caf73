package io.fixpoint.incident;

import io.fixpoint.fact.Cause;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why it happened. */
public record CauseView(
        String kind,
        String service,
        List<String> evidence,
        @Nullable String detail) {

    static CauseView of(Cause cause) {
        return new CauseView(cause.getKind(), cause.getService(), cause.getEvidence(), cause.getDetail());
    }
}
