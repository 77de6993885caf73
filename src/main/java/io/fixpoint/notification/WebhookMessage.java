package io.fixpoint.notification;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fixpoint.incident.Announcement;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Alertmanager's webhook format, version 4, with one alert: what receives Alertmanager's webhooks can read it.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#webhook_config">its documentation</a>
 */
record WebhookMessage(
        String version,
        String groupKey,
        int truncatedAlerts,
        String status,
        String receiver,
        Map<String, String> groupLabels,
        Map<String, String> commonLabels,
        Map<String, String> commonAnnotations,
        @JsonProperty("externalURL") String externalUrl,
        List<Alert> alerts) {
    private static final String NOT_ENDED = "0001-01-01T00:00:00Z";

    record Alert(
            String status,
            Map<String, String> labels,
            Map<String, String> annotations,
            String startsAt,
            String endsAt,
            @JsonProperty("generatorURL") String generatorUrl,
            String fingerprint) {}

    static WebhookMessage of(Announcement announcement, Instant now, URI externalUrl) {
        boolean resolved = announcement.kind() == Announcement.Kind.INCIDENT_RESOLVED;
        String status = resolved ? "resolved" : "firing";
        String base = externalUrl.toString().replaceAll("/+$", "");
        Map<String, String> labels = new TreeMap<>(announcement.labels());
        labels.put("alertname", announcement.kind().name());
        Map<String, String> annotations = new TreeMap<>(announcement.details());
        annotations.put("summary", announcement.summary());
        Map<String, String> group = new TreeMap<>();
        String url = base;
        if (announcement.incidentId() != null) {
            group.put("incident", announcement.incidentId());
            url = base + "/api/v1/incidents/" + announcement.incidentId();
        } else {
            group.put("alertname", announcement.kind().name());
        }
        return new WebhookMessage(
                "4",
                "{}:" + group,
                0,
                status,
                "fixpoint",
                group,
                labels,
                annotations,
                base,
                List.of(new Alert(
                        status,
                        labels,
                        annotations,
                        now.toString(),
                        resolved ? now.toString() : NOT_ENDED,
                        url,
                        fingerprint(labels))));
    }

    private static String fingerprint(Map<String, String> labels) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(labels.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
