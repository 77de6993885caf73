package io.fixpoint.outbound;

import io.fixpoint.outbound.OutboundRequest.Part;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A request as it is sent, with the secrets that it refers to, and what hides these again. For one call. */
final class FilledRequest {
    private final OutboundRequest request;
    private final Map<String, String> values = new LinkedHashMap<>();

    /** @throws NotSentException if a secret is not known, or not for this host */
    FilledRequest(OutboundRequest request, Secrets secrets, String host, String authority) {
        this.request = request;
        for (String name : names()) {
            values.put(name, secrets.value(name, host, authority));
        }
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        Set<Part> parts = request.secretsIn();
        if (parts.contains(Part.ADDRESS)) {
            names.addAll(SecretReference.names(SecretReference.ofAddress(
                    raw(request.uri().getRawPath()) + raw(request.uri().getRawQuery()))));
        }
        if (parts.contains(Part.HEADERS)) {
            request.headers().values().forEach(value -> names.addAll(SecretReference.names(value)));
        }
        if (parts.contains(Part.BODY)) {
            names.addAll(SecretReference.names(raw(request.body())));
        }
        return names;
    }

    /**
     * The address to call.
     *
     * @param authority in place of the one that is stated; null for that one
     */
    URI uri(@Nullable String authority) {
        URI uri = request.uri();
        boolean fill = request.secretsIn().contains(Part.ADDRESS) && !values.isEmpty();
        if (authority == null && !fill) {
            return uri;
        }
        String query = uri.getRawQuery();
        return URI.create(uri.getScheme() + "://" + (authority == null ? uri.getRawAuthority() : authority)
                + (fill ? address(raw(uri.getRawPath()), TextForm::path) : raw(uri.getRawPath()))
                + (query == null ? "" : "?" + (fill ? address(query, TextForm::query) : query)));
    }

    private String address(String text, UnaryOperator<String> written) {
        return Secrets.fill(SecretReference.ofAddress(text), values, written);
    }

    Map<String, String> headers() {
        if (!request.secretsIn().contains(Part.HEADERS)) {
            return request.headers();
        }
        Map<String, String> filled = new LinkedHashMap<>();
        request.headers()
                .forEach((name, value) -> filled.put(name, Secrets.fill(value, values, UnaryOperator.identity())));
        return filled;
    }

    @Nullable
    String body() {
        String body = request.body();
        if (body == null || !request.secretsIn().contains(Part.BODY)) {
            return body;
        }
        String type = request.headers().entrySet().stream()
                .filter(header -> header.getKey().toLowerCase(Locale.ROOT).equals("content-type"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
        return Secrets.fill(body, values, TextForm.inBody(type));
    }

    /** The answer without the secrets that were sent. */
    OutboundResponse hide(OutboundResponse response) {
        if (values.isEmpty()) {
            return response;
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        response.headers()
                .forEach((name, all) ->
                        headers.put(name, all.stream().map(this::hide).toList()));
        return new OutboundResponse(
                response.status(),
                headers,
                Secrets.hide(response.body(), values.values(), response.truncated()),
                response.truncated());
    }

    String hide(String text) {
        return Secrets.hide(text, values.values(), false);
    }

    private static String raw(@Nullable String text) {
        return text == null ? "" : text;
    }
}
