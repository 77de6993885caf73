package io.fixpoint.demo;

import com.fasterxml.jackson.databind.JsonNode;
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
        boolean all = !incidents.isEmpty();
        for (JsonNode found : incidents) {
            Ending ofThis =
                    incident(api.get("/api/v1/incidents/" + found.path("id").asText()));
            all &= ofThis != null;
            if (ending == null || (ofThis != null && ofThis.problem() != null)) {
                ending = ofThis;
            }
        }
        return all ? ending : null;
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
        JsonNode matches = explanation.isArray() ? explanation : firstArray(explanation);
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

    private @Nullable Ending incident(JsonNode incident) throws IOException, InterruptedException {
        String id = incident.path("id").asText();
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
        suspects(id, incident.path("suspects"));
        cause(id, incident.path("cause"));
        int place = 1;
        for (JsonNode repair : incident.path("repairs")) {
            repair(id, place++, repair);
        }
        String status = incident.path("status").asText();
        if (status.equals("RESOLVED") || status.equals("CLOSED")) {
            return resolved(id, incident);
        }
        if (incident.path("step").asText().equals("VERIFY")
                && told.add("verifying " + id + " " + incident.path("repairs").size())) {
            terminal.happened(seconds(), Tone.PLAIN, "verify", "on fresh facts, until everything is well and stays so");
            standing = "verifying";
        }
        return tasks(id, incident);
    }

    private void suspects(String id, JsonNode suspects) {
        if (!suspects.isEmpty() && told.add("suspects " + id)) {
            terminal.happened(
                    seconds(),
                    Tone.PLAIN,
                    "suspects",
                    StreamSupport.stream(suspects.spliterator(), false)
                            .limit(SUSPECTS_SHOWN)
                            .map(suspect -> suspect.path("service").asText() + " "
                                    + String.format(
                                            Locale.ROOT,
                                            "%.2f",
                                            suspect.path("score").asDouble()))
                            .collect(Collectors.joining(" · ")));
        }
    }

    private void cause(String id, JsonNode cause) {
        if (cause.isObject() && told.add("cause " + id + " " + cause)) {
            String detail = cause.path("detail").asText("");
            terminal.happened(
                    seconds(),
                    Tone.PLAIN,
                    "cause",
                    cause.path("kind").asText() + " of " + cause.path("service").asText()
                            + (detail.isEmpty() || detail.equals("null") ? "" : ": " + detail));
        }
    }

    private void repair(String id, int place, JsonNode repair) {
        String key = id + " " + place;
        String what =
                repair.path("process").asText() + " of " + repair.path("target").asText();
        if (told.add("repair " + key)) {
            terminal.happened(
                    seconds(repair.path("startedAt")),
                    Tone.ACT,
                    "repair " + place,
                    what + " · " + repair.path("mode").asText().toLowerCase(Locale.ROOT));
            if (repair.path("reason").isTextual()) {
                terminal.detail(repair.path("reason").asText());
            }
            standing = what;
        }
        String outcome = repair.path("outcome").asText("");
        if (repair.path("endedAt").isTextual() && told.add("ended " + key)) {
            boolean failed = outcome.equals("FAILED") || outcome.equals("REJECTED");
            waitsForPerson = false;
            terminal.happened(
                    seconds(repair.path("endedAt")),
                    failed ? Tone.BAD : Tone.PLAIN,
                    failed ? outcome.toLowerCase(Locale.ROOT) : "done",
                    what);
        }
        if (isFalse(repair.path("verified")) || outcome.equals("NOT_RECOVERED")) {
            if (told.add("no help " + key)) {
                terminal.happened(
                        seconds(), Tone.BAD, "no help", "the trouble goes on; " + what + " is not the remedy");
            }
        }
        if (repair.path("undone").asBoolean(false) && told.add("undone " + key)) {
            terminal.happened(seconds(), Tone.ACT, "undone", what + " is taken back");
        }
    }

    private static boolean isFalse(JsonNode node) {
        return node.isBoolean() && !node.asBoolean();
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

    private Ending resolved(String id, JsonNode incident) {
        JsonNode repairs = incident.path("repairs");
        JsonNode last = repairs.path(repairs.size() - 1);
        boolean verified = last.path("verified").asBoolean(false)
                || last.path("outcome").asText().equals("RECOVERED");
        if (told.add("resolved " + id)) {
            terminal.happened(
                    seconds(incident.path("resolvedAt")),
                    verified ? Tone.GOOD : Tone.BAD,
                    verified ? "recovered" : "resolved",
                    verified ? "and verified" : "but no repair was verified");
        }
        return ending(incident, verified ? null : "it was resolved without a verified repair");
    }

    private Ending ending(JsonNode incident, @Nullable String problem) {
        String repairs = StreamSupport.stream(incident.path("repairs").spliterator(), false)
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

    private static JsonNode firstArray(JsonNode object) {
        for (JsonNode field : object) {
            if (field.isArray()) {
                return field;
            }
        }
        return object;
    }

    private static List<JsonNode> items(JsonNode page) {
        List<JsonNode> items = new ArrayList<>();
        page.path("items").forEach(items::add);
        return items;
    }
}
