package io.fixpoint.intake;

import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Labels;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes samples of the measurements of foreign formats, within the limits of our own. */
@ApplicationScoped
public class SampleReader {
    private final FactTimes times;
    private final IntakeConfig config;
    private final SeriesRegister register;

    public SampleReader(FactTimes times, IntakeConfig config, SeriesRegister register) {
        this.times = times;
        this.config = config;
        this.register = register;
    }

    FactTimes times() {
        return times;
    }

    /** @throws RefusedException with the reason */
    Fact.Sample read(Measurement measured) {
        String metric = name("The name of the metric", measured.metric());
        if (!Double.isFinite(measured.value())) {
            throw new RefusedException(metric + " is " + measured.value() + "; a value is a finite number.");
        }
        Instant time = times.checked("The time of " + metric, measured.time());
        return series(measured.service(), measured.instance(), metric, measured.labels())
                .sample(measured.value(), measured.unit(), time, null);
    }

    /**
     * The series that these name.
     *
     * @param service if the format itself names it; otherwise a label does
     * @param instance likewise
     * @throws RefusedException with the reason, also if there is no room for another series
     */
    KnownSeries series(@Nullable String service, @Nullable String instance, String metric, Map<String, String> labels) {
        name("The name of the metric", metric);
        limits(metric, labels);
        String named = service != null ? service : first(config.serviceLabels(), labels);
        if (named == null) {
            throw new RefusedException(metric + " has none of the labels that name the service, "
                    + String.join(", ", config.serviceLabels())
                    + ". Add one at the sender, or set fixpoint.intake.service-labels.");
        }
        String place = instance != null ? instance : first(config.instanceLabels(), labels);
        return register.taken(new KnownSeries(
                name("The service of " + metric, named),
                place == null ? null : name("The instance of " + metric, place),
                metric,
                Labels.of(labels)));
    }

    /** The series that these bytes name, if they did before. */
    @Nullable
    KnownSeries find(SentName name) {
        return register.find(name);
    }

    /** From now on these bytes name the series. */
    void remember(SentName name, KnownSeries named) {
        register.remember(name, named);
    }

    private static @Nullable String first(List<String> names, Map<String, String> labels) {
        for (String name : names) {
            String value = labels.get(name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }

    private static String name(String what, String text) {
        if (text.isBlank()) {
            throw new RefusedException(what + " is empty.");
        }
        if (text.length() > Fields.NAME_LENGTH) {
            throw new RefusedException(
                    what + " has " + text.length() + " characters; at most " + Fields.NAME_LENGTH + " are taken.");
        }
        if (!Texts.isName(text)) {
            throw new RefusedException(what + " holds a control character.");
        }
        return text;
    }

    private static void limits(String metric, Map<String, String> labels) {
        if (labels.size() > Fields.MOST_LABELS) {
            throw new RefusedException(
                    metric + " has " + labels.size() + " labels; at most " + Fields.MOST_LABELS + " are taken.");
        }
        int bytes = 0;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            if (!Texts.isText(label.getKey()) || !Texts.isText(label.getValue())) {
                throw new RefusedException(metric + " has a label with a character that is no text.");
            }
            bytes += Fields.bytes(label.getKey()) + Fields.bytes(label.getValue());
        }
        if (bytes > Fields.LABELS_BYTES) {
            throw new RefusedException(metric + " has " + bytes + " bytes of labels; at most " + Fields.LABELS_BYTES
                    + " are taken, names and values together.");
        }
    }
}
