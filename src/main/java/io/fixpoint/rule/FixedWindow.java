package io.fixpoint.rule;

import java.time.Duration;

/** The windows over which a series has properties of its own, such as {@code mean5m}. */
public enum FixedWindow {
    M1("1m", Duration.ofMinutes(1)),
    M5("5m", Duration.ofMinutes(5)),
    M15("15m", Duration.ofMinutes(15)),
    H1("1h", Duration.ofHours(1));

    private final String text;
    private final Duration length;

    FixedWindow(String text, Duration length) {
        this.text = text;
        this.length = length;
    }

    /** As it is written in the property's name. */
    String text() {
        return text;
    }

    public Duration length() {
        return length;
    }
}
