package io.fixpoint.outbound;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The secrets of the configuration, and of the folder of secrets, which is read at each use: a secret that is changed
 * there is used from then on. Nobody but the outbound client sees a value.
 */
final class Secrets {
    /** A shorter one could not be told from other text, and so not be hidden. */
    static final int LEAST_LENGTH = 6;

    private static final String HIDDEN = "***";
    private static final int LEAST_CUT = 4;
    private static final Pattern NAME = Pattern.compile(SecretReference.NAME);

    private final Map<String, HttpConfig.Secret> configured;
    private final Optional<Path> folder;

    /** @throws IllegalArgumentException if a name can never be referred to, or a secret is too short, naming the key */
    Secrets(Map<String, HttpConfig.Secret> configured, Optional<Path> folder) {
        this.configured = new TreeMap<>(configured);
        this.folder = folder;
        configured.forEach((name, secret) -> {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "fixpoint.http.secrets.\"" + name + "\": a secret's name must begin with a letter or digit and"
                                + " be of letters, digits, '.', '_' and '-'.");
            }
            if (secret.value().filter(value -> value.length() < LEAST_LENGTH).isPresent()) {
                throw new IllegalArgumentException("fixpoint.http.secrets." + name + " must have at least "
                        + LEAST_LENGTH + " characters, or it could not be hidden in an answer.");
            }
        });
    }

    /** The names of all secrets that have a value. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        configured.forEach((name, secret) -> {
            if (secret.value().isPresent()) {
                names.add(name);
            }
        });
        if (folder.isPresent()) {
            try (Stream<Path> files = Files.list(folder.get())) {
                files.filter(Files::isRegularFile)
                        .map(file -> String.valueOf(file.getFileName()))
                        .filter(name -> NAME.matcher(name).matches())
                        .forEach(names::add);
            } catch (IOException e) {
                throw new NotSentException(
                        "The folder of secrets " + folder.get() + " (fixpoint.http.secrets-dir) cannot be read.", e);
            }
        }
        return names;
    }

    /**
     * The value of a secret that is to be sent to a host.
     *
     * @param host in lower case
     * @param authority host and port
     * @throws NotSentException if there is no such secret, or it is not for this host
     */
    String value(String name, String host, String authority) {
        HttpConfig.Secret secret = configured.get(name);
        String value = secret == null || secret.value().isEmpty()
                ? fromFolder(name)
                : secret.value().get();
        List<String> hosts = secret == null ? List.of() : secret.hosts().orElse(List.of());
        if (hosts.stream().noneMatch(pattern -> HostPattern.matches(pattern, host, authority))) {
            throw new NotSentException("Secret '" + name + "' may not be sent to " + authority + "; it is for " + hosts
                    + ". If it is meant for that host, add it to fixpoint.http.secrets." + name + ".hosts.");
        }
        if (value.length() < LEAST_LENGTH) {
            throw new NotSentException("Secret '" + name + "' has fewer than " + LEAST_LENGTH
                    + " characters and could not be hidden in an answer; take a longer one.");
        }
        return value;
    }

    private String fromFolder(String name) {
        if (folder.isPresent()) {
            Path file = folder.get().resolve(name);
            if (Files.isRegularFile(file)) {
                try {
                    return Files.readString(file).strip();
                } catch (IOException e) {
                    throw new NotSentException(
                            "Secret '" + name + "' cannot be read from " + file
                                    + "; it must be a text that the server may read.",
                            e);
                }
            }
        }
        throw new NotSentException("There is no secret '" + name + "'; known are " + names()
                + ". Set fixpoint.http.secrets." + name
                + folder.map(path -> ", or put it into " + path.resolve(name)).orElse("") + ".");
    }

    /** The text with each reference replaced, written as its place needs it. */
    static String fill(String text, Map<String, String> values, UnaryOperator<String> written) {
        return SecretReference.PATTERN
                .matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(written.apply(String.valueOf(values.get(found.group(1))))));
    }

    /**
     * The text without these secrets, in whatever form a peer has written them.
     *
     * @param cut whether the text may end within one
     */
    static String hide(String text, Collection<String> values, boolean cut) {
        String hidden = text;
        for (String value : values) {
            for (String form : forms(value)) {
                hidden = Pattern.compile(Pattern.quote(form), Pattern.CASE_INSENSITIVE)
                        .matcher(hidden)
                        .replaceAll(Matcher.quoteReplacement(HIDDEN));
                if (cut) {
                    hidden = withoutBeginning(hidden, form);
                }
            }
        }
        return hidden;
    }

    private static String withoutBeginning(String text, String form) {
        for (int length = Math.min(form.length() - 1, text.length()); length >= LEAST_CUT; length--) {
            if (text.regionMatches(true, text.length() - length, form, 0, length)) {
                return text.substring(0, text.length() - length) + HIDDEN;
            }
        }
        return text;
    }

    /** The longest first. */
    private static List<String> forms(String value) {
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        Set<String> forms = new LinkedHashSet<>(List.of(value, encoded));
        forms.add(TextForm.query(value));
        forms.add(TextForm.path(value));
        forms.add(TextForm.json(value));
        forms.add(TextForm.json(value).replace("/", "\\/"));
        forms.add(TextForm.asciiJson(value));
        forms.add(TextForm.xml(value));
        forms.add(value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        forms.add(Base64.getEncoder().encodeToString(bytes));
        forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        // "Bearer …": a peer may tell the credentials alone
        String credentials = value.substring(value.indexOf(' ') + 1);
        if (credentials.length() >= LEAST_LENGTH) {
            forms.add(credentials);
        }
        List<String> sorted = new ArrayList<>(forms);
        sorted.sort(Comparator.comparingInt(String::length).reversed());
        return sorted;
    }
}
