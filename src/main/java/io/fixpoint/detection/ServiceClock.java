package io.fixpoint.detection;

import java.io.IOException;

/**
 * The clock of one service: its latest event time, capped at the receipt, advancing with receipt time. So it lags behind
 * the receipt by the smallest lag seen.
 */
final class ServiceClock {
    private final ReceiptClock receipt;
    private long lag = Long.MAX_VALUE;

    ServiceClock(ReceiptClock receipt) {
        this.receipt = receipt;
    }

    /** Takes an event time; one after the receipt counts as the receipt. */
    void observe(long eventTime) {
        lag = Math.min(lag, Math.max(0, receipt.received() - eventTime));
    }

    void write(StateOutput out) throws IOException {
        out.number(lag);
    }

    void read(StateInput in) throws IOException {
        lag = in.number();
    }

    /** The service's time. */
    long now() {
        return lag == Long.MAX_VALUE ? receipt.received() : receipt.received() - lag;
    }

    /** The service's time without the server's downtime: the scale of ages and lengths. */
    long active() {
        return now() - receipt.down();
    }
}
