package io.fixpoint.detection.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How unusual the last value is for its series, from 0 to 1, without tuning: 0.9 is rare in any series, 0.95 clear.
 *
 * <p>Three questions are asked of each value, before it is learned. How far is it from what is expected now, in
 * deviations, and how rare is that ({@link Expectation})? How new is it: how far from any value ever seen, and how rare is
 * that ({@link SeenValues})? How far is the mean of the last ten from all before, and how rare is that ({@link ShortMean})?
 * The answers are added: logarithms of deviations and of probabilities, as in Fisher's method. The rarity is calibrated by
 * the series itself ({@link TailEstimate}), so that one threshold fits all; the interval between samples is taken into
 * account, so that a series that is measured more often does not raise more alarms a day.
 *
 * <p>One surprise makes the next one less surprising for about a hundred samples, so that a storm is not many alarms. What is
 * rare is the change, but the fault lasts: after a score of 0.96 or more the score is 0.96 at least while the
 * series stays six tenths as far away from what was usual before, for a stated time at most.
 */
final class AnomalyScore {
    /** Deviations beyond so many say no more. */
    private static final double MOST_DEVIATIONS = 7;

    /** Excesses that are not unusual in any series: of a distance from what was seen, and of deviations. */
    private static final double LEAST_DISTANCE = 0.03;

    private static final double LEAST_DEVIATION = 0.2;
    private static final double NOVELTY_WEIGHT = 0.3;
    private static final double DISTANCE_WEIGHT = 3;
    private static final double SHIFT_WEIGHT = 0.3;
    private static final double DEVIATION_WEIGHT = 0.3;
    /** A series with ten times as many samples a day is held to as much more, so that it raises no more alarms a day. */
    private static final double INTERVAL_WEIGHT = 0.5;

    private static final double FIVE_MINUTES = 300e6;
    private static final double INTERVAL_FOLLOWS = 0.02;
    /** An interval longer than so many usual ones is a gap, and counts as that many. */
    private static final double GAP = 4;

    /** The sum that is scored 0.9. */
    private static final double RARE = 3.6;

    /** After a value that is scored 0.9 the next must be so much rarer, and from one to the next less. */
    private static final double USED_TO = 1;

    private static final double USED_TO_FADES = 0.97;
    /** A score that is as high or higher is followed by this one while it is held. */
    private static final double HELD = 0.96;

    /** What is left of the distance from the usual while it is held. */
    private static final double STILL_AWAY = 0.6;

    private static final int NOVELTY_LEARNED = 20;

    private final long holdFor;
    private SeenValues seen = new SeenValues();
    private TailEstimate distances = new TailEstimate(LEAST_DISTANCE);
    private Expectation expectation = new Expectation();
    private ShortMean shift = new ShortMean();
    private TailEstimate shifts = new TailEstimate(LEAST_DEVIATION);
    private TailEstimate deviations = new TailEstimate(LEAST_DEVIATION);
    private double interval;
    private double usedTo;
    private long count;
    private long last = Long.MIN_VALUE;
    private double score;
    private boolean isHeld;
    private double heldFrom;
    private double heldAway;
    private long heldSince;

    /**
     * Nothing is known yet.
     *
     * @param holdFor how long a value stays unusual at most while the series stays as far away
     */
    AnomalyScore(long holdFor) {
        this.holdFor = holdFor;
    }

    /** Of the last value; 0 while too little is known. */
    double score() {
        return score;
    }

    /**
     * Scores the value against those before it, then learns it.
     *
     * @param time with downtime, for the time of day
     * @param active without downtime
     * @param range of the values before; it learns the value, too
     */
    void add(long time, long active, double value, UsualRange range) {
        double usual = range.median();
        double rareness = used(rareness(time, active, value, range));
        score = rareness <= 0 ? 0 : 1 - Math.pow(10, -Math.pow(rareness / RARE, 2));
        hold(active, value, usual);
        last = active;
        count++;
    }

