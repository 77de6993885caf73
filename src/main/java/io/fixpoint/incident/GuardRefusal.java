package io.fixpoint.incident;

/**
 * Why the server does not carry a repair out by itself, so that a person is asked.
 *
 * @param guard what said no, such as {@code BUDGET} or {@code FREEZE}
 * @param reason a sentence
 */
public record GuardRefusal(String guard, String reason) {}
