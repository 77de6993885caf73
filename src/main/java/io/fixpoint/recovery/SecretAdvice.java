package io.fixpoint.recovery;

import io.fixpoint.outbound.SecretReference;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether a model refers to its secrets, or tells them to everybody who reads it. */
final class SecretAdvice {
    private static final Set<String> FILLED = Set.of("url", "path", "headers", "body");
    private static final Pattern CREDENTIAL =
            Pattern.compile("(proxy-)?authorization|cookie|.*(token|secret|password|api[-_]?key).*");
    private static final Pattern IN_QUERY =
            Pattern.compile("[?&][^=&]*(token|secret|password|api[-_]?key)[^=&]*=(?!\\{secret:)[^&]+");
    private static final String REMEDY =
            "; write {secret:NAME}, and set fixpoint.http.secrets.NAME and the hosts that it is for";

    private final ModelFindings findings;

    SecretAdvice(ModelFindings findings) {
        this.findings = findings;
    }

    void check(ModelElement element) {
        if (!element.isExtension() || !element.name().equals("inputParameter")) {
            return;
        }
        String name = String.valueOf(element.attribute("name"));
        boolean called = isCall(element);
        element.all().forEach(part -> {
            String text = part.text();
            if (SecretReference.misspelt(text)) {
                findings.warning(part, "'" + text + "' is no reference to a secret and is sent as it is" + REMEDY);
            } else if (SecretReference.count(text) > 0 && !(called && FILLED.contains(name))) {
                findings.warning(
                        part,
                        "a secret is put in its place in url, path, headers and body of ${http} only; take {secret:…}"
                                + " away here");
            }
            if (called && name.equals("headers") && part.name().equals("entry")) {
                header(part, text);
            }
        });
        if (called
                && name.equals("url")
                && IN_QUERY.matcher(element.text().toLowerCase(Locale.ROOT)).find()) {
            findings.warning(element, "the address holds a credential, which everybody sees" + REMEDY);
        }
    }

    private void header(ModelElement entry, String text) {
        String key = String.valueOf(entry.attribute("key")).toLowerCase(Locale.ROOT);
        if (CREDENTIAL.matcher(key).matches() && !text.isEmpty() && SecretReference.count(text) == 0) {
            findings.warning(
                    entry,
                    "header '" + entry.attribute("key") + "' holds a credential, which everybody who sees the model"
                            + " or the recovery sees" + REMEDY);
        }
    }

    private static boolean isCall(ModelElement parameter) {
        return parameter
                .ancestors()
                .filter(ModelElement::isBpmn)
                .filter(element -> !element.name().equals("extensionElements"))
                .findFirst()
                .filter(element -> "${http}".equals(element.extension("delegateExpression")))
                .isPresent();
    }

    /** Warns of references to secrets that the configuration does not have. */
    static List<ProcessProblem> unknown(Collection<ModelFile> files, Set<String> known) {
        return files.stream()
                .filter(ModelFile::isModel)
                .flatMap(file -> unknown(file, known))
                .toList();
    }

    private static Stream<ProcessProblem> unknown(ModelFile file, Set<String> known) {
        ModelFindings findings = new ModelFindings(file.name());
        try {
            ModelElement.read(file.content())
                    .all()
                    .filter(element -> element.isExtension())
                    .forEach(element -> SecretReference.names(element.text()).stream()
                            .filter(name -> !known.contains(name))
                            .forEach(name -> findings.warning(
                                    element,
                                    "there is no secret '" + name + "'; set fixpoint.http.secrets." + name
                                            + " and the hosts that it is for, or use one of "
                                            + new TreeSet<>(known))));
        } catch (ModelElement.UnreadableException e) {
            // Whoever reads the model as a whole says what is wrong with it.
            return Stream.of();
        }
        return findings.problems().stream();
    }
}
