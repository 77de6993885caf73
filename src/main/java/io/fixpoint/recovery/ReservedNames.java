package io.fixpoint.recovery;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;

/** The variables that the server sets: nobody who works on a recovery from outside may. */
public final class ReservedNames {
    private ReservedNames() {}

    /**
     * Lets a name pass that anybody may set.
     *
     * @throws ProblemException INVALID for a name of the server's
     */
    public static void check(String name) {
        if (Recoveries.RESERVED.contains(name) || name.startsWith("_")) {
            throw new ProblemException(
                    ProblemType.INVALID, "The variable '" + name + "' is set by the server; choose another name.");
        }
    }
}
