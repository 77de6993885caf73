package io.fixpoint.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fixpoint.fact.Lengths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads rule files of Prometheus. */
final class RuleFileReader {
    private static final YAMLMapper YAML = new YAMLMapper();

    private RuleFileReader() {}

    /**
     * What a file holds.
     *
     * @param unread what cannot be imported already, each with the reason
     * @param recordings the names of recording rules, which make no alert
     */
    record Content(List<AlertRule> alerts, List<Unread> unread, List<String> recordings) {}

    record Unread(String group, String name, String reason) {}

    /** @throws ImportFailedException if the file cannot be read or is no rule file */
    static Content read(Path file) {
        JsonNode root;
        try {
            root = YAML.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new ImportFailedException(file + " is no YAML: " + e.getOriginalMessage()
                    + (e.getLocation() == null
                            ? ""
                            : " (line " + e.getLocation().getLineNr() + ")"));
        } catch (IOException e) {
            throw new ImportFailedException(file + " cannot be read: " + e);
        }
        // A PrometheusRule of the operator for Kubernetes wraps the same groups.
        JsonNode groups = root.path("spec").has("groups") ? root.path("spec").path("groups") : root.path("groups");
        if (!groups.isArray()) {
            throw new ImportFailedException(file + " is no rule file of Prometheus: it has no list 'groups'");
        }
        Content content = new Content(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (JsonNode group : groups) {
            String name = group.path("name").asText("");
            for (JsonNode rule : group.path("rules")) {
                read(file, name, rule, content);
            }
        }
        return content;
    }

    private static void read(Path file, String group, JsonNode rule, Content content) {
        if (rule.has("record")) {
            content.recordings().add(rule.path("record").asText());
            return;
        }
        String name = rule.path("alert").asText("");
        if (name.isBlank() || !rule.has("expr")) {
            content.unread()
                    .add(new Unread(group, name.isBlank() ? "(no name)" : name, "a rule has 'alert' and 'expr'"));
            return;
        }
        try {
            content.alerts()
                    .add(new AlertRule(
                            file.toString(),
                            group,
                            name,
                            rule.path("expr").asText().strip(),
                            length(rule.path("for")),
                            length(rule.path("keep_firing_for")),
                            texts(rule.path("labels")),
                            texts(rule.path("annotations"))));
        } catch (IllegalArgumentException e) {
            content.unread().add(new Unread(group, name, String.valueOf(e.getMessage())));
        }
    }

    private static Duration length(JsonNode node) {
        String text = node.asText("").strip();
        return text.isEmpty() || text.equals("0") ? Duration.ZERO : Lengths.parse(text);
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }
}
