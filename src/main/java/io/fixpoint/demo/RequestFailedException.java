package io.fixpoint.demo;

/** A request that a service of the shop could not serve. */
final class RequestFailedException extends Exception {
    RequestFailedException(String message) {
        super(message);
    }
}
