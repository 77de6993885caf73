package io.fixpoint.fact;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a detection rule concludes, and, once the server has made an episode of it, what triage, analysis and
 * verification match. Immutable; it holds no measured value, since Drools keeps the first of equal conclusions.
 */
public final class Anomaly extends ValueObject {
    /** Where an episode stands. */
    public enum Status {
        PENDING,
        FIRING,
        CLEARED
    }

    /** The server's part: the episode that the conclusion is a span of. */
    @HostOnly
    public record Episode(
            String id,
            Status status,
            Instant startedAt,
            @Nullable Instant firingAt,
            @Nullable Instant clearedAt,
            @Nullable String incident) {}

    private final String name;
    private final String service;
    private final @Nullable String instance;
    private final Map<String, String> labels;
    private final Map<String, String> sourceLabels;
    private final Severity severity;
    private final Duration pendingFor;
    private final Duration keepFiringFor;
    private final @Nullable String detail;
    private final @Nullable Episode episode;

    private Anomaly(
            String name,
            String service,
            @Nullable String instance,
            Map<String, String> labels,
            Map<String, String> sourceLabels,
            Severity severity,
            Duration pendingFor,
            Duration keepFiringFor,
            @Nullable String detail,
            @Nullable Episode episode) {
        this.name = name;
        this.service = service;
        this.instance = instance;
        this.labels = labels;
        this.sourceLabels = sourceLabels;
        this.severity = severity;
        this.pendingFor = pendingFor;
        this.keepFiringFor = keepFiringFor;
        this.detail = detail;
        this.episode = episode;
    }

    /** An anomaly as the server knows it from its store. */
    @HostOnly
    public static Anomaly known(
            String name,
            String service,
            @Nullable String instance,
            Map<String, String> labels,
            Severity severity,
            Duration pendingFor,
            Duration keepFiringFor,
            @Nullable String detail,
            @Nullable Episode episode) {
        return new Anomaly(
                name,
                service,
                instance,
                new TreeMap<>(labels),
                Map.of(),
                severity,
                pendingFor,
                keepFiringFor,
                detail,
                episode);
    }

    private static Anomaly found(
            String name, String service, @Nullable String instance, Map<String, String> sourceLabels) {
        return new Anomaly(
                name,
                service,
                instance,
                Map.of(),
                sourceLabels,
                Severity.WARNING,
                Duration.ZERO,
                Duration.ZERO,
                null,
                null);
    }

    /** An anomaly of the series' service and instance. */
    public static Anomaly of(String name, Series series) {
        return found(name, series.getService(), series.getInstance(), series.getLabels());
    }

    /** An anomaly of the alert's service and instance. */
    public static Anomaly of(String name, Alert alert) {
        return found(name, alert.getService(), alert.getInstance(), alert.getLabels());
    }

    /** An anomaly of the heartbeat's service and instance. */
    public static Anomaly of(String name, Heartbeat heartbeat) {
        return found(name, heartbeat.getService(), heartbeat.getInstance(), heartbeat.getLabels());
    }

    /** An anomaly of the event's service and instance. */
    public static Anomaly of(String name, Event event) {
        return found(name, event.getService(), event.getInstance(), event.getLabels());
    }

    /** An anomaly of the service as a whole. */
    public static Anomaly of(String name, Service service) {
        return found(name, service.getName(), null, Map.of());
    }

    /** An anomaly of the service as a whole. */
    public static Anomaly of(String name, String service) {
        return found(name, service, null, Map.of());
    }

    /** How bad it is; WARNING unless stated. */
    public Anomaly severity(Severity stated) {
        return new Anomaly(
                name, service, instance, labels, sourceLabels, stated, pendingFor, keepFiringFor, detail, episode);
    }

    /** How long it must stand before it fires; at once unless stated. */
    public Anomaly pendingFor(String length) {
        return new Anomaly(
                name,
                service,
                instance,
                labels,
                sourceLabels,
                severity,
                Lengths.parse(length),
                keepFiringFor,
                detail,
                episode);
    }

    /** How long it goes on firing after its condition ended; not at all unless stated. */
    public Anomaly keepFiringFor(String length) {
        return new Anomaly(
                name,
                service,
                instance,
                labels,
                sourceLabels,
                severity,
                pendingFor,
                Lengths.parse(length),
                detail,
                episode);
    }

    /** A sentence for people. It must not hold a measured value: that would make each value an anomaly of its own. */
    public Anomaly detail(String sentence) {
        return new Anomaly(
                name, service, instance, labels, sourceLabels, severity, pendingFor, keepFiringFor, sentence, episode);
    }

