package io.fixpoint.importing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A rule that was translated.
 *
 * @param anomaly the name of the anomaly that it concludes; an alert's name that is taken gets its severity behind it
 * @param text rules of ours, one for each alternative of its expression
 * @param caveats under what conditions it is exact
 */
record ImportedRule(AlertRule source, Query query, String anomaly, List<String> text, Set<Caveat> caveats) {

    /** The id of the alternative's rule. */
    static String id(String anomaly, int alternative) {
        return alternative == 0 ? anomaly : anomaly + "-or-" + (alternative + 1);
    }

    List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < text.size(); i++) {
            ids.add(id(anomaly, i));
        }
        return ids;
    }
}
