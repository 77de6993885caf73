package io.fixpoint.incident;

import com.fasterxml.jackson.databind.JsonNode;
import io.fixpoint.incident.IncidentViews.AnomalyView;
import io.fixpoint.incident.IncidentViews.IncidentView;
import io.fixpoint.incident.IncidentViews.RepairView;
import io.fixpoint.incident.IncidentViews.ReportView;
import io.fixpoint.incident.IncidentViews.ResourcesView;
import io.fixpoint.incident.IncidentViews.StepView;
import io.fixpoint.incident.IncidentViews.TimelineView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jspecify.annotations.Nullable;

/** The report of an incident for people. What others wrote (titles, details, notes) stays text in it. */
final class IncidentReport {
    private static final List<Extension> TABLES = List.of(TablesExtension.create());

    private final StringBuilder text = new StringBuilder();

    private IncidentReport() {}

    static String html(ReportView report) {
        Node document = Parser.builder().extensions(TABLES).build().parse(markdown(report));
        String body = HtmlRenderer.builder()
                .extensions(TABLES)
                .escapeHtml(true)
                .sanitizeUrls(true)
                .build()
                .render(document);
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Incident "
                + report.incident().number()
                + "</title><style>body{font-family:sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
                + "table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.3rem .6rem;text-align:left}"
                + "</style></head><body>\n" + body + "</body></html>\n";
    }

    static String markdown(ReportView report) {
        IncidentReport written = new IncidentReport();
        written.head(report.incident());
        written.found(report.incident());
        written.done(report.incident());
        written.timeline(report.timeline());
        return written.text.toString();
    }

