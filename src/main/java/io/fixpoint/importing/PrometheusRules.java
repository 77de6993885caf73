package io.fixpoint.importing;

import io.fixpoint.importing.Labels.Naming;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Imports rule files of Prometheus: alerting rules become rules of detection with scenarios. */
public final class PrometheusRules {

    /**
     * How Prometheus' labels are read.
     *
     * @param serviceLabel the label that names the service
     * @param instanceLabel the label that names the instance
     * @param service of rules that name none, such as {@code absent(up)}; null to refuse them
     */
    public record Options(
            String serviceLabel,
            String instanceLabel,
            @Nullable String service) {
        /** As Prometheus names its targets. */
        public static final Options USUAL = new Options("job", "instance", null);
    }

    /**
     * A rule that was imported.
     *
     * @param rules the ids of the rules made of it
     * @param conditions under which they fire exactly as it does; if there is none, they always do
     */
    public record Imported(
            String file, String group, String alert, String target, List<String> rules, List<String> conditions) {}

    /** A rule that was not. */
    public record NotImported(String file, String group, String alert, String expression, String reason) {}

    /**
     * What became of the rules.
     *
     * @param files the files to write, by their paths within the folder of rules
     * @param recordings recording rules, which alert of nothing
     */
    public record Report(
            List<Imported> imported, List<NotImported> notImported, int recordings, Map<String, String> files) {}

    private final Naming naming;
    private final boolean writes;
    private final Set<String> sharedGroups = new HashSet<>();
    private final RuleTranslation translation;
    private final List<Imported> imported = new ArrayList<>();
    private final List<NotImported> notImported = new ArrayList<>();
    private final Map<String, String> files = new LinkedHashMap<>();
    private final Set<String> anomalies = new HashSet<>();
    private final List<ImportedRule> translated = new ArrayList<>();
    private int recordings;

    private PrometheusRules(Options options, boolean writes) {
        this.naming = new Naming(options.serviceLabel(), options.instanceLabel());
        this.writes = writes;
        this.translation = new RuleTranslation(naming, options.service());
    }

    /**
     * Imports the files.
     *
     * @throws ImportFailedException if one cannot be read
     */
    public static Report read(Collection<Path> ruleFiles, Options options) {
        PrometheusRules rules = new PrometheusRules(options, true);
        rules.readAll(ruleFiles);
        return new Report(List.copyOf(rules.imported), List.copyOf(rules.notImported), rules.recordings, rules.files);
    }

    /** The same, with what the rules were translated from and to. */
    static List<ImportedRule> translated(Collection<Path> ruleFiles, Options options) {
        PrometheusRules rules = new PrometheusRules(options, false);
        rules.readAll(ruleFiles);
        return rules.translated;
    }

    private void readAll(Collection<Path> ruleFiles) {
        Map<Path, RuleFileReader.Content> contents = new LinkedHashMap<>();
        ruleFiles.forEach(file -> contents.put(file, RuleFileReader.read(file)));
        Set<String> names = new HashSet<>();
        contents.values()
                .forEach(content -> content.alerts().stream()
                        .map(rule -> fileName(rule.group()))
                        .distinct()
                        .filter(name -> !names.add(name))
                        .forEach(sharedGroups::add));
        contents.forEach(this::read);
    }

    private void read(Path file, RuleFileReader.Content content) {
        recordings += content.recordings().size();
        content.unread()
                .forEach(unread -> notImported.add(
                        new NotImported(file.toString(), unread.group(), unread.name(), "", unread.reason())));
        Map<String, List<ImportedRule>> groups = new LinkedHashMap<>();
        for (AlertRule rule : content.alerts()) {
            try {
                ImportedRule translatedRule = translation.translate(rule, free(rule));
                anomalies.add(translatedRule.anomaly().toLowerCase(Locale.ROOT));
                translated.add(translatedRule);
                groups.computeIfAbsent(rule.group(), group -> new ArrayList<>()).add(translatedRule);
            } catch (RefusedRuleException e) {
                notImported.add(new NotImported(
                        rule.file(), rule.group(), rule.name(), rule.expression(), String.valueOf(e.getMessage())));
            }
        }
        if (writes) {
            groups.forEach((group, rules) -> write(file, group, rules));
        }
    }

    /** An anomaly's name that is not taken: two alerts of one name are two anomalies. */
    private String free(AlertRule rule) {
        String severity = rule.labels().getOrDefault("severity", "");
        String name = rule.name();
        for (int i = 1; anomalies.contains(name.toLowerCase(Locale.ROOT)); i++) {
            name = rule.name() + (severity.isEmpty() ? "" : "-" + severity) + (i == 1 ? "" : "-" + i);
        }
        return name;
    }

    private void write(Path source, String group, List<ImportedRule> rules) {
        String name = fileName(group);
        if (group.isBlank() || sharedGroups.contains(name)) {
            // Many exporters call their group alike; where the file lies tells them apart.
            name = folder(source)
                    + fileName(group.isBlank() ? source.getFileName().toString() : group);
        }
        String target = "detection/" + name + ".drl";
        for (int i = 2; files.containsKey(target); i++) {
            target = "detection/" + name + "-" + i + ".drl";
        }
        String written = target;
        files.put(written, RuleText.file(source, group, rules));
        files.put(written.replace(".drl", ".scenario.yaml"), ScenarioText.file(rules, naming));
        for (ImportedRule rule : rules) {
            imported.add(new Imported(
                    rule.source().file(),
                    group,
                    rule.source().name(),
                    written,
                    rule.ids(),
                    rule.caveats().stream().map(Caveat::text).toList()));
        }
    }

    private static String folder(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return parent == null || parent.getFileName() == null
                ? ""
                : fileName(parent.getFileName().toString()) + "-";
    }

    private static String fileName(String group) {
        String name = group.strip()
                .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        return name.isEmpty() ? "imported" : name;
    }
}
