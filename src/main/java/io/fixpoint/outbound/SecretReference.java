package io.fixpoint.outbound;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code {secret:NAME}}: stands for a secret of the configuration until the request is sent. */
public final class SecretReference {
    /** What a name may be. */
    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    static final Pattern PATTERN = Pattern.compile("\\{secret:(" + NAME + ")}");
    private static final Pattern BEGUN = Pattern.compile("\\{\\s*secret\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern ENCODED = Pattern.compile("%7Bsecret:(" + NAME + ")%7D", Pattern.CASE_INSENSITIVE);

    private SecretReference() {}

    /** How many references the text holds. */
    public static int count(String text) {
        return (int) PATTERN.matcher(text).results().count();
    }

    /** The names that the text refers to. */
    public static Set<String> names(String text) {
        Set<String> names = new LinkedHashSet<>();
        PATTERN.matcher(text).results().forEach(found -> names.add(found.group(1)));
        return names;
    }

    /** Whether something in the text looks like a reference and is none. */
    public static boolean misspelt(String text) {
        return BEGUN.matcher(PATTERN.matcher(text).replaceAll("")).find();
    }

    /** The text of an address, where braces are not allowed, with its references encoded. */
    public static String inAddress(String text) {
        return PATTERN.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement("%7Bsecret:" + found.group(1) + "%7D"));
    }

    /** The reverse of {@link #inAddress}. */
    public static String ofAddress(String address) {
        return ENCODED.matcher(address)
                .replaceAll(found -> Matcher.quoteReplacement("{secret:" + found.group(1) + "}"));
    }
}
