package io.fixpoint.detection;

import io.fixpoint.rule.RuleFailedException;

/**
 * A rule failed in one partition while others may have gone on with it. Since all partitions leave a rule out after the
 * same record, detection starts anew from its last commit and takes the records one by one, until the rule fails again.
 */
final class FailedInSpanException extends RuntimeException {
    private final transient Place place;
    private final transient RuleFailedException failure;

    /**
     * Where a rule failed.
     *
     * @param part of the record, from 0
     */
    record Place(int partition, long position, int part) {}

    FailedInSpanException(Place place, RuleFailedException failure) {
        super(failure);
        this.place = place;
        this.failure = failure;
    }

    Place place() {
        return place;
    }

    RuleFailedException failure() {
        return failure;
    }
}
