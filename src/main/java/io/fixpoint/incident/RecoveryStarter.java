package io.fixpoint.incident;

/** What comes after an incident: its recovery. */
public interface RecoveryStarter {

    /**
     * Starts the process for the incident in the caller's transaction, unless the automation switch says OBSERVE.
     *
     * @return what became of it: where too many run already, it waits for its turn
     * @throws UnknownProcessException if no such process is deployed; the transaction is still usable
     */
    Started start(String process, String incidentId);

    /** Ends the recoveries of the incident that still run, in the caller's transaction. */
    void cancelAll(String incidentId, String reason);

    /**
     * A recovery that was started, or why none was.
     *
     * @param recoveryId empty if none was started
     * @param waiting whether it waits for its turn; {@link RecoveryProgress#recoveryStarted} tells when that has come
     */
    record Started(java.util.Optional<String> recoveryId, String detail, boolean waiting) {
        /** What does not wait. */
        public Started(java.util.Optional<String> recoveryId, String detail) {
            this(recoveryId, detail, false);
        }
    }

    /** No such process is deployed. */
    final class UnknownProcessException extends RuntimeException {
        public UnknownProcessException(String message) {
            super(message);
        }
    }
}
