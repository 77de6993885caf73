package io.fixpoint.recovery.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.outbound.NoAnswerException;
import io.fixpoint.outbound.NotSentException;
import io.fixpoint.outbound.OutboundClient;
import io.fixpoint.outbound.OutboundRequest;
import io.fixpoint.outbound.OutboundRequest.Part;
import io.fixpoint.outbound.OutboundResponse;
import io.fixpoint.outbound.SecretReference;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code ${http}}: calls an HTTP endpoint.
 *
 * <p>Inputs: {@code method} (GET unless there is a body, else POST); {@code url}, or {@code endpoint} (a name from
 * {@code fixpoint.http.endpoints}) and {@code path}, in which {@code {name}} stands for the input of that name,
 * percent-encoded; {@code body} (a text as it is, a map or list as JSON); {@code headers} (a map); {@code expectedStatus}
 * (such as {@code 200,404} or {@code 2xx}, which is the default); {@code timeout} (ISO 8601).
 *
 * <p>{@code {secret:NAME}}, written in the model in url, path, headers or body, is replaced when the request is sent, and
 * hidden in the answer.
 *
 * <p>Every request carries the journal's key as {@code Idempotency-Key}. Variable {@code response} is {@code {status,
 * body, truncated}}; the body is read if it is JSON. Another status than expected is an {@link ActionFailedException},
 * except 429 and 503 with {@code Retry-After}: then nothing was done, and the step is tried again after that time.
 */
