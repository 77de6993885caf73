package io.fixpoint.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fixpoint.demo.Terminal.Tone;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tells what becomes of one fault, as the API says it: call {@link #follow} until it has an end. What was told is not
 * told again.
 */
final class Story {
    /** Anomalies that are told with the rule and the values that found them; further ones get a line. */
    private static final int EXPLAINED = 2;

    private static final int SUSPECTS_SHOWN = 3;

    /**
     * How it ended.
     *
     * @param problem why it is no success; null if it was recovered and verified
     * @param found when the incident was opened, in seconds from the fault; NaN if none was
     * @param recovered when it was resolved, likewise
     * @param repairs what was tried, in a line
     */
    record Ending(Fault fault, @Nullable String problem, double found, double recovered, String repairs) {}

    private final Api api;
    private final Terminal terminal;
    private final Clock clock;
    private final Fault fault;
    private final boolean approve;
    private final Instant brokenAt;
    private final Set<String> told = new HashSet<>();
    private int explained;
    private boolean waitsForPerson;
    private String standing = "nothing is found yet";

    Story(Api api, Terminal terminal, Clock clock, Fault fault, boolean approve) {
        this.api = api;
        this.terminal = terminal;
        this.clock = clock;
        this.fault = fault;
        this.approve = approve;
        this.brokenAt = clock.instant();
    }

    /** Whether a person has to act before it goes on. */
    boolean waitsForPerson() {
        return waitsForPerson;
    }

    /** Where it stands, for the line of the present moment. */
    String standing() {
        return standing;
    }

    double seconds() {
        return seconds(clock.instant());
    }

    /** Tells what is new; returns how it ended, or null if it goes on. */
    @Nullable
    Ending follow() throws IOException, InterruptedException {
        anomalies();
        List<JsonNode> incidents = items(api.get("/api/v1/incidents?from=" + brokenAt));
        incidents.sort(Comparator.comparing(incident -> incident.path("number").asLong()));
        Ending ending = null;
        boolean over = !incidents.isEmpty();
        for (JsonNode listed : incidents) {
            Ending ofThis = incident(listed.path("id").asText());
            over &= ofThis != null;
            if (ending == null || (ofThis != null && ofThis.problem() != null)) {
                ending = ofThis;
            }
        }
        return over ? ending : null;
    }

    private void anomalies() throws IOException, InterruptedException {
        List<JsonNode> anomalies = items(api.get("/api/v1/anomalies?from=" + brokenAt));
        anomalies.sort(Comparator.comparing(anomaly -> anomaly.path("firingAt").asText()));
        for (JsonNode anomaly : anomalies) {
            String name = anomaly.path("name").asText();
            String service = anomaly.path("service").asText();
            if (anomaly.path("firingAt").isTextual() && told.add("anomaly " + name + " of " + service)) {
                terminal.happened(
                        seconds(anomaly.path("firingAt")),
                        Tone.NOTICE,
                        "found",
                        name + " of " + service + " · "
                                + anomaly.path("severity").asText());
                if (explained < EXPLAINED) {
                    explained++;
                    explain(anomaly.path("id").asText());
                }
            }
        }
    }

    private void explain(String anomaly) throws IOException, InterruptedException {
        JsonNode explanation = api.get("/api/v1/anomalies/" + anomaly + "/explanation");
        JsonNode matches = explanation.path("matches");
        if (matches.isEmpty()) {
            return;
        }
        JsonNode match = matches.get(0);
        terminal.detail("rule \"" + match.path("name").asText() + "\" ("
                + match.path("file").asText() + ", line " + match.path("line").asText() + ")");
        for (JsonNode fact : match.path("facts")) {
            terminal.detail("matched " + values(fact));
        }
    }

    /** The values of a fact that say the most. */
    private static String values(JsonNode fact) {
        JsonNode values = fact.path("values");
        return switch (fact.path("type").asText()) {
            case "Series" ->
                values.path("metric").asText() + " of " + fact.path("service").asText() + " = "
                        + number(values.path("value"));
            case "Heartbeat" ->
                "the last heartbeat of " + fact.path("service").asText() + ", "
                        + number(values.path("ageSeconds")) + " s old where one is due every "
                        + number(values.path("intervalSeconds")) + " s";
            default -> fact.path("title").asText();
        };
    }

    private @Nullable Ending incident(String id) throws IOException, InterruptedException {
        JsonNode report = api.get("/api/v1/incidents/" + id + "/report");
        JsonNode incident = report.path("incident");
        if (told.add("incident " + id)) {
            terminal.happened(
                    seconds(incident.path("openedAt")),
                    Tone.NOTICE,
                    "incident",
                    "#" + incident.path("number").asText() + " "
                            + incident.path("title").asText() + " · "
                            + incident.path("severity").asText() + " "
                            + incident.path("priority").asText());
            standing = "incident #" + incident.path("number").asText() + " is open";
        }
        for (JsonNode entry : report.path("timeline")) {
            if (told.add("entry " + entry.path("id").asText())) {
                happened(entry, incident);
            }
        }
        String status = incident.path("status").asText();
        if (status.equals("RESOLVED") || status.equals("CLOSED")) {
            return ending(incident, wasVerified(incident) ? null : "it was resolved without a verified repair");
        }
        return tasks(id, incident);
    }

    /** Tells an entry of the timeline, if it is one of those that make the story. */
    private void happened(JsonNode entry, JsonNode incident) {
        double at = seconds(entry.path("at"));
        String detail = entry.path("detail").asText();
        switch (entry.path("what").asText()) {
            case "located" ->
                terminal.happened(
                        at,
                        Tone.PLAIN,
                        "suspects",
                        stream(incident.path("suspects"))
                                .limit(SUSPECTS_SHOWN)
                                .map(suspect -> suspect.path("service").asText() + " "
                                        + String.format(
                                                Locale.ROOT,
                                                "%.2f",
                                                suspect.path("score").asDouble()))
                                .collect(Collectors.joining(" · ")));
            case "analyzed" -> {
                JsonNode cause = incident.path("cause");
                terminal.happened(
                        at,
                        Tone.PLAIN,
                        "cause",
                        cause.isObject()
                                ? cause.path("kind").asText() + ": "
                                        + cause.path("detail").asText("")
                                : "none was found");
            }
            case "repair-started" -> {
                JsonNode repair = attempt(entry, incident);
                standing = named(repair);
                terminal.happened(
                        at,
                        Tone.ACT,
                        "repair",
                        standing + " · " + repair.path("mode").asText().toLowerCase(Locale.ROOT));
                if (repair.path("reason").isTextual()) {
                    terminal.detail(repair.path("reason").asText());
                }
            }
            case "repair-done" -> {
                waitsForPerson = false;
                standing = "verifying on fresh facts";
                terminal.happened(at, Tone.PLAIN, "done", "now it is verified on fresh facts");
            }
            case "repair-failed", "repair-rejected", "undo-failed" -> {
                waitsForPerson = false;
                terminal.happened(at, Tone.BAD, "failed", detail);
            }
            case "verified" -> {
                standing = "verified";
                terminal.happened(at, Tone.GOOD, "verified", detail);
            }
            case "not-recovered" -> {
                standing = "taking it back";
                terminal.happened(at, Tone.BAD, "no help", detail);
            }
            case "undone" -> terminal.happened(at, Tone.ACT, "undone", named(attempt(entry, incident)));
            case "escalated", "escalation" -> terminal.happened(at, Tone.NOTICE, "escalated", detail);
            case "reopened" -> terminal.happened(at, Tone.BAD, "reopened", detail);
            case "resolved" -> terminal.happened(at, Tone.GOOD, "recovered", "the incident is resolved");
            default -> {
                // What only matters to who works on the incident.
            }
        }
    }

    private static JsonNode attempt(JsonNode entry, JsonNode incident) {
        String id = entry.path("data").path("attempt").asText();
        return stream(incident.path("repairs"))
                .filter(repair -> repair.path("id").asText().equals(id))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /** {@code repair-scale of orders}; a repair that is a single action, or by hand, is named so. */
    private static String named(JsonNode repair) {
        String what = repair.path("process").isTextual()
                ? repair.path("process").asText()
                : repair.path("action").asText("by hand");
        return what + " of " + repair.path("target").asText();
    }

    private static boolean wasVerified(JsonNode incident) {
        JsonNode repairs = incident.path("repairs");
        return repairs.path(repairs.size() - 1).path("outcome").asText().equals("RECOVERED");
    }

    private @Nullable Ending tasks(String id, JsonNode incident) throws IOException, InterruptedException {
        for (JsonNode task : items(api.get("/api/v1/tasks?incidentId=" + id))) {
            String taskId = task.path("id").asText();
            List<String> outcomes = new ArrayList<>();
            task.path("outcomes").forEach(outcome -> outcomes.add(outcome.asText()));
            if (!outcomes.contains("approve")) {
                terminal.happened(
                        seconds(),
                        Tone.BAD,
                        "a person",
                        "is asked: " + task.path("name").asText());
                return ending(
                        incident,
                        "nothing that was tried helped; a person is asked: "
                                + task.path("name").asText());
            }
            if (told.add("task " + taskId)) {
                approval(task, taskId);
            }
        }
        return null;
    }

    private void approval(JsonNode task, String taskId) throws IOException, InterruptedException {
        String path = "/api/v1/tasks/" + taskId + "/complete";
        Map<String, String> decision = Map.of("outcome", "approve");
        String what =
                task.path("action").asText("") + " of " + task.path("target").asText("");
        terminal.happened(seconds(), Tone.NOTICE, "waits", "for a person to approve " + what);
        if (task.path("undo").isTextual()) {
            terminal.detail("it can be taken back by " + task.path("undo").asText());
        }
        if (approve) {
            api.post(path, decision);
            terminal.happened(
                    seconds(), Tone.ACT, "approved", "by this demonstration, since it was started with --yes");
        } else {
            waitsForPerson = true;
            standing = "waiting for a person";
            terminal.line(Tone.PLAIN, "");
            terminal.line(Tone.PLAIN, "  Approve it from another terminal:");
            terminal.command(api.curl(path, decision));
        }
    }

    private Ending ending(JsonNode incident, @Nullable String problem) {
        String repairs = stream(incident.path("repairs"))
                .map(repair -> repair.path("process").asText().replace("repair-", "") + " "
                        + repair.path("target").asText()
                        + (repair.path("undone").asBoolean(false) ? " (undone)" : ""))
                .collect(Collectors.joining(", "));
        return new Ending(
                fault, problem, seconds(incident.path("openedAt")), seconds(incident.path("resolvedAt")), repairs);
    }

    /** It did not come to an end in time. */
    Ending outOfTime(Duration limit) {
        return new Ending(
                fault,
                "it had not recovered after " + limit.toSeconds() + " s: " + standing,
                Double.NaN,
                Double.NaN,
                "");
    }

    private double seconds(JsonNode time) {
        return time.isTextual() ? seconds(Instant.parse(time.asText())) : Double.NaN;
    }

    private double seconds(Instant at) {
        return Math.max(0, Duration.between(brokenAt, at).toMillis() / 1000.0);
    }

    private static String number(JsonNode value) {
        double number = value.asDouble();
        return number == Math.rint(number) ? String.valueOf((long) number) : String.format(Locale.ROOT, "%.2f", number);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static List<JsonNode> items(JsonNode page) {
        List<JsonNode> items = new ArrayList<>();
        page.path("items").forEach(items::add);
        return items;
    }
}
