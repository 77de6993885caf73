package io.fixpoint.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.fixpoint.fact.Fact;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes facts of the alerts in Alertmanager's webhook, version 4
 * (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config). An alert must not be lost, so labels and
 * texts beyond our limits are cut instead of refused, and an alert whose service cannot be told is {@code unmapped}.
 */
@ApplicationScoped
public class AlertmanagerReader {
    private final Clock clock;
    private final IntakeConfig config;

    public AlertmanagerReader(Clock clock, IntakeConfig config) {
        this.clock = clock;
        this.config = config;
    }

    /** @throws RefusedException if it is no alert at all */
    Fact.Alert read(JsonNode alert) {
        String status = alert.path("status").asText();
        if (!status.equals("firing") && !status.equals("resolved")) {
            throw new RefusedException("'status' of the alert is " + Fields.shown(alert.path("status"))
                    + "; it must be firing or resolved.");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Map<String, String> labels = fitting(alert.path("labels"));
        String service = first(config.serviceLabels(), labels, Fact.UNMAPPED);
        String instance = first(config.instanceLabels(), labels, null);
        String name = Objects.requireNonNullElse(name(labels.get("alertname")), "alert without a name");
        Instant startsAt = Objects.requireNonNullElse(time(alert.path("startsAt")), now);
        Instant endsAt = time(alert.path("endsAt"));
        String fingerprint = name(alert.path("fingerprint").asText());
        if (fingerprint == null) {
            fingerprint = FactReader.fingerprint(Objects.requireNonNull(service), instance, name, labels);
        }
        return new Fact.Alert(
                Objects.requireNonNull(service),
                instance,
                name,
                status.equals("firing"),
                name(labels.get("severity")),
                summary(alert.path("annotations")),
                startsAt,
                endsAt,
                fingerprint,
                // The webhook does not tell when it was sent.
                now,
                labels,
                cut(fingerprint + "/" + status + "/" + startsAt, Fields.NAME_LENGTH));
    }

    private static @Nullable String first(List<String> names, Map<String, String> labels, @Nullable String otherwise) {
        for (String label : names) {
            String value = name(labels.get(label));
            if (value != null) {
                return value;
            }
        }
        return otherwise;
    }

    private static @Nullable String summary(JsonNode annotations) {
        for (String name : List.of("summary", "description", "message")) {
            String text = annotations.path(name).asText();
            if (!text.isBlank()) {
                return cut(clean(text), Fields.TEXT_LENGTH);
            }
        }
        return null;
    }

    /** The labels that fit into our limits: those that the server reads first, then the others as they come. */
    private Map<String, String> fitting(JsonNode node) {
        Map<String, String> all = new LinkedHashMap<>();
        node.properties()
                .forEach(field ->
                        all.put(clean(field.getKey()), clean(field.getValue().asText())));
        List<String> order = new ArrayList<>(config.serviceLabels());
        order.addAll(List.of("alertname", "severity"));
        order.addAll(config.instanceLabels());
        order.addAll(all.keySet());
        Map<String, String> fitting = new LinkedHashMap<>();
        int room = Fields.LABELS_BYTES;
        for (String label : order) {
            String value = all.get(label);
            if (value == null || fitting.containsKey(label) || fitting.size() == Fields.MOST_LABELS) {
                continue;
            }
            // 200 characters have at most 600 bytes in UTF-8, so the first labels always fit.
            String shorter = Fields.bytes(value) > 1_000 ? cut(value, Fields.NAME_LENGTH) : value;
            int bytes = Fields.bytes(label) + Fields.bytes(shorter);
            if (bytes <= room) {
                fitting.put(label, shorter);
                room -= bytes;
            }
        }
        return fitting;
    }

    private static @Nullable String name(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        StringBuilder name = new StringBuilder(text);
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                name.setCharAt(i, ' ');
            }
        }
        return cut(name.toString(), Fields.NAME_LENGTH);
    }

    /** Without what not every database can store: the zero character and halves of surrogate pairs. */
    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .filter(code -> code != 0 && (code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE))
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end);
    }

    /** Go's zero time, year 1, means that there is none. */
    private static @Nullable Instant time(JsonNode node) {
        try {
            Instant time = OffsetDateTime.parse(node.asText()).toInstant();
            return time.isBefore(Instant.EPOCH) || time.atOffset(ZoneOffset.UTC).getYear() > 9999
                    ? null
                    : time.truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
