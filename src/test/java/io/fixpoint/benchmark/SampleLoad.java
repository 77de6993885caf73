package io.fixpoint.benchmark;

import io.fixpoint.rule.RuleFile;
import java.util.Locale;

/**
 * The series and rules that the throughput is measured with. Each service has one instance and as many metrics as series;
 * each metric has its share of the rules. Now and then a series is in fault for some rounds, and one of its rules concludes.
 *
 * @param services how many
 * @param seriesPerService metrics of each
 * @param rules over the metrics, evenly
 */
record SampleLoad(int services, int seriesPerService, int rules) {
    /** Above it a value is in fault, and one rule of its metric says so. */
    static final double LIMIT = 90;

    private static final int FAULT_ROUNDS = 10;
    private static final int ROUNDS_BETWEEN_FAULTS = 2_000;

    int series() {
        return services * seriesPerService;
    }

    static String service(int service) {
        return String.format(Locale.ROOT, "service-%04d", service);
    }

    static String instance(int service) {
        return String.format(Locale.ROOT, "10.0.%d.%d:9100", service / 250, service % 250);
    }

    static String metric(int metric) {
        return String.format(Locale.ROOT, "queue_%03d_depth", metric);
    }

    /** The value of a series in a round: from 10.00 to 89.99, and above {@link #LIMIT} in a fault. */
    static double value(int series, long round) {
        // Splitmix64's last step: as good as random, and the same in every run.
        long mixed = (series * 0x9E3779B97F4A7C15L + round) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        int noise = (int) ((mixed >>> 33) % 500);
        boolean fault = Math.floorMod(round + series * 37L, ROUNDS_BETWEEN_FAULTS) < FAULT_ROUNDS;
        int wave = 4_500 + (int) Math.round(3_000 * Math.sin(round / 100.0 + series));
        return (fault ? 9_100 + noise : wave + noise) / 100.0;
    }

    /** The rules; the text is the same for Fixpoint and for plain Drools. */
    RuleFile ruleFile() {
        StringBuilder text = new StringBuilder("package detection;\nimport io.fixpoint.fact.*;\n");
        for (int rule = 0; rule < rules; rule++) {
            int metric = rule % seriesPerService;
            int nth = rule / seriesPerService;
            // The first rule of a metric finds the faults; the others look for what is above them.
            text.append("""
                    rule "%1$s %2$d" @id("deep-%1$s-%2$d")
                    when
                        $s : Series( metric == "%1$s", value > %3$s )
                    then
                        insertLogical( Anomaly.of("deep-%1$s-%2$d", $s).severity(Severity.WARNING) );
                    end
                    """.formatted(metric(metric), nth, LIMIT + 10 * nth));
        }
        return new RuleFile("detection/benchmark.drl", text.toString());
    }
}
