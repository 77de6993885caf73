package io.fixpoint.detection;

/** What comes after detection. */
public interface AnomalySink {

    /**
     * There may be transitions that nobody has consumed yet (see {@link Episodes#unconsumed}), or current events changed.
     * Returns at once.
     */
    void anomaliesChanged();
}
