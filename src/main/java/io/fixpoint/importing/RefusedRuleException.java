package io.fixpoint.importing;

/** A rule that cannot be translated exactly; the message is the reason, in the middle of a sentence. */
final class RefusedRuleException extends RuntimeException {
    RefusedRuleException(String reason) {
        super(reason, null, false, false);
    }
}
