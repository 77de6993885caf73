package io.fixpoint.rule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rules that a question is about: those in force now, or at another time.
 *
 * @param rules all of the release, with those in quarantine
 * @param quarantined why, by rule
 * @param inForce how people say when it was
 */
record Rulebook(
        int release, List<RuleFile> files, List<RuleSource> rules, Map<RuleKey, String> quarantined, String inForce) {
    Rulebook {
        files = List.copyOf(files);
        rules = List.copyOf(rules);
        quarantined = Map.copyOf(quarantined);
    }

    static Rulebook of(InForce now) {
        Map<RuleKey, String> quarantined = new HashMap<>();
        now.quarantined().forEach((rule, why) -> quarantined.put(rule, why.reason() + ", since " + why.since()));
        return new Rulebook(now.release().number(), now.files(), now.source(), quarantined, "which is in force");
    }

    static Rulebook of(RuleRelease release, List<LeftOut> leftOut) {
        Map<RuleKey, String> quarantined = new HashMap<>();
        leftOut.forEach(rule -> quarantined.put(new RuleKey(rule.stage(), rule.rule()), rule.reason()));
        return new Rulebook(
                release.number(),
                release.files(),
                release.files().stream()
                        .flatMap(file -> ParsedFile.rules(file).stream())
                        .toList(),
                quarantined,
                "which was in force then");
    }

    WhyNot.Asked asked(RuleSource rule) {
        String why = quarantined.get(rule.key());
        return new WhyNot.Asked(
                release,
                rule,
                files.stream()
                        .filter(file -> file.path().startsWith(rule.stage().folder() + "/"))
                        .toList(),
                quarantined.keySet().stream()
                        .filter(key -> key.stage() == rule.stage())
                        .map(RuleKey::id)
                        .collect(Collectors.toSet()),
                why);
    }
}
