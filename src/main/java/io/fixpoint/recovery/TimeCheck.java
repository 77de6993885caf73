package io.fixpoint.recovery;

import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.calendar.CycleBusinessCalendar;
import org.camunda.bpm.engine.impl.calendar.DueDateBusinessCalendar;
import org.camunda.bpm.engine.impl.calendar.DurationBusinessCalendar;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.task.Task;

/** Whether the engine will understand the times in a model: it asks its calendars, which would fail at run time. */
final class TimeCheck {
    private static final Pattern RETRY = Pattern.compile("R\\d{1,4}/P.+|P.+(,\\s*P.+)*");

    private final ModelFindings findings;

    TimeCheck(ModelFindings findings) {
        this.findings = findings;
    }

    void check(ModelElement element) {
        switch (element.name()) {
            case "timeDuration" ->
                literal(
                        element,
                        element.text(),
                        "is no length of time; write it as ISO 8601, such as PT15M",
                        text -> new DurationBusinessCalendar().resolveDuedate(text, now()));
            case "timeDate" ->
                literal(
                        element,
                        element.text(),
                        "is no point in time; write it as ISO 8601, such as 2026-12-01T02:00:00Z",
                        text -> new DueDateBusinessCalendar().resolveDuedate(text, (Task) null));
            case "timeCycle" ->
                literal(
                        element,
                        element.text(),
                        "is no repetition; write it as ISO 8601, such as R3/PT10M",
                        text -> new CycleBusinessCalendar().resolveDuedate(text, now()));
            case "userTask" -> {
                for (String attribute : List.of("dueDate", "followUpDate")) {
                    String text = element.extension(attribute);
                    if (text != null) {
                        literal(
                                element,
                                text,
                                "in camunda:" + attribute
                                        + " is no time; write a length such as PT15M, a point in time or ${…}",
                                due -> new DueDateBusinessCalendar().resolveDuedate(due, (Task) null));
                    }
                }
            }
            default -> {}
        }
        element.extensionTexts("failedJobRetryTimeCycle")
                .forEach(text -> literal(
                        element,
                        text,
                        "is no time between two tries; write it as R3/PT10S or PT10S,PT1M",
                        TimeCheck::retry));
    }

    private void literal(ModelElement element, String text, String remedy, Consumer<String> parse) {
        if (ExpressionGrammar.isExpression(text)) {
            return;
        }
        try {
            parse.accept(text);
        } catch (ProcessEngineException | IllegalArgumentException | ArithmeticException e) {
            findings.error(element, "'" + text + "' " + remedy);
        }
    }

    private static void retry(String text) {
        if (!RETRY.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
    }

    private static Date now() {
        return ClockUtil.getCurrentTime();
    }
}
