package io.fixpoint.detection.series;

import io.fixpoint.rule.SeriesUse;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What is learned of a series: its usual value, how unusual the last one is, what is to be expected. */
public final class LearnedNumbers {
    private static final long RELEARN_AFTER = 6 * 3_600_000_000L;

    private UnusualValues usual;

    /**
     * Nothing is learned yet.
     *
     * @param use what of it rules read
     */
    public LearnedNumbers(SeriesUse use) {
        this.usual = new UnusualValues(RELEARN_AFTER);
    }

    /** What is read no more goes. */
    public void keepLess(SeriesUse less) {}

    /**
     * Takes a sample that is the latest.
     *
     * @param time when it was measured, downtime included
     * @param active without downtime
     * @param value as it was measured
     * @param judged what is judged: the value, or of a counter its rate; NaN if not known
     */
    public void add(long time, long active, double value, double judged) {
        if (!Double.isNaN(judged)) {
            usual.add(active, judged);
        }
    }

    public double baseline() {
        return usual.baseline();
    }

    public double score() {
        return usual.score();
    }

    /**
     * The value to be expected; NaN if not known.
     *
     * @param ahead how long after the last sample
     */
    public double forecast(long ahead) {
        return Double.NaN;
    }

    public LearnedNumbers copy() {
        LearnedNumbers copy = new LearnedNumbers(SeriesUse.NONE);
        copy.usual = usual.copy();
        return copy;
    }

    public void write(DataOutput out) throws IOException {
        usual.write(out);
    }

    /**
     * Reads what was written.
     *
     * @param use the same as that of the one that was written
     */
    public static LearnedNumbers read(DataInput in, SeriesUse use) throws IOException {
        LearnedNumbers read = new LearnedNumbers(use);
        read.usual = UnusualValues.read(in, RELEARN_AFTER);
        return read;
    }
}
