package io.fixpoint.demo;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The ways in which the shop can be broken. */
public enum Fault {
    CRASH("inventory", "the process of inventory ends"),
    BAD_RELEASE("orders", "orders gets a new version that fails most requests"),
    SLOW_DATABASE("database", "every query of the database takes far longer"),
    OVERLOAD("payment", "a campaign brings four times the customers"),
    DISK_FULL("database", "a runaway log fills the database's disk");

    private final String service;
    private final String what;

    Fault(String service, String what) {
        this.service = service;
        this.what = what;
    }

    /** Its name on the command line and in the shop's URL: {@code bad-release}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where it is. */
    String service() {
        return service;
    }

    /** A sentence for people. */
    String what() {
        return what;
    }

    /**
     * The fault of that name.
     *
     * @throws IllegalArgumentException if there is no such fault; the message names those that there are
     */
    public static Fault of(String label) {
        return Arrays.stream(values())
                .filter(fault -> fault.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no fault '" + label + "'; there are "
                        + Arrays.stream(values()).map(Fault::label).collect(Collectors.joining(", ")) + "."));
    }
}