@Named("http")
@Singleton
public class HttpAction extends JournaledAction {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_]*)}");
    private static final Pattern EXPECTED = Pattern.compile("[1-5](\\d\\d|xx)(\\s*,\\s*[1-5](\\d\\d|xx))*");
    private static final int ANSWER_SHOWN = 300;

    private final OutboundClient client;
    private final ObjectMapper json;

    @Inject
    HttpAction(ActionJournal journal, OutboundClient client, ObjectMapper json) {
        super("http", journal);
        this.client = client;
        this.json = json;
    }

    @Override
    Prepared prepare(Inputs inputs, Origin origin) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(inputs.map("headers"));
        String body = body(inputs.value("body"), headers);
        String stated = inputs.text("method");
        String method = stated != null ? stated.toUpperCase(Locale.ROOT) : body == null ? "GET" : "POST";
        String expected = inputs.text("expectedStatus");
        if (expected != null && !EXPECTED.matcher(expected).matches()) {
            throw new NotDoneException(
                    "Input parameter 'expectedStatus' must be like 200,404 or 2xx, got '" + expected + "'.");
        }
        String summary = headers.isEmpty() ? "" : ", headers " + headers.keySet();
        headers.put("Idempotency-Key", origin.key());
        URI address = address(inputs);
        OutboundRequest request = new OutboundRequest(
                method, address, headers, body, inputs.duration("timeout"), secretsIn(inputs, address, headers, body));
        return new Prepared(
                method + " " + request.place() + summary
                        + (body == null ? "" : ", body of " + body.length() + " characters, SHA-256 " + digest(body)),
                SAFE.contains(method),
                () -> call(request, expected == null ? "2xx" : expected));
    }

    /**
     * The parts in which the model's author refers to a secret. What a variable brings along is refused: it may be of an
     * alert, and would show the secret to whoever reads what is sent.
     */
    private static Set<Part> secretsIn(Inputs inputs, URI address, Map<String, String> headers, @Nullable String body) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        if (written(inputs, SecretReference.ofAddress(address.toString()), "url", "path")) {
            parts.add(Part.ADDRESS);
        }
        if (written(inputs, String.join("\n", headers.values()), "headers")) {
            parts.add(Part.HEADERS);
        }
        if (body != null && written(inputs, body, "body")) {
            parts.add(Part.BODY);
        }
        return parts;
    }

    private static boolean written(Inputs inputs, String text, String... parameters) {
        int found = SecretReference.count(text);
        int written = Arrays.stream(parameters)
                .mapToInt(parameter -> SecretReference.count(inputs.written(parameter)))
                .sum();
        if (found > written) {
            throw new NotDoneException("Input parameter '" + String.join("' or '", parameters)
                    + "' refers to a secret by the value of a variable; write {secret:…} in the model itself.");
        }
        return found > 0;
    }

    /** Tells bodies apart without telling what is in them: a call with another body is another one. */
    private static String digest(String body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private Map<String, @Nullable Object> call(OutboundRequest request, String expected) {
        OutboundResponse response = send(request);
        if (!expects(expected, response.status())) {
            Optional<Duration> again = response.retryAfter(Instant.now());
            if (again.isPresent()) {
                throw NotDoneException.refusedFor(
                        again.get(),
                        request.method() + " " + request.place() + " answered " + response.status()
                                + ", and asks to be called again after " + again.get() + ".");
            }
            String text = response.body().strip();
            String shown = text.length() > ANSWER_SHOWN ? text.substring(0, ANSWER_SHOWN) + "…" : text;
            throw new ActionFailedException(request.method() + " " + request.place() + " answered " + response.status()
                    + ", expected " + expected + (shown.isEmpty() ? "." : ": " + shown));
        }
        Map<String, @Nullable Object> output = new LinkedHashMap<>();
        output.put("status", response.status());
        output.put("body", content(response));
        output.put("truncated", response.truncated());
        return output;
    }

    private OutboundResponse send(OutboundRequest request) {
        try {
            return client.send(request);
        } catch (NotSentException e) {
            throw new NotDoneException(String.valueOf(e.getMessage()), e);
        } catch (NoAnswerException e) {
            throw new UnknownOutcomeException(String.valueOf(e.getMessage()), e);
        }
    }

    private URI address(Inputs inputs) {
        try {
            return stated(inputs);
        } catch (NotSentException e) {
            throw new NotDoneException(String.valueOf(e.getMessage()), e);
        }
    }

    private URI stated(Inputs inputs) {
        String url = inputs.text("url");
        String endpoint = inputs.text("endpoint");
        if ((url == null) == (endpoint == null)) {
            throw new NotDoneException("Give either input parameter 'url', or 'endpoint' and 'path'.");
        }
        if (endpoint == null) {
            return OutboundClient.parse(
                    SecretReference.inAddress(String.valueOf(url).strip()));
        }
        String path = inputs.text("path");
        Matcher placeholders = PLACEHOLDER.matcher(SecretReference.inAddress(path == null ? "" : path));
        return client.resolve(
                endpoint,
                placeholders.replaceAll(
                        found -> Matcher.quoteReplacement(encode(found.group(1), inputs.required(found.group(1))))));
    }

    private static String encode(String name, String value) {
        if (value.equals(".") || value.equals("..")) {
            throw new NotDoneException("Input parameter '" + name + "' is '" + value + "' and would change the path.");
        }
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private @Nullable String body(@Nullable Object body, Map<String, String> headers) {
        if (body == null) {
            return null;
        }
        headers.putIfAbsent("Content-Type", "application/json");
        if (body instanceof String text) {
            return text;
        }
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new NotDoneException("Input parameter 'body' cannot be written as JSON.", e);
        }
    }

    private @Nullable Object content(OutboundResponse response) {
        if (response.body().isEmpty()) {
            return null;
        }
        if (!response.json()) {
            return response.body();
        }
        try {
            return json.readValue(response.body(), Object.class);
        } catch (JsonProcessingException e) {
            return response.body();
        }
    }

    private static boolean expects(String expected, int status) {
        for (String one : expected.split(",", -1)) {
            String wanted = one.strip();
            if (wanted.equals(String.valueOf(status))
                    || (wanted.endsWith("xx")
                            && wanted.charAt(0) == String.valueOf(status).charAt(0))) {
                return true;
            }
        }
        return false;
    }
}