    private void head(IncidentView incident) {
        line("# Incident " + incident.number() + ": " + escaped(incident.title()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Status", incident.status().name()));
        rows.add(List.of("Severity, priority", incident.severity() + ", " + incident.priority()));
        rows.add(List.of("Services", String.join(", ", incident.services())));
        rows.add(List.of("Fault began", time(incident.detectedAt())));
        rows.add(List.of("Opened", time(incident.openedAt()) + ", by " + incident.openedBy()));
        rows.add(List.of("Acknowledged", time(incident.acknowledgedAt())));
        rows.add(List.of("Resolved", time(incident.resolvedAt())));
        rows.add(List.of("Time to detect", length(incident.detectedAt(), incident.openedAt())));
        rows.add(List.of("Time to acknowledge", length(incident.openedAt(), incident.acknowledgedAt())));
        rows.add(List.of("Time to restore", length(incident.detectedAt(), incident.resolvedAt())));
        rows.add(List.of("Resolution", incident.resolution() == null ? "–" : incident.resolution()));
        table(List.of("", ""), rows);
    }

    private void found(IncidentView incident) {
        line("## What was found");
        table(
                List.of("Anomaly", "Service", "Severity", "Status", "Began", "Cleared"),
                incident.anomalies().stream().map(IncidentReport::row).toList());
        line("## Where");
        List<List<String>> suspects = new ArrayList<>();
        for (JsonNode suspect : incident.suspects()) {
            suspects.add(List.of(
                    suspect.path("rank").asText(),
                    suspect.path("service").asText(),
                    suspect.path("score").asText(),
                    suspect.path("reason").asText()));
        }
        table(List.of("Rank", "Suspect", "Score", "Reason"), suspects);
        line("## Why");
        JsonNode cause = incident.cause();
        if (cause == null || cause.isNull()) {
            line("No cause was found.");
        } else {
            line(escaped(
                    cause.path("kind").asText() + " of " + cause.path("service").asText()));
            for (JsonNode evidence : cause.path("evidence")) {
                text.append("- ").append(escaped(evidence.asText())).append('\n');
            }
            text.append('\n');
        }
    }

    private static List<String> row(AnomalyView anomaly) {
        return List.of(
                anomaly.name(),
                anomaly.service() + (anomaly.instance() == null ? "" : "/" + anomaly.instance()),
                anomaly.severity().name(),
                String.valueOf(anomaly.status()),
                time(anomaly.startedAt()),
                time(anomaly.clearedAt()));
    }

    private void done(IncidentView incident) {
        line("## What was done");
        table(
                List.of("Repair", "Target", "Mode", "Began", "Ended", "Outcome", "Undone", "Why"),
                incident.repairs().stream().map(IncidentReport::row).toList());
        if (incident.result() == null) {
            return;
        }
        line("## Result");
        line(escaped(incident.result().effect()) + " It took "
                + spoken(incident.result().duration()) + ".");
        table(
                List.of("Step", "Time"),
                incident.result().times().entrySet().stream()
                        .map(time -> List.of(time.getKey().name(), spoken(time.getValue())))
                        .toList());
        List<List<String>> steps = new ArrayList<>();
        for (StepView step : incident.result().steps()) {
            steps.add(List.of(
                    step.name() == null ? step.element() : step.name(),
                    step.step() == null ? "" : step.step().name(),
                    step.duration() == null ? "–" : spoken(step.duration())));
        }
        table(List.of("Element", "Step", "Time"), steps);
        ResourcesView used = incident.result().resources();
        line("## What it took");
        table(
                List.of("", ""),
                List.of(
                        List.of("Services", String.join(", ", used.services())),
                        List.of("Acted on", used.touched().isEmpty() ? "–" : String.join(", ", used.touched())),
                        List.of("Repairs, of them undone", used.repairs() + ", " + used.undone()),
                        List.of("Actions, attempts", used.actions() + ", " + used.attempts()),
                        List.of("Steps tried again", String.valueOf(used.retries())),
                        List.of("Human tasks", String.valueOf(used.humanTasks())),
                        List.of("People's time", spoken(used.peopleTime())),
                        List.of("Waiting for people", spoken(used.waitingForPeople()))));
    }

    private static List<String> row(RepairView repair) {
        String what =
                repair.process() != null ? repair.process() : repair.action() != null ? repair.action() : "by hand";
        return List.of(
                what + " (" + repair.kind() + ")",
                repair.target(),
                repair.mode().name(),
                time(repair.startedAt()),
                time(repair.endedAt()),
                repair.outcome() == null ? "–" : repair.outcome(),
                repair.undone() ? "yes" : "no",
                repair.outcomeReason() == null ? "–" : repair.outcomeReason());
    }

    private void timeline(List<TimelineView> timeline) {
        line("## Timeline");
        table(
                List.of("Time", "Who or what", "What", "Detail"),
                timeline.stream()
                        .map(row -> List.of(
                                time(row.at()), row.actor(), row.what(), row.detail() == null ? "" : row.detail()))
                        .toList());
    }

    private void line(String line) {
        text.append(line).append("\n\n");
    }

    private void table(List<String> heads, List<List<String>> rows) {
        if (rows.isEmpty()) {
            line("Nothing.");
            return;
        }
        text.append("| ").append(String.join(" | ", heads)).append(" |\n|");
        heads.forEach(head -> text.append(" --- |"));
        text.append('\n');
        for (List<String> row : rows) {
            text.append("| ")
                    .append(row.stream().map(IncidentReport::escaped).collect(Collectors.joining(" | ")))
                    .append(" |\n");
        }
        text.append('\n');
    }

    private static String time(@Nullable Instant at) {
        return at == null ? "–" : at.toString();
    }

    private static String length(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null ? "–" : spoken(Duration.between(from, to));
    }

    /** {@code 1h 2m 3.5s} */
    static String spoken(Duration length) {
        long hours = length.toHours();
        StringBuilder spoken = new StringBuilder();
        if (hours > 0) {
            spoken.append(hours).append("h ");
        }
        if (hours > 0 || length.toMinutesPart() > 0) {
            spoken.append(length.toMinutesPart()).append("m ");
        }
        return spoken.append(length.toSecondsPart())
                .append('.')
                .append(length.toMillisPart() / 100)
                .append('s')
                .toString();
    }

    /** A backslash before each character that means something in Markdown; line ends become spaces. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' || c == '\t') {
                escaped.append(' ');
            } else if ("\\`*_{}[]()<>#+!|~&\"'$^=:@".indexOf(c) >= 0) {
                escaped.append('\\').append(c);
            } else if (c >= ' ') {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
