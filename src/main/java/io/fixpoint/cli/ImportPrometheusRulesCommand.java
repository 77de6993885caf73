package io.fixpoint.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fixpoint.importing.ImportFailedException;
import io.fixpoint.importing.PrometheusRules;
import io.fixpoint.importing.PrometheusRules.Imported;
import io.fixpoint.importing.PrometheusRules.NotImported;
import io.fixpoint.importing.PrometheusRules.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes what {@link PrometheusRules} makes of rule files. */
@Command(
        name = "prometheus-rules",
        description = {
            "Makes detection rules, with scenarios, of Prometheus' alerting rules.",
            "What cannot be translated exactly is listed with the reason; the rest is written all the same."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every alerting rule is imported",
            "1:some are not, or nothing could be written",
            "2:wrong usage, or a file that is no rule file"
        })
final class ImportPrometheusRulesCommand implements Callable<Integer> {
    private static final int ALL = 0;
    private static final int NOT_ALL = 1;
    private static final int USAGE = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Rule files, as Prometheus loads them.")
    private List<Path> files = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "rules",
            description = "The folder of rules (${DEFAULT-VALUE}); files go to its subfolder detection.")
    private Path out = Path.of("rules");

    @Option(names = "--force", description = "Overwrites files that are there.")
    private boolean force;

    @Option(
            names = "--service-label",
            paramLabel = "LABEL",
            defaultValue = "job",
            description = "The label that names the service (${DEFAULT-VALUE}).")
    private String serviceLabel = "job";

    @Option(
            names = "--instance-label",
            paramLabel = "LABEL",
            defaultValue = "instance",
            description = "The label that names the instance (${DEFAULT-VALUE}).")
    private String instanceLabel = "instance";

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "The service of rules that name none, such as absent(up).")
    private @Nullable String service;

    @Option(names = "--json", description = "Prints the report as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Report report;
        try {
            report = PrometheusRules.read(files, new PrometheusRules.Options(serviceLabel, instanceLabel, service));
        } catch (ImportFailedException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return USAGE;
        }
        Set<Path> there = new TreeSet<>();
        report.files().keySet().stream().map(out::resolve).filter(Files::exists).forEach(there::add);
        if (!there.isEmpty() && !force) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Nothing is written, since these files are there: "
                            + there.stream().map(Path::toString).collect(Collectors.joining(", "))
                            + ". Choose another folder with --out, or overwrite them with --force.");
        }
        try {
            write(report.files());
        } catch (IOException e) {
            spec.commandLine().getErr().println("The rules cannot be written to '" + out + "': " + e);
            return NOT_ALL;
        }
        PrintWriter output = spec.commandLine().getOut();
        output.println(json ? json(report) : listing(report));
        output.flush();
        return report.notImported().isEmpty() ? ALL : NOT_ALL;
    }

    private void write(Map<String, String> texts) throws IOException {
        for (Map.Entry<String, String> text : texts.entrySet()) {
            Path file = out.resolve(text.getKey());
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text.getValue());
        }
    }

    private static String json(Report report) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("imported", report.imported());
        all.put("notImported", report.notImported());
        all.put("recordingRules", report.recordings());
        all.put("files", report.files().keySet());
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all);
        } catch (IOException e) {
            throw new IllegalStateException("the report cannot be written as JSON", e);
        }
    }

    private String listing(Report report) {
        StringBuilder text = new StringBuilder();
        for (String file : report.files().keySet()) {
            text.append("written       ").append(out.resolve(file)).append('\n');
        }
        for (Imported rule : report.imported()) {
            for (String condition : rule.conditions()) {
                text.append("exact if      ")
                        .append(rule.alert())
                        .append(": ")
                        .append(condition)
                        .append('\n');
            }
        }
        for (NotImported rule : report.notImported()) {
            text.append("not imported  ")
                    .append(rule.alert())
                    .append(" (")
                    .append(rule.file())
                    .append("): ")
                    .append(rule.reason())
                    .append('\n');
        }
        int all = report.imported().size() + report.notImported().size();
        long conditional = report.imported().stream()
                .filter(rule -> !rule.conditions().isEmpty())
                .count();
        text.append(report.imported().size()).append(" of ").append(all).append(" alerting rules imported");
        if (conditional > 0) {
            text.append(", ").append(conditional).append(" of them exact under a condition that is listed");
        }
        text.append('.');
        text.append("\nThey take the label '")
                .append(serviceLabel)
                .append("' as the service: where samples have it, let fixpoint.intake.service-labels begin with it.");
        if (report.recordings() > 0) {
            text.append('\n')
                    .append(report.recordings())
                    .append(
                            " recording rules left out: they alert of nothing. An alerting rule that reads what one records")
                    .append(" fires only where that is sent as a metric.");
        }
        return text.toString();
    }
}
