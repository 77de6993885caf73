package io.fixpoint.silence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.silence.DraftCheck.Row;
import io.fixpoint.silence.QuietTime.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DraftCheckTest {
    /** A Tuesday. */
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private static Draft silence(
            @Nullable String start, @Nullable String end, @Nullable String recurrence, @Nullable String zone) {
        return new Draft(
                Kind.SILENCE,
                Map.of("service", "shop"),
                null,
                "upgrade",
                start == null ? null : Instant.parse(start),
                end == null ? null : Instant.parse(end),
                recurrence,
                zone);
    }

    private static List<Row> problems(Draft draft) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> DraftCheck.check(draft, NOW));
        assertThat(refused).as("the refusal of " + draft).isNotNull();
        assertThat(refused.type()).isEqualTo(ProblemType.INVALID);
        return refused.problems().stream().map(Row.class::cast).toList();
    }

    @Test
    void whatIsRightIsTaken() {
        DraftCheck.Checked once = DraftCheck.check(silence(null, "2026-11-24T13:00:00Z", null, null), NOW);
        assertThat(once.schedule().startsAt()).isEqualTo(NOW);
        assertThat(once.matchers()).isEqualTo(Map.of("service", "shop"));

        DraftCheck.Checked weekly = DraftCheck.check(
                silence(
                        "2026-11-24T02:00:00+01:00",
                        "2026-11-24T04:00:00+01:00",
                        "FREQ=WEEKLY;BYDAY=TU;UNTIL=20271231T235959Z",
                        "Europe/Berlin"),
                NOW);
        assertThat(weekly.schedule().upcoming(NOW, 1))
                .containsExactly(new Occurrence(
                        Instant.parse("2026-12-01T02:00:00+01:00"), Instant.parse("2026-12-01T04:00:00+01:00")));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", delimiter = '|', textBlock = """
            -                    | -                    | -                                   | -              | endsAt     | It is missing
            -                    | 2026-11-24T11:00:00Z | -                                   | -              | endsAt     | not after its start
            2026-11-24T10:00:00Z | 2026-11-24T11:00:00Z | -                                   | -              | endsAt     | over already
            -                    | 9999-11-24T11:00:00Z | -                                   | -              | endsAt     | must be between
            -                    | 2026-11-24T13:00:00Z | -                                   | europe/berlim  | timeZone   | Did you mean 'Europe/Berlin'
            -                    | 2026-11-24T13:00:00Z | FREQ=DAILY                          | -              | timeZone   | needs a time zone
            -                    | 2026-11-24T13:00:00Z | every day                           | UTC            | recurrence | is no recurrence rule
            -                    | 2026-11-24T13:00:00Z | FREQ=DAILY;BYDAY=XX                 | UTC            | recurrence | invalid weeknum
            -                    | 2026-11-24T13:00:00Z | FREQ=MINUTELY                       | UTC            | recurrence | too frequent
            -                    | 2026-11-24T12:00:01Z | FREQ=DAILY;BYSECOND=0,1             | UTC            | recurrence | too frequent
            -                    | 2026-11-24T14:00:00Z | FREQ=HOURLY                         | UTC            | recurrence | begins before that of
            -                    | 2026-11-24T13:00:00Z | FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30 | UTC            | recurrence | never occurs
            -                    | 2026-11-24T13:00:00Z | FREQ=DAILY;UNTIL=20201231T000000Z   | UTC            | recurrence | never occurs
            -                    | 2026-11-24T13:00:00Z | FREQ=DAILY;UNTIL=20271231           | UTC            | recurrence | write it in UTC
            -                    | 2026-11-24T13:00:00Z | FREQ=WEEKLY;BYDAY=WE                | UTC            | startsAt   | first occurs at 2026-11-25T12:00
            2026-11-20T10:00:00Z | 2026-11-20T11:00:00Z | FREQ=DAILY;COUNT=2                  | UTC            | recurrence | over already
            """)
    void whatIsWrongIsNamedWithWhereAndTheRemedy(
            @Nullable String start,
            @Nullable String end,
            @Nullable String recurrence,
            @Nullable String zone,
            String field,
            String detail) {
        assertThat(problems(silence(start, end, recurrence, zone)))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.field()).isEqualTo(field);
                    assertThat(row.detail()).contains(detail);
                });
    }

    @Test
    void aSilenceOfEverythingAndAWindowOfNothingAreRefused() {
        Instant end = NOW.plusSeconds(60);
        assertThat(problems(new Draft(Kind.SILENCE, Map.of(), null, " ", null, end, null, null)))
                .extracting(Row::field)
                .containsExactly("matchers", "reason");
        assertThat(problems(new Draft(Kind.SILENCE, Map.of("service", ""), null, "x", null, end, null, null)))
                .extracting(Row::field)
                .containsExactly("matchers.service");
        assertThat(problems(new Draft(Kind.MAINTENANCE_WINDOW, null, null, "x", null, end, null, null)))
                .singleElement()
                .satisfies(row -> assertThat(row.detail()).contains("[] for all services"));
        assertThat(DraftCheck.check(
                                new Draft(Kind.MAINTENANCE_WINDOW, null, List.of(), "x", null, end, null, null), NOW)
                        .services())
                .isEmpty();
    }
}
