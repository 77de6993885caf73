package io.fixpoint.intake;

import io.fixpoint.fact.Fact;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes samples of the measurements of foreign formats, within the limits of our own. */
@ApplicationScoped
public class SampleReader {
    private final FactTimes times;
    private final IntakeConfig config;

    public SampleReader(FactTimes times, IntakeConfig config) {
        this.times = times;
        this.config = config;
    }

    /** @throws RefusedException with the reason */
    Fact.Sample read(Measurement measured) {
        String metric = name("The name of the metric", measured.metric());
        if (!Double.isFinite(measured.value())) {
            throw new RefusedException(metric + " is " + measured.value() + "; a value is a finite number.");
        }
        limits(metric, measured.labels());
        String service = measured.service() != null ? measured.service() : first(config.serviceLabels(), measured);
        if (service == null) {
            throw new RefusedException(metric + " has none of the labels that name the service, "
                    + String.join(", ", config.serviceLabels())
                    + ". Add one at the sender, or set fixpoint.intake.service-labels.");
        }
        String instance = measured.instance() != null ? measured.instance() : first(config.instanceLabels(), measured);
        return new Fact.Sample(
                name("The service of " + metric, service),
                instance == null ? null : name("The instance of " + metric, instance),
                metric,
                measured.value(),
                measured.unit(),
                times.checked("The time of " + metric, measured.time()),
                measured.labels(),
                null);
    }

    private static @Nullable String first(List<String> names, Measurement measured) {
        for (String name : names) {
            String value = measured.labels().get(name);
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
        if (text.chars().anyMatch(Character::isISOControl)) {
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
            if (label.getKey().indexOf('\0') >= 0 || label.getValue().indexOf('\0') >= 0) {
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
