package io.fixpoint.recovery;

/** Hears what a running recovery does to the number of those that run. Each call joins the caller's transaction. */
interface RecoveryPlaces {

    /** The recovery has ended. */
    void left(String recovery);

    /** A person has to do something for the recovery, which does not count as long. */
    void withPerson(String recovery);

    /**
     * A person has done something for the recovery.
     *
     * @param exceptTask the task that is done, which is still there; or empty
     */
    void lookAgain(String recovery, String exceptTask);
}
