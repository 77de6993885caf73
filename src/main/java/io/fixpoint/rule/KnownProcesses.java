package io.fixpoint.rule;

import java.util.Set;

/** Which processes rules may name. Implemented by who deploys them; without an implementation every name is taken. */
public interface KnownProcesses {

    /** The keys of all deployed processes. */
    Set<String> keys();
}
