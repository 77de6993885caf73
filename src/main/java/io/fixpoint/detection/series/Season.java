package io.fixpoint.detection.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How a series differs from its mean of the last week (of up to seven whole days) at each hour of the day, and of the week
 * (UTC). An hour is learned when it is over, by
 * its mean, so a day is one observation of each hour; one that is far off moves it only as much as usual ones do, and older
 * days fade by a third. A season counts when it has halved the error, seen for two of its periods at least.
 */
final class Season {
    static final long HOUR = 3_600_000_000L;
    private static final int DAY = 24;
    private static final int WEEK = 7 * DAY;
    /** 1970 began on a Thursday; the week's first hour does not matter. */
    private static final float FOLLOWS = 0.33f;

    private static final double ERROR_FOLLOWS = 0.02;
    private static final double PROVED = 0.5;
    /** A week must be better than a day by so much. */
    private static final double BETTER = 0.8;

    private static final double CLIPPED = 4;
    private static final float UNKNOWN = Float.NaN;

    private final float[] last = new float[WEEK];
    private final float[] day = new float[DAY];
    private float[] week = new float[0];
    private long hour = Long.MIN_VALUE;
    private double sum;
    private int count;
    private int hours;
    private double plainError;
    private double dayError;
    private double weekError;
    private int dayErrors;
    private int weekErrors;

    Season() {
        Arrays.fill(last, UNKNOWN);
        Arrays.fill(day, UNKNOWN);
    }

    private static int ofDay(long hour) {
        return (int) Math.floorMod(hour, (long) DAY);
    }

    private static int ofWeek(long hour) {
        return (int) Math.floorMod(hour, (long) WEEK);
    }

    /** Takes a value that was measured at the time. */
    void add(long time, double value) {
        long now = Math.floorDiv(time, HOUR);
        if (now != hour) {
            if (count > 0) {
                learn(hour, sum / count);
            }
            forgetGap(now);
            hour = now;
            sum = 0;
            count = 0;
        }
        sum += value;
        count++;
    }

    /** What was not measured in the last week is not known of it. */
    private void forgetGap(long now) {
        if (hour != Long.MIN_VALUE) {
            for (long missing = Math.max(hour + 1, now - WEEK); missing < now; missing++) {
                last[ofWeek(missing)] = UNKNOWN;
            }
        }
    }

    private void learn(long over, double mean) {
        last[ofWeek(over)] = (float) mean;
        if (++hours <= DAY) {
            return;
        }
        double distance = mean - level(over);
        double usual = plainError == 0 ? Math.abs(distance) : plainError;
        plainError = error(plainError, Math.abs(distance), hours - DAY);
        int atDay = ofDay(over);
        if (Float.isNaN(day[atDay])) {
            day[atDay] = (float) distance;
        } else {
            dayErrors++;
            dayError = error(dayError, Math.abs(distance - day[atDay]), dayErrors);
            day[atDay] += follow(distance - day[atDay], dayError, usual);
        }
        learnWeek(ofWeek(over), distance, usual);
    }

    private void learnWeek(int at, double distance, double usual) {
        if (hours <= WEEK) {
            return;
        }
        if (week.length == 0) {
            week = new float[WEEK];
            Arrays.fill(week, UNKNOWN);
        }
        if (Float.isNaN(week[at])) {
            week[at] = (float) distance;
        } else {
            weekErrors++;
            weekError = error(weekError, Math.abs(distance - week[at]), weekErrors);
            week[at] += follow(distance - week[at], weekError, usual);
        }
    }

    private static float follow(double distance, double error, double usual) {
        double most = CLIPPED * Math.max(error, usual / DAY);
        return (float) (FOLLOWS * Math.max(-most, Math.min(most, distance)));
    }

    private static double error(double error, double distance, int known) {
        return error + Math.max(ERROR_FOLLOWS, 1.0 / known) * (distance - error);
    }

