package io.fixpoint.outbound;

import java.util.Locale;

/** A host as the configuration names it: {@code host} (any port), {@code host:port} or {@code *.example.org}. */
final class HostPattern {
    private HostPattern() {}

    /** @param host in lower case, and so in {@code authority}, which has the port as well */
    static boolean matches(String pattern, String host, String authority) {
        String wanted = pattern.strip().toLowerCase(Locale.ROOT);
        return wanted.startsWith("*.")
                ? host.endsWith(wanted.substring(1))
                : wanted.equals(host) || wanted.equals(authority);
    }
}
