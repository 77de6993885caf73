package io.fixpoint.fact;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tell people, over the configured channels. */
public final class Notify extends Decision {
    private final String about;
    private final @Nullable String incident;
    private final @Nullable String message;

    private Notify(String about, @Nullable String incident, @Nullable String message) {
        this.about = about;
        this.incident = incident;
        this.message = message;
    }

    /** People are told of the incident. */
    public static Notify of(Incident incident) {
        return new Notify(incident.getId(), incident.getId(), null);
    }

    /** People are told of the anomaly. */
    public static Notify of(Anomaly anomaly) {
        return new Notify(episodeOf(anomaly), anomaly.getIncident(), null);
    }

    /** What they are told; unless stated it is made of the incident or anomaly. */
    public Notify message(String sentence) {
        return new Notify(about, incident, sentence);
    }

    /** The id of the incident or of the anomaly's episode. */
    public String getAbout() {
        return about;
    }

    /** The incident that people are told of, if any. */
    public @Nullable String getIncident() {
        return incident;
    }

    /** What people are told. */
    public @Nullable String getMessage() {
        return message;
    }

    @Override
    @HostOnly
    public List<String> key() {
        return List.of("notify", about, text(message));
    }

    @Override
    List<@Nullable Object> parts() {
        return Arrays.asList(about, incident, message);
    }
}