    private double rareness(long time, long active, double value, UsualRange range) {
        long gap = last == Long.MIN_VALUE ? 0 : Math.max(0, active - last);
        if (gap > 0) {
            interval = interval == 0
                    ? (double) gap
                    : interval + INTERVAL_FOLLOWS * (Math.min((double) gap, GAP * interval) - interval);
        }
        double deviation = deviation(time, gap, value);
        range.add(active, value);
        double place = range.place(value);
        double squeezed = Math.signum(place) * Math.log1p(Math.abs(place));
        double rareness = deviation + novelty(squeezed) + shift(gap, squeezed);
        return interval == 0 ? rareness : rareness + INTERVAL_WEIGHT * Math.log10(interval / FIVE_MINUTES);
    }

    private double used(double rareness) {
        usedTo *= USED_TO_FADES;
        double left = rareness - usedTo;
        if (left > RARE) {
            usedTo = USED_TO;
        }
        return left;
    }

    private double deviation(long time, long gap, double value) {
        double away = expectation.deviations(time, value);
        expectation.add(time, gap, value);
        double rarity = deviations.rarity(away);
        deviations.add(away);
        return Math.log1p(Math.min(MOST_DEVIATIONS, away)) + DEVIATION_WEIGHT * rarity;
    }

    private double novelty(double squeezed) {
        double distance = count == 0 ? 0 : seen.distance(squeezed);
        seen.add(squeezed);
        double rarity = 0;
        if (count >= NOVELTY_LEARNED) {
            rarity = distances.rarity(distance);
            distances.add(distance);
        }
        return DISTANCE_WEIGHT * distance + NOVELTY_WEIGHT * rarity;
    }

    private double shift(long gap, double squeezed) {
        double distance = shift.add(gap, squeezed);
        if (!shift.isKnown()) {
            return 0;
        }
        double rarity = shifts.rarity(distance);
        shifts.add(distance);
        return SHIFT_WEIGHT * rarity;
    }

    private void hold(long active, double value, double usual) {
        if (isHeld && ((value - heldFrom) / heldAway < STILL_AWAY || active - heldSince > holdFor)) {
            isHeld = false;
        }
        if (isHeld) {
            score = Math.max(score, HELD);
        } else if (score >= HELD && value != usual) {
            isHeld = true;
            heldFrom = usual;
            heldAway = value - usual;
            heldSince = active;
        }
    }

    AnomalyScore copy() {
        AnomalyScore copy = new AnomalyScore(holdFor);
        copy.seen = seen.copy();
        copy.distances = distances.copy();
        copy.expectation = expectation.copy();
        copy.shift = shift.copy();
        copy.shifts = shifts.copy();
        copy.deviations = deviations.copy();
        copy.interval = interval;
        copy.usedTo = usedTo;
        copy.count = count;
        copy.last = last;
        copy.score = score;
        copy.isHeld = isHeld;
        copy.heldFrom = heldFrom;
        copy.heldAway = heldAway;
        copy.heldSince = heldSince;
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeLong(last);
        out.writeDouble(score);
        out.writeBoolean(isHeld);
        out.writeDouble(heldFrom);
        out.writeDouble(heldAway);
        out.writeLong(heldSince);
        seen.write(out);
        distances.write(out);
        expectation.write(out);
        shift.write(out);
        shifts.write(out);
        deviations.write(out);
        out.writeDouble(interval);
        out.writeDouble(usedTo);
    }

    static AnomalyScore read(DataInput in, long holdFor) throws IOException {
        AnomalyScore read = new AnomalyScore(holdFor);
        read.count = in.readLong();
        read.last = in.readLong();
        read.score = in.readDouble();
        read.isHeld = in.readBoolean();
        read.heldFrom = in.readDouble();
        read.heldAway = in.readDouble();
        read.heldSince = in.readLong();
        read.seen = SeenValues.read(in);
        read.distances = TailEstimate.read(in, LEAST_DISTANCE);
        read.expectation = Expectation.read(in);
        read.shift = ShortMean.read(in);
        read.shifts = TailEstimate.read(in, LEAST_DEVIATION);
        read.deviations = TailEstimate.read(in, LEAST_DEVIATION);
        read.interval = in.readDouble();
        read.usedTo = in.readDouble();
        return read;
    }
}
