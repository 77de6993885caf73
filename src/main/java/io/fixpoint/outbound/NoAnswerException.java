package io.fixpoint.outbound;

/** The call may have been received, but no answer came. */
public final class NoAnswerException extends RuntimeException {

    NoAnswerException(String message) {
        super(message);
    }
}