    /** Makes the source's label a part of the identity, so that each device, path or topic has an anomaly of its own. */
    public Anomaly by(String label) {
        return by(label, sourceLabels.getOrDefault(label, ""));
    }

    /** Makes the named value a part of the identity. */
    public Anomaly by(String label, String value) {
        Map<String, String> more = new TreeMap<>(labels);
        more.put(label, value);
        return new Anomaly(
                name, service, instance, more, sourceLabels, severity, pendingFor, keepFiringFor, detail, episode);
    }

    /** Makes all labels of the source a part of the identity but those named, separated by commas. */
    public Anomaly byLabelsWithout(String names) {
        Map<String, String> more = new TreeMap<>(sourceLabels);
        Arrays.stream(names.split(",")).map(String::strip).forEach(more::remove);
        more.putAll(labels);
        return new Anomaly(
                name, service, instance, more, sourceLabels, severity, pendingFor, keepFiringFor, detail, episode);
    }

    /** Makes all labels of the source a part of the identity, so that each series has an anomaly of its own. */
    public Anomaly byLabels() {
        return byLabelsWithout("");
    }

    /** The same anomaly of the service as a whole, whichever instance it was found on. */
    public Anomaly ofService() {
        return new Anomaly(
                name, service, null, labels, sourceLabels, severity, pendingFor, keepFiringFor, detail, episode);
    }

    /** The same conclusion as a span of an episode. */
    @HostOnly
    public Anomaly as(Episode span) {
        return new Anomaly(
                name, service, instance, labels, Map.of(), severity, pendingFor, keepFiringFor, detail, span);
    }

    /** What makes it one anomaly: name, service, instance and labels. */
    @HostOnly
    public List<Object> identity() {
        return List.of(name, service, instance == null ? "" : instance, labels);
    }

    /** What is wrong, such as {@code error-ratio}: the name that the rule gave it. */
    public String getName() {
        return name;
    }

    /** The service that it is about. */
    public String getService() {
        return service;
    }

    /** The instance that it is about; null if it is the service as a whole. */
    public @Nullable String getInstance() {
        return instance;
    }

    /** The labels of its identity. */
    public Map<String, String> getLabels() {
        return labels;
    }

    /** How bad it is: the worst that stands. */
    public Severity getSeverity() {
        return severity;
    }

    @HostOnly
    public Duration pendingFor() {
        return pendingFor;
    }

    @HostOnly
    public Duration keepFiringFor() {
        return keepFiringFor;
    }

    /** The rule's sentence for people. */
    public @Nullable String getDetail() {
        return detail;
    }

    /** The id of the episode; null in detection. */
    public @Nullable String getId() {
        return episode == null ? null : episode.id();
    }

    /** Where the episode stands; null in detection. */
    public @Nullable Status getStatus() {
        return episode == null ? null : episode.status();
    }

    /** Whether its condition has not held for its {@code pendingFor} yet. */
    public boolean isPending() {
        return getStatus() == Status.PENDING;
    }

    /** Whether it fires: its condition has held for its {@code pendingFor}. */
    public boolean isFiring() {
        return getStatus() == Status.FIRING;
    }

    /** Whether it is over. */
    public boolean isCleared() {
        return getStatus() == Status.CLEARED;
    }

    /** The id of the incident that it belongs to, if any. */
    public @Nullable String getIncident() {
        return episode == null ? null : episode.incident();
    }

    /** When its condition began to hold, on the service's clock. */
    public @Nullable ZonedDateTime getStartedAt() {
        return episode == null ? null : episode.startedAt().atZone(ZoneOffset.UTC);
    }

    /** When it began to fire; null while it is pending. */
    public @Nullable ZonedDateTime getFiringAt() {
        return episode == null || episode.firingAt() == null
                ? null
                : episode.firingAt().atZone(ZoneOffset.UTC);
    }

    /** When it cleared; null until then. */
    public @Nullable ZonedDateTime getClearedAt() {
        return episode == null || episode.clearedAt() == null
                ? null
                : episode.clearedAt().atZone(ZoneOffset.UTC);
    }

    @Override
    List<@Nullable Object> parts() {
        List<@Nullable Object> parts = new ArrayList<>();
        parts.addAll(
                Arrays.asList(name, service, instance, labels, severity, pendingFor, keepFiringFor, detail, episode));
        return parts;
    }

    @Override
    public String toString() {
        return name + " of " + service + (instance == null ? "" : "/" + instance)
                + (labels.isEmpty() ? "" : new TreeMap<>(labels));
    }
}
