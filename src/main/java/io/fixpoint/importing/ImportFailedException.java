package io.fixpoint.importing;

/** Nothing can be imported; the message says what, where and what to do. */
public final class ImportFailedException extends RuntimeException {
    ImportFailedException(String message) {
        super(message);
    }
}
