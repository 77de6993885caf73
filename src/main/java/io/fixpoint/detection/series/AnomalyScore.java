package io.fixpoint.detection.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How unusual the last value is for its series, from 0 to 1, without tuning: 0.9 is rare in any series, 0.95 clear.
 *
 * <p>Two questions are asked of each value, before it is learned. How far is it from what is usual at this time of day
 * (of less than two days: from the usual range), in deviations? And how new is it: how far from any value ever seen, and
 * how rare is such a distance in this series? The logarithm of the one and the rarity of the other are added. The first
 * finds what repeats though it is wrong, the second is calibrated by the series itself, so that one threshold fits all.
 *
 * <p>A value that was unusual stays so while the series stays as far away, for a stated time: what is rare is the change,
 * but the fault lasts.
 */
public final class AnomalyScore {
    private static final double NOVELTY_WEIGHT = 0.5;
    /** The sum that is scored 0.9. */
    private static final double RARE = 3.1;
    /** A score from which on it is held. */
    private static final double HELD_FROM = 0.9;
    /** What is left of the distance from the usual while it is held. */
    private static final double STILL_AWAY = 0.5;

    private static final int LEARNED = 10;
    private static final int NOVELTY_LEARNED = 20;
    /** From the distance of the outer deciles to a normal deviation. */
    private static final double OF_DECILES = 2.5631;

    private final long holdFor;
    private UsualRange range = new UsualRange();
    private SeenValues seen = new SeenValues();
    private TailEstimate tail = new TailEstimate();
    private TimeOfDay day = new TimeOfDay();
    private long count;
    private long last = Long.MIN_VALUE;
    private double score;
    private double heldScore;
    private double heldFrom;
    private double heldAway;
    private long heldSince;

    /**
     * Nothing is known yet.
     *
     * @param holdFor how long a value stays unusual at most while the series stays as far away
     */
    public AnomalyScore(long holdFor) {
        this.holdFor = holdFor;
    }

    /** Of the last value; 0 while too little is known. */
    public double score() {
        return score;
    }

    /**
     * Scores the value against those before it, then learns it.
     *
     * @param time with downtime, for the time of day
     * @param active without downtime
     */
    public void add(long time, long active, double value) {
        double usual = range.median();
        double rareness = rareness(time, active, value);
        score = 1 - Math.pow(10, -Math.pow(rareness / RARE, 2));
        hold(active, value, usual);
        last = active;
        count++;
    }

    private double rareness(long time, long active, double value) {
        long gap = last == Long.MIN_VALUE ? 0 : Math.max(0, active - last);
        double deviations = 0;
        if (day.isKnown(time)) {
            deviations = day.deviations(time, value);
        } else if (range.size() >= LEARNED) {
            // Few values tell little of the range.
            deviations = Math.abs(range.place(value)) * OF_DECILES / (1 + (double) LEARNED / range.size());
        }
        day.add(time, gap, value);
        range.add(active, value);
        double place = range.place(value);
        double squeezed = Math.signum(place) * Math.log1p(Math.abs(place));
        double distance = count == 0 ? 0 : seen.distance(squeezed);
        double novelty = 0;
        if (count >= NOVELTY_LEARNED) {
            novelty = tail.rarity(distance);
            tail.add(distance);
        }
        seen.add(squeezed);
        return Math.log1p(deviations) + NOVELTY_WEIGHT * novelty;
    }

    private void hold(long active, double value, double usual) {
        if (heldScore > 0) {
            double away = (value - heldFrom) / heldAway;
            if (away < STILL_AWAY || active - heldSince > holdFor) {
                heldScore = 0;
            }
        }
        if (score >= HELD_FROM && heldScore == 0 && value != usual) {
            heldScore = score;
            heldFrom = usual;
            heldAway = value - usual;
            heldSince = active;
        }
        score = Math.max(score, heldScore);
    }

    public AnomalyScore copy() {
        AnomalyScore copy = new AnomalyScore(holdFor);
        copy.range = range.copy();
        copy.seen = seen.copy();
        copy.tail = tail.copy();
        copy.day = day.copy();
        copy.count = count;
        copy.last = last;
        copy.score = score;
        copy.heldScore = heldScore;
        copy.heldFrom = heldFrom;
        copy.heldAway = heldAway;
        copy.heldSince = heldSince;
        return copy;
    }

    public void write(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeLong(last);
        out.writeDouble(score);
        out.writeDouble(heldScore);
        out.writeDouble(heldFrom);
        out.writeDouble(heldAway);
        out.writeLong(heldSince);
        range.write(out);
        seen.write(out);
        tail.write(out);
        day.write(out);
    }

    public static AnomalyScore read(DataInput in, long holdFor) throws IOException {
        AnomalyScore read = new AnomalyScore(holdFor);
        read.count = in.readLong();
        read.last = in.readLong();
        read.score = in.readDouble();
        read.heldScore = in.readDouble();
        read.heldFrom = in.readDouble();
        read.heldAway = in.readDouble();
        read.heldSince = in.readLong();
        read.range = UsualRange.read(in);
        read.seen = SeenValues.read(in);
        read.tail = TailEstimate.read(in);
        read.day = TimeOfDay.read(in);
        return read;
    }
}