    /** The mean of the whole days before, seven at most. */
    private double level(long until) {
        int days = Math.min(WEEK, hours / DAY * DAY);
        double total = 0;
        int known = 0;
        for (long past = until - days + 1; past <= until; past++) {
            float mean = last[ofWeek(past)];
            if (!Float.isNaN(mean)) {
                total += mean;
                known++;
            }
        }
        return total / known;
    }

    private boolean knowsDay() {
        return dayErrors >= DAY && dayError < PROVED * plainError;
    }

    private boolean knowsWeek() {
        return weekErrors >= WEEK
                && weekError < PROVED * plainError
                && weekError < BETTER * (knowsDay() ? dayError : plainError);
    }

    /** Whether there is a season that has proved itself. */
    boolean isKnown() {
        return knowsDay() || knowsWeek();
    }

    /**
     * What the season adds at the time, linear between the middles of the hours; 0 if there is none. Only differences
     * between two times mean something.
     */
    double at(long time) {
        if (!isKnown()) {
            return 0;
        }
        long middle = time - HOUR / 2;
        long before = Math.floorDiv(middle, HOUR);
        double share = Math.floorMod(middle, HOUR) / (double) HOUR;
        return (1 - share) * ofHour(before) + share * ofHour(before + 1);
    }

    private double ofHour(long which) {
        float known = knowsWeek() ? week[ofWeek(which)] : UNKNOWN;
        if (Float.isNaN(known)) {
            known = day[ofDay(which)];
        }
        return Float.isNaN(known) ? 0 : known;
    }

    /** The usual value at the time: the median of the last day without the season, plus the season. NaN if not known. */
    double usual(long time) {
        if (!isKnown()) {
            return Double.NaN;
        }
        double[] plain = new double[DAY];
        int known = 0;
        for (long past = hour - DAY; past < hour; past++) {
            float mean = last[ofWeek(past)];
            if (!Float.isNaN(mean)) {
                plain[known++] = mean - ofHour(past);
            }
        }
        Arrays.sort(plain, 0, known);
        return known == 0 ? Double.NaN : (plain[(known - 1) / 2] + plain[known / 2]) / 2 + at(time);
    }

    Season copy() {
        Season copy = new Season();
        System.arraycopy(last, 0, copy.last, 0, WEEK);
        System.arraycopy(day, 0, copy.day, 0, DAY);
        copy.week = week.clone();
        copy.hour = hour;
        copy.sum = sum;
        copy.count = count;
        copy.hours = hours;
        copy.plainError = plainError;
        copy.dayError = dayError;
        copy.weekError = weekError;
        copy.dayErrors = dayErrors;
        copy.weekErrors = weekErrors;
        return copy;
    }

    void write(DataOutput out) throws IOException {
        for (int i = 0; i < DAY; i++) {
            out.writeFloat(day[i]);
        }
        for (float mean : last) {
            out.writeFloat(mean);
        }
        out.writeShort(week.length);
        for (float known : week) {
            out.writeFloat(known);
        }
        out.writeLong(hour);
        out.writeDouble(sum);
        out.writeInt(count);
        out.writeInt(hours);
        out.writeDouble(plainError);
        out.writeDouble(dayError);
        out.writeDouble(weekError);
        out.writeInt(dayErrors);
        out.writeInt(weekErrors);
    }

    static Season read(DataInput in) throws IOException {
        Season season = new Season();
        for (int i = 0; i < DAY; i++) {
            season.day[i] = in.readFloat();
        }
        for (int i = 0; i < WEEK; i++) {
            season.last[i] = in.readFloat();
        }
        season.week = new float[in.readShort()];
        for (int i = 0; i < season.week.length; i++) {
            season.week[i] = in.readFloat();
        }
        season.hour = in.readLong();
        season.sum = in.readDouble();
        season.count = in.readInt();
        season.hours = in.readInt();
        season.plainError = in.readDouble();
        season.dayError = in.readDouble();
        season.weekError = in.readDouble();
        season.dayErrors = in.readInt();
        season.weekErrors = in.readInt();
        return season;
    }
}
