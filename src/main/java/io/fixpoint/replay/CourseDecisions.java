package io.fixpoint.replay;

import io.fixpoint.replay.Course.Recovery;
import io.fixpoint.replay.Course.Taken;
import io.fixpoint.triage.Decided;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Collects decisions in order, each once, and the recoveries that they ask for. */
final class CourseDecisions {
    private final UnaryOperator<String> correlationKeys;
    private final Set<List<String>> known = new HashSet<>();
    private final Set<List<String>> started = new HashSet<>();
    private final List<Taken> taken = new ArrayList<>();
    private final List<Recovery> recoveries = new ArrayList<>();

    /** @param correlationKeys the correlation key in place of an incident's id; other texts are returned as they are */
    CourseDecisions(UnaryOperator<String> correlationKeys) {
        this.correlationKeys = correlationKeys;
    }

    /** One from before the span. */
    void before(Decided decided) {
        known.add(decided.key());
        if (decided.process() != null && decided.incident() != null) {
            started.add(List.of(decided.incident(), decided.process()));
        }
    }

    void add(Decided decided, Instant at) {
        if (!known.add(decided.key())) {
            return;
        }
        taken.add(new Taken(decided.type(), decided.looseKey(correlationKeys), at, decided.rules()));
        String incident = decided.incident();
        String process = decided.process();
        if (process != null && incident != null && started.add(List.of(incident, process))) {
            recoveries.add(new Recovery(
                    process,
                    Objects.requireNonNull(correlationKeys.apply(incident)),
                    decided.service(),
                    at,
                    decided.rules()));
        }
    }

    List<Taken> taken() {
        return taken;
    }

    List<Recovery> recoveries() {
        return recoveries;
    }
}
