package io.fixpoint.silence;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.TimeZone;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/** A recurrence rule of RFC 5545, such as {@code FREQ=WEEKLY;BYDAY=TU}, in local times of a zone. */
final class Recurrence {
    private final RecurrenceRule rule;

    private Recurrence(RecurrenceRule rule) {
        this.rule = rule;
    }

    /** @throws IllegalArgumentException if it is no recurrence rule; the message says why */
    static Recurrence parse(String text) {
        try {
            return new Recurrence(new RecurrenceRule(text, RfcMode.RFC5545_STRICT));
        } catch (InvalidRecurrenceRuleException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Whether it is made of seconds or minutes. */
    boolean isByTheMinute() {
        return rule.getFreq() == Freq.SECONDLY || rule.getFreq() == Freq.MINUTELY;
    }

    /**
     * The times on the clock of the zone at which it begins, ascending.
     *
     * @param first the start of the rule, to the second; rules count from it
     * @param from earlier ones may be left out
     * @throws IllegalArgumentException if its end is not in UTC, or if it never begins; the iterator throws it, too
     */
    Iterator<LocalDateTime> starts(LocalDateTime first, LocalDateTime from, ZoneId zone) {
        TimeZone timeZone = TimeZone.getTimeZone(zone);
        RecurrenceRuleIterator all = rule.iterator(dateTime(first, timeZone));
        if (from.isAfter(first)) {
            all.fastForward(dateTime(from, timeZone));
        }
        return new Ascending(all);
    }

    private static DateTime dateTime(LocalDateTime time, TimeZone zone) {
        return new DateTime(
                zone,
                time.getYear(),
                time.getMonthValue() - 1,
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond());
    }

    /** Past the last year that it can count to, the library repeats itself: it ends there. */
    private static final class Ascending implements Iterator<LocalDateTime> {
        private final RecurrenceRuleIterator all;
        private @Nullable LocalDateTime next;

        Ascending(RecurrenceRuleIterator all) {
            this.all = all;
            this.next = read(LocalDateTime.MIN);
        }

        private @Nullable LocalDateTime read(LocalDateTime after) {
            if (!all.hasNext()) {
                return null;
            }
            DateTime time = all.nextDateTime();
            LocalDateTime read = LocalDateTime.of(
                    time.getYear(),
                    time.getMonth() + 1,
                    time.getDayOfMonth(),
                    time.getHours(),
                    time.getMinutes(),
                    time.getSeconds());
            return read.isAfter(after) ? read : null;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public LocalDateTime next() {
            LocalDateTime given = next;
            if (given == null) {
                throw new NoSuchElementException();
            }
            next = read(given);
            return given;
        }
    }
}
