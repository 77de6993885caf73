package io.fixpoint.detection;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Severity;
import io.fixpoint.rule.Conclusion;
import io.fixpoint.rule.QuarantinedRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A rule in quarantine is an anomaly of the service {@code fixpoint}, as any other: while it stands, something is not
 * watched that somebody wanted watched, or not repaired. Its severity is MAJOR, so that the shipped rules open an
 * incident for it. It clears when the rule runs again or is gone.
 */
final class QuarantineAnomalies {
    static final String NAME = "rule-quarantined";
    static final String SERVICE = "fixpoint";

    private QuarantineAnomalies() {}

    static List<Conclusion> of(List<QuarantinedRule> quarantined) {
        List<Conclusion> conclusions = new ArrayList<>();
        for (QuarantinedRule one : quarantined) {
            Anomaly anomaly = Anomaly.known(
                    NAME,
                    SERVICE,
                    null,
                    Map.of("rule", one.rule().rule(), "stage", one.stage().folder()),
                    Severity.MAJOR,
                    Duration.ZERO,
                    Duration.ZERO,
                    one.reason(),
                    null);
            conclusions.add(new Conclusion(anomaly, true, List.of(one.rule())));
        }
        return conclusions;
    }
}
