package io.fixpoint.silence;

import io.fixpoint.problem.NearNames;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.silence.QuietTime.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a silence or a maintenance window that a person asks for. */
final class DraftCheck {
    /** Each beginning and each end wakes triage, and a person could not follow more. */
    static final Duration LEAST_BETWEEN = Duration.ofMinutes(5);

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    private static final int OCCURRENCES = 500;
    private static final int MOST_ENTRIES = 200;
    private static final int MOST_REASON = 2_000;
    private static final int MOST_RECURRENCE = 500;
    private static final int MOST_NAME = 1_000;
    private static final String EXAMPLE = "write it as RFC 5545 does, such as FREQ=WEEKLY;BYDAY=TU";

    private final Draft draft;
    private final Instant now;
    private final List<Row> rows = new ArrayList<>();

    /** What is wrong with one field. */
    record Row(String field, String detail) {}

    /** A draft that is right. */
    record Checked(Map<String, String> matchers, List<String> services, String reason, Schedule schedule) {}

    private DraftCheck(Draft draft, Instant now) {
        this.draft = draft;
        this.now = now;
    }

    /** @throws ProblemException 422 with a row for each field that is wrong */
    static Checked check(Draft draft, Instant now) {
        return new DraftCheck(draft, now).check();
    }

    private Checked check() {
        Map<String, String> matchers = new TreeMap<>();
        List<String> services = new ArrayList<>();
        if (draft.kind() == Kind.SILENCE) {
            matchers(matchers);
        } else {
            services(services);
        }
        String reason = draft.reason() == null ? "" : draft.reason().strip();
        if (reason.isEmpty()) {
            wrong("reason", "It is missing; say why, for those who wonder why nobody was told.");
        }
        length("reason", reason, MOST_REASON);
        Schedule schedule = schedule();
        if (!rows.isEmpty() || schedule == null) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "The " + draft.kind().words() + " is not valid; nothing was changed.",
                    List.copyOf(rows));
        }
        return new Checked(matchers, List.copyOf(services), reason, schedule);
    }

    private void matchers(Map<String, String> into) {
        if (draft.matchers() == null || draft.matchers().isEmpty()) {
            wrong(
                    "matchers",
                    "A silence needs at least one matcher, or it would hide everything: name a 'service', an 'instance',"
                            + " the 'name' of an anomaly or a label, such as {\"service\": \"checkout\"}.");
            return;
        }
        entries("matchers", draft.matchers().size());
        draft.matchers().forEach((name, value) -> {
            String field = "matchers." + name;
            if (name.isBlank() || value == null || value.isBlank()) {
                wrong(field, "A matcher needs a name and a value; the value is compared as it is.");
                return;
            }
            length(field, name + value, MOST_NAME);
            into.put(name.strip(), value);
        });
    }

    private void services(List<String> into) {
        if (draft.services() == null) {
            wrong("services", "They are missing; name them, or write [] for all services.");
            return;
        }
        entries("services", draft.services().size());
        int index = 0;
        for (String service : draft.services()) {
            String field = "services[" + index++ + "]";
            if (service == null || service.isBlank()) {
                wrong(field, "A service needs a name.");
                continue;
            }
            length(field, service, MOST_NAME);
            into.add(service.strip());
        }
    }

    private @Nullable Schedule schedule() {
        ZoneId zone = zone();
        String recurrence = draft.recurrence() == null ? "" : draft.recurrence().strip();
        Instant start = (draft.startsAt() == null ? now : draft.startsAt()).truncatedTo(ChronoUnit.SECONDS);
        Instant end = draft.endsAt() == null ? null : draft.endsAt().truncatedTo(ChronoUnit.SECONDS);
        length("recurrence", recurrence, MOST_RECURRENCE);
        between("startsAt", start);
        if (end == null) {
            wrong("endsAt", "It is missing; say when it ends, such as 2026-11-24T04:00:00+01:00.");
            return null;
        }
        between("endsAt", end);
        if (!end.isAfter(start)) {
            wrong("endsAt", "It ends at " + end + ", not after its start at " + start + "; choose a later time.");
        }
        if (zone == null || !rows.isEmpty()) {
            return null;
        }
        Schedule schedule = new Schedule(start, end, recurrence.isEmpty() ? null : recurrence, zone, null);
        if (!recurrence.isEmpty()) {
            recurrence(schedule, recurrence);
        }
        if (rows.isEmpty() && schedule.state(now) == Schedule.State.EXPIRED) {
            wrong(
                    recurrence.isEmpty() ? "endsAt" : "recurrence",
                    "It is over already: it is " + now + ". Choose a later end.");
        }
        return schedule;
    }

    private @Nullable ZoneId zone() {
        String name = draft.timeZone() == null ? "" : draft.timeZone().strip();
        if (name.isEmpty()) {
            if (draft.recurrence() != null && !draft.recurrence().isBlank()) {
                wrong(
                        "timeZone",
                        "A recurrence is by the clock on the wall, so it needs a time zone, such as Europe/Berlin.");
                return null;
            }
            return ZoneOffset.UTC;
        }
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            wrong(
                    "timeZone",
                    "There is no time zone '" + name + "'." + NearNames.question(name, ZoneId.getAvailableZoneIds())
                            + " Write a name of the IANA time zone database, such as Europe/Berlin.");
            return null;
        }
        return ZoneId.of(name);
    }

    private void recurrence(Schedule schedule, String text) {
        String field = "recurrence";
        Recurrence recurrence;
        try {
            recurrence = Recurrence.parse(text);
        } catch (IllegalArgumentException e) {
            wrong(field, "'" + text + "' is no recurrence rule (" + e.getMessage() + "); " + EXAMPLE + ".");
            return;
        }
        if (recurrence.isByTheMinute()) {
            wrong(field, "'" + text + "' is too frequent; HOURLY is the most frequent.");
            return;
        }
        LocalDateTime first = LocalDateTime.ofInstant(schedule.startsAt(), schedule.zone());
        Duration length = Duration.between(first, LocalDateTime.ofInstant(schedule.endsAt(), schedule.zone()));
        if (length.isNegative() || length.isZero()) {
            wrong("endsAt", "On the clock of " + schedule.zone() + " it ends before it begins; choose a later end.");
            return;
        }
        try {
            starts(recurrence.starts(first, first, schedule.zone()), first, length, schedule.zone());
        } catch (DateTimeException e) {
            wrong(field, "'" + text + "' goes beyond the calendar; give it a COUNT or an UNTIL.");
        } catch (IllegalArgumentException e) {
            if (text.toUpperCase(Locale.ROOT).contains("UNTIL=")) {
                wrong(
                        field,
                        "Its UNTIL cannot be used (" + e.getMessage() + "); write it in UTC, such as"
                                + " UNTIL=20271231T235959Z.");
            } else {
                wrong(field, "'" + text + "' never occurs (" + e.getMessage() + "); " + EXAMPLE + ".");
            }
        }
    }

    private void starts(Iterator<LocalDateTime> starts, LocalDateTime first, Duration length, ZoneId zone) {
        if (!starts.hasNext()) {
            wrong("recurrence", "It never occurs after its start at " + first + "; choose a later UNTIL.");
            return;
        }
        LocalDateTime last = starts.next();
        if (!last.equals(first)) {
            wrong(
                    "startsAt",
                    "It is not one of the times of the recurrence: it begins at " + first + " (" + zone
                            + "), and the recurrence first occurs at " + last + ". Move it to there, the end, too.");
            return;
        }
        for (int i = 1; i < OCCURRENCES && starts.hasNext(); i++) {
            LocalDateTime next = starts.next();
            Duration between = Duration.between(last, next);
            if (between.compareTo(LEAST_BETWEEN) < 0) {
                wrong(
                        "recurrence",
                        "It is too frequent: it occurs at " + last + " and at " + next + "; there must be "
                                + LEAST_BETWEEN.toMinutes() + " minutes between two.");
                return;
            }
            if (between.compareTo(length) < 0) {
                wrong(
                        "recurrence",
                        "The occurrence at " + next + " begins before that of " + last
                                + " is over; choose an earlier end, or a rarer recurrence.");
                return;
            }
            last = next;
        }
    }

    private void between(String field, Instant time) {
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            wrong(field, "It is " + time + "; it must be between " + EARLIEST + " and " + LATEST + ".");
        }
    }

    private void entries(String field, int size) {
        if (size > MOST_ENTRIES) {
            wrong(field, "There are " + size + "; there may be " + MOST_ENTRIES + ".");
        }
    }

    private void length(String field, String text, int most) {
        if (text.length() > most) {
            wrong(field, "It has " + text.length() + " characters; there may be " + most + ".");
        }
    }

    private void wrong(String field, String detail) {
        rows.add(new Row(field, detail));
    }
}
