package io.fixpoint.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The difference of two courses of events for a tired human: what matters first, a line each. */
final class DifferenceInWords {
    private static final int MOST = 40;

    private final DateTimeFormatter times;
    private final List<String> lines = new ArrayList<>();

    private DifferenceInWords(ZoneId zone) {
        this.times =
                DateTimeFormatter.ofPattern("MMM d HH:mm:ss", Locale.ENGLISH).withZone(zone);
    }

    /**
     * @param result of a replay, as the API has it
     * @param candidate whether it is of a candidate; if not, it was replayed as it was
     */
    static List<String> of(JsonNode result, boolean candidate, ZoneId zone) {
        DifferenceInWords words = new DifferenceInWords(zone);
        words.tell(result, candidate);
        return words.lines;
    }

    private void tell(JsonNode result, boolean candidate) {
        JsonNode difference = result.path("difference");
        JsonNode live = result.path("live").path("counts");
        JsonNode other = result.path("candidate").path("counts");
        if (isEmpty(difference)) {
            lines.add(candidate ? "Nothing would differ." : "Nothing differs: the replay comes to what was recorded.");
        } else {
            incidents(difference.path("incidents"));
            recoveries(difference.path("recoveries"));
            anomalies(difference.path("anomalies"), true);
            anomalies(difference.path("anomalies"), false);
            decisions(difference.path("decisions"));
        }
        lines.add("");
        lines.add(String.format("             %10s  %10s", "live", candidate ? "candidate" : "replay"));
        for (String count : List.of("incidents", "recoveries", "firing", "anomalies", "decisions")) {
            lines.add(String.format(
                    "%-12s %10d  %10d",
                    count, live.path(count).asInt(), other.path(count).asInt()));
        }
        result.path("notes").forEach(note -> lines.add("Note: " + note.asText()));
    }

    /** Whether nothing differs. */
    static boolean isEmpty(JsonNode difference) {
        for (String list : List.of("anomalies", "incidents", "recoveries", "decisions")) {
            if (!difference.path(list).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private void incidents(JsonNode changes) {
        List<String> told = new ArrayList<>();
        for (JsonNode change : changes) {
            String what = change.path("title").asText() + " ("
                    + change.path("correlationKey").asText() + ")";
            told.add(
                    switch (change.path("change").asText()) {
                        case "NEW" ->
                            "one incident more: " + what + ", " + lower(change.path("candidateSeverity")) + ", at "
                                    + time(change.path("candidate"));
                        case "GONE" ->
                            "one incident less: " + what + ", " + lower(change.path("liveSeverity")) + ", at "
                                    + time(change.path("live"));
                        case "SEVERITY" -> "incident " + what + ": " + severities(change);
                        default -> "incident " + what + ": opened " + moved(change);
                    });
        }
        add(told, "incidents");
    }

    private void recoveries(JsonNode changes) {
        List<String> told = new ArrayList<>();
        for (JsonNode change : changes) {
            String what = change.path("process").asText() + " for "
                    + change.path("incident").asText();
            told.add(
                    switch (change.path("change").asText()) {
                        case "NEW" -> "one recovery more: " + what + ", at " + time(change.path("candidate"));
                        case "GONE" -> "one recovery less: " + what + ", at " + time(change.path("live"));
                        default -> "recovery " + what + ": started " + moved(change);
                    });
        }
        add(told, "recoveries");
    }

    private void anomalies(JsonNode changes, boolean firing) {
        List<String> told = new ArrayList<>();
        for (JsonNode change : changes) {
            if (change.path("fires").asBoolean() == firing) {
                told.add(anomaly(change, firing));
            }
        }
        add(told, firing ? "anomalies" : "anomalies that never fired");
    }

    private String anomaly(JsonNode change, boolean firing) {
        String what = change.path("name").asText() + " of "
                + change.path("service").asText()
                + (change.hasNonNull("instance") ? "/" + change.path("instance").asText() : "")
                + labels(change.path("labels"));
        String pending = firing ? "" : " (pending only)";
        String note = change.hasNonNull("note") ? " " + change.path("note").asText() : "";
        return switch (change.path("change").asText()) {
            case "NEW" -> what + ": new, at " + time(change.path("candidate")) + pending + note(change, note);
            case "GONE" -> what + ": gone, was at " + time(change.path("live")) + pending + note(change, note);
            case "SEVERITY" -> what + ": " + severities(change) + pending;
            case "CLEARED_BY" -> what + ":" + note;
            default -> {
                String kind = change.path("what").asText();
                String verb = kind.equals("CLEARED") ? "clears " : kind.equals("STARTED") ? "starts " : "";
                yield what + ": " + verb + moved(change) + pending + note;
            }
        };
    }

    private static String note(JsonNode change, String note) {
        return change.hasNonNull("note") ? "." + note : note;
    }

    private static String labels(JsonNode labels) {
        if (labels.isEmpty()) {
            return "";
        }
        List<String> pairs = new ArrayList<>();
        labels.properties()
                .forEach(label ->
                        pairs.add(label.getKey() + "=" + label.getValue().asText()));
        return "{" + String.join(", ", pairs) + "}";
    }

    private void decisions(JsonNode changes) {
        List<String> told = new ArrayList<>();
        for (JsonNode change : changes) {
            String type = change.path("type").asText();
            // What opens incidents and starts recoveries is told above.
            if (type.equals("OpenIncident") || type.equals("StartRecovery")) {
                continue;
            }
            List<String> about = new ArrayList<>();
            change.path("about").forEach(part -> about.add(part.asText()));
            String what = type + " " + String.join(", ", about.subList(Math.min(1, about.size()), about.size()));
            told.add(
                    switch (change.path("change").asText()) {
                        case "NEW" -> "decision more: " + what + ", at " + time(change.path("candidate"));
                        case "GONE" -> "decision less: " + what + ", at " + time(change.path("live"));
                        default -> "decision " + what + ": " + moved(change);
                    });
        }
        add(told, "decisions");
    }

    private void add(List<String> told, String what) {
        lines.addAll(told.subList(0, Math.min(MOST, told.size())));
        if (told.size() > MOST) {
            lines.add("… and " + (told.size() - MOST) + " more differences of " + what + "; --json has them.");
        }
    }

    private String moved(JsonNode change) {
        String word = change.path("change").asText().toLowerCase(Locale.ROOT);
        return change.hasNonNull("bySeconds") ? length(change.path("bySeconds").asDouble()) + " " + word : word + ".";
    }

    private static String severities(JsonNode change) {
        return lower(change.path("liveSeverity")) + " → " + lower(change.path("candidateSeverity"));
    }

    private static String lower(JsonNode word) {
        return word.asText().toLowerCase(Locale.ROOT);
    }

    private String time(JsonNode time) {
        return time.isTextual() ? times.format(Instant.parse(time.asText())) : "?";
    }

    /** {@code 12 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    static String length(double seconds) {
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds).replace(".0 s", " s");
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        long minutes = whole / 60;
        if (minutes < 60) {
            return minutes + " min" + (whole % 60 == 0 ? "" : " " + whole % 60 + " s");
        }
        return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
    }
}
