package io.fixpoint.demo;

import java.util.List;

/**
 * What the demonstration shows.
 *
 * @param faults in this order
 * @param forever whether to begin again after the last one
 * @param yes whether to approve what waits for approval
 */
public record DemoOptions(List<Fault> faults, boolean forever, boolean yes) {
    public DemoOptions {
        faults = List.copyOf(faults);
    }

    /** Every fault, once. */
    public static List<Fault> allFaults() {
        return List.of(Fault.CRASH, Fault.BAD_RELEASE, Fault.SLOW_DATABASE, Fault.OVERLOAD, Fault.DISK_FULL);
    }
}
