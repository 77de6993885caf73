package io.fixpoint.fact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why the incident happened, as analysis concludes it. */
public final class Cause extends ValueObject {
    private final String kind;
    private final String service;
    private final List<String> evidence;
    private final @Nullable String detail;

    private Cause(String kind, String service, List<String> evidence, @Nullable String detail) {
        this.kind = kind;
        this.service = service;
        this.evidence = List.copyOf(evidence);
        this.detail = detail;
    }

    /** The cause of this kind at this service. */
    public static Cause of(String kind, String service) {
        return new Cause(kind, service, List.of(), null);
    }

    /** A fact that speaks for it. */
    public Cause evidence(Object fact) {
        List<String> more = new ArrayList<>(evidence);
        more.add(String.valueOf(fact));
        return new Cause(kind, service, more, detail);
    }

    /** A sentence for people. */
    public Cause detail(String sentence) {
        return new Cause(kind, service, evidence, sentence);
    }

    /** What sort of cause, such as {@code bad-release}. */
    public String getKind() {
        return kind;
    }

    /** Where the cause is. */
    public String getService() {
        return service;
    }

    /** The facts that speak for it, as text. */
    public List<String> getEvidence() {
        return evidence;
    }

    /** The rule's sentence for people. */
    public @Nullable String getDetail() {
        return detail;
    }

    @Override
    List<@Nullable Object> parts() {
        return Arrays.asList(kind, service, evidence, detail);
    }
}
