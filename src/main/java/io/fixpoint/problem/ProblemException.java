package io.fixpoint.problem;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An error that the caller is to read: its detail names what, where and the remedy. */
public final class ProblemException extends RuntimeException {
    private final ProblemType type;
    private final transient List<?> problems;
    private @Nullable Duration retryAfter;

    public ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of());
    }

    /** @param problems a row for each thing that is wrong, written as JSON into {@code problems} */
    public ProblemException(ProblemType type, String detail, List<?> problems) {
        super(detail);
        this.type = type;
        this.problems = List.copyOf(problems);
    }

    public static ProblemException notFound(String what, Object id) {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no " + what + " '" + id + "'.");
    }

    public ProblemType type() {
        return type;
    }

    public List<?> problems() {
        return problems;
    }

    /** Tells the caller to try again after this time: header {@code Retry-After}. */
    public ProblemException retryAfter(Duration wait) {
        retryAfter = wait;
        return this;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
