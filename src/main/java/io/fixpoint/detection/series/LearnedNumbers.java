package io.fixpoint.detection.series;

import io.fixpoint.rule.SeriesUse;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What is learned of a series: its usual value, how unusual the last one is, what is to be expected. Of a counter its rate
 * is learned. Only what rules read is kept.
 */
public final class LearnedNumbers {
    private static final int LEARNED = 10;
    private static final double SECOND = 1e6;

    private final boolean counter;
    private final long holdFor;
    private boolean readsBaseline;
    private @Nullable UsualRange range;
    private @Nullable AnomalyScore score;
    private @Nullable Season season;
    private @Nullable Trend trend;
    private long last;
    private double value = Double.NaN;
    private double baseline = Double.NaN;

    /**
     * Nothing is learned yet.
     *
     * @param use what of it rules read
     * @param holdFor how long a value stays unusual at most while the series stays as far away
     */
    public LearnedNumbers(SeriesUse use, boolean counter, long holdFor) {
        this.counter = counter;
        this.holdFor = holdFor;
        this.readsBaseline = use.baseline();
        this.range = use.baseline() || use.score() ? new UsualRange() : null;
        this.score = use.score() ? new AnomalyScore(holdFor) : null;
        this.season = use.baseline() || use.forecast() ? new Season() : null;
        this.trend = use.forecast() ? new Trend() : null;
    }

    /** What is read no more goes. */
    public void keepLess(SeriesUse less) {
        readsBaseline &= less.baseline();
        baseline = readsBaseline ? baseline : Double.NaN;
        range = less.baseline() || less.score() ? range : null;
        score = less.score() ? score : null;
        season = less.baseline() || less.forecast() ? season : null;
        trend = less.forecast() ? trend : null;
    }

    /**
     * Takes a sample that is the latest.
     *
     * @param time when it was measured, downtime included
     * @param active without downtime
     * @param measured the value
     * @param rate of a counter, per second; NaN if not known
     */
    public void add(long time, long active, double measured, double rate) {
        last = time;
        value = measured;
        double learned = counter ? rate : measured;
        if (Double.isNaN(learned)) {
            return;
        }
        if (readsBaseline) {
            baseline = usual(time);
        }
        if (score != null && range != null) {
            score.add(time, active, learned, range);
        } else if (range != null) {
            range.add(active, learned);
        }
        if (season != null) {
            season.add(time, learned);
            if (trend != null) {
                trend.add(time, learned - season.at(time));
            }
        }
    }

    private double usual(long time) {
        double seasonal = season == null ? Double.NaN : season.usual(time);
        if (!Double.isNaN(seasonal)) {
            return seasonal;
        }
        return range == null || range.size() < LEARNED ? Double.NaN : range.median();
    }

    /** The usual value at the time of the last sample, as it was before it; NaN if not known. */
    public double baseline() {
        return baseline;
    }

    /** How unusual the last sample is, from 0 to 1; NaN if no rule reads it. */
    public double score() {
        return score == null ? Double.NaN : score.score();
    }

    /**
     * The value to be expected; NaN if not known. A counter is expected to rise by its rate.
     *
     * @param ahead how long after the last sample
     */
    public double forecast(long ahead) {
        if (trend == null || season == null) {
            return Double.NaN;
        }
        if (!counter) {
            return trend.at(last + ahead) + season.at(last + ahead);
        }
        long middle = last + ahead / 2;
        return value + Math.max(0, trend.at(middle) + season.at(middle)) * ahead / SECOND;
    }

    public LearnedNumbers copy() {
        LearnedNumbers copy = new LearnedNumbers(SeriesUse.NONE, counter, holdFor);
        copy.readsBaseline = readsBaseline;
        copy.range = range == null ? null : range.copy();
        copy.score = score == null ? null : score.copy();
        copy.season = season == null ? null : season.copy();
        copy.trend = trend == null ? null : trend.copy();
        copy.last = last;
        copy.value = value;
        copy.baseline = baseline;
        return copy;
    }

    public void write(DataOutput out) throws IOException {
        out.writeLong(last);
        out.writeDouble(value);
        out.writeDouble(baseline);
        if (range != null) {
            range.write(out);
        }
        if (score != null) {
            score.write(out);
        }
        if (season != null) {
            season.write(out);
        }
        if (trend != null) {
            trend.write(out);
        }
    }

    /**
     * Reads what was written.
     *
     * @param use the same as that of the one that was written
     */
    public static LearnedNumbers read(DataInput in, SeriesUse use, boolean counter, long holdFor) throws IOException {
        LearnedNumbers read = new LearnedNumbers(use, counter, holdFor);
        read.last = in.readLong();
        read.value = in.readDouble();
        read.baseline = in.readDouble();
        read.range = read.range == null ? null : UsualRange.read(in);
        read.score = read.score == null ? null : AnomalyScore.read(in, holdFor);
        read.season = read.season == null ? null : Season.read(in);
        read.trend = read.trend == null ? null : Trend.read(in);
        return read;
    }
}
