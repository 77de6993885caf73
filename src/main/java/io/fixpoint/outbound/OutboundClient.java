package io.fixpoint.outbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * The one client for outbound HTTP. It goes only where the configuration allows, follows no redirect, and ends every
 * call in its time and size. Errors name the place, never user, query or headers.
 */
@ApplicationScoped
public class OutboundClient {
    static {
        // A call goes to the address that was checked, and names its host; the JDK reads this once, at its first call.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    /**
     * A pooled connection that a firewall has dropped meanwhile would leave the outcome of a call unknown, so pools are
     * not kept longer than this.
     */
    private static final Duration REUSE = Duration.ofSeconds(5);

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final HttpConfig config;
    private final Clock clock;
    private final Map<String, URI> endpoints;
    private final Names names;
    private final Secrets secrets;
    private final Executor threads = threads();
    private @Nullable HttpClient client;
    private Instant clientUsed = Instant.EPOCH;

    /**
     * @throws IllegalArgumentException if an endpoint is no HTTP address or a secret cannot be used, naming its key
     */
    @Inject
    public OutboundClient(HttpConfig config, Clock clock) {
        this(config, clock, InetAddress::getAllByName);
    }

    OutboundClient(HttpConfig config, Clock clock, Names names) {
        this.config = config;
        this.clock = clock;
        this.names = names;
        secrets = new Secrets(config.secrets(), config.secretsDir());
        endpoints = new TreeMap<>();
        config.endpoints().forEach((name, address) -> endpoints.put(name, endpoint(name, address)));
    }

    /** Finds the addresses of a host. */
    interface Names {
        InetAddress[] find(String host) throws UnknownHostException;
    }

    /**
     * The address of a path below a named endpoint.
     *
     * @throws NotSentException if there is no such endpoint, or the path would leave it
     */
    public URI resolve(String endpoint, String path) {
        URI base = endpoints.get(endpoint);
        if (base == null) {
            throw new NotSentException("There is no HTTP endpoint '" + endpoint + "'; known are " + endpoints.keySet()
                    + ". Set fixpoint.http.endpoints." + endpoint + ".");
        }
        String root = base.toString();
        String joined = (root.endsWith("/") ? root : root + "/") + (path.startsWith("/") ? path.substring(1) : path);
        URI uri = parse(joined);
        // As the most careless server behind it may read it.
        String lower = uri.getRawPath()
                .toLowerCase(Locale.ROOT)
                .replace("%2e", ".")
                .replace("%2f", "/")
                .replace("%5c", "/")
                .replace("%3b", ";");
        boolean leaves = Arrays.stream(lower.split("/", -1))
                .map(segment -> segment.split(";", 2)[0])
                .anyMatch(segment -> segment.equals("..") || segment.equals("."));
        if (leaves || !authority(uri).equals(authority(base))) {
            throw new NotSentException("Path '" + path + "' leaves endpoint '" + endpoint + "'.");
        }
        return uri;
    }

    /**
     * Reads an address.
     *
     * @throws NotSentException if it is none
     */
    public static URI parse(String address) {
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            // The message of the cause repeats the address, which may hold credentials.
            throw new NotSentException("The address is not a valid URL (" + address.length() + " characters).");
        }
    }

    /**
     * Makes the call and waits for the answer.
     *
     * @return the answer, of whatever status
     * @throws NotSentException if nothing was sent: not allowed, not reachable
     * @throws NoAnswerException if the request may have been received but no answer came
     */
    public OutboundResponse send(OutboundRequest request) {
        checkAddress(request.uri());
        return call(request, checkAllowed(request.uri()));
    }

    /**
     * The same to an address of this server's own settings. Whoever runs the server chose it, so the list of allowed
     * hosts, which is for what models name, is not asked.
     */
    public OutboundResponse sendAsConfigured(OutboundRequest request) {
        checkAddress(request.uri());
        return call(request, null);
    }

    private OutboundResponse call(OutboundRequest request, @Nullable InetAddress checked) {
        FilledRequest filled = new FilledRequest(request, secrets, host(request.uri()), authority(request.uri()));
        HttpRequest httpRequest = build(request, filled, checked);
        Duration limit = limit(request.timeout());
        CappedBody body = new CappedBody((int) Math.min(config.maxResponseSize().asLongValue(), Integer.MAX_VALUE / 2));
        CompletableFuture<HttpResponse<Void>> answer = client().sendAsync(httpRequest, body);
        try {
            answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return filled.hide(answered(body, request));
        } catch (TimeoutException e) {
            answer.cancel(true);
            OutboundResponse begun = body.soFar();
            if (begun != null) {
                return filled.hide(begun);
            }
            throw new NoAnswerException(
                    request.method() + " " + request.place() + " was sent and not answered within " + limit + ".");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new NoAnswerException(
                    request.method() + " " + request.place() + " was interrupted while waiting for the answer.");
        } catch (ExecutionException e) {
            OutboundResponse begun = body.soFar();
            if (begun != null) {
                return filled.hide(begun);
            }
            throw failure(request, filled, e.getCause() == null ? e : e.getCause());
        }
    }

    /** The names of the secrets that a request may refer to. */
    public Set<String> secrets() {
        return secrets.names();
    }

    /** The address without what may hold credentials. */
    static String place(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + authority(uri) + path;
    }

    private static OutboundResponse answered(CappedBody body, OutboundRequest request) {
        OutboundResponse response = body.soFar();
        if (response == null) {
            throw new NoAnswerException(request.method() + " " + request.place() + " ended without an answer.");
        }
        return response;
    }

    private static RuntimeException failure(OutboundRequest request, FilledRequest filled, Throwable cause) {
        String call = request.method() + " " + request.place();
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof UnresolvedAddressException || t instanceof UnknownHostException) {
                return new NotSentException(call + " was not sent: the host's name cannot be resolved.");
            }
            if (t instanceof HttpConnectTimeoutException) {
                return new NotSentException(call + " was not sent: no connection in time.");
            }
            if (t instanceof ConnectException) {
                return new NotSentException(call + " was not sent: the connection was refused.");
            }
            if (t instanceof SSLHandshakeException) {
                return new NotSentException(
                        filled.hide(call + " was not sent: the TLS handshake failed (" + t.getMessage() + ")."));
            }
        }
        String kind =
                cause instanceof SSLException ? "TLS" : cause instanceof IOException ? "the connection" : "the call";
        return new NoAnswerException(filled.hide(
                call + " was sent, but " + kind + " broke before the answer (" + cause.getMessage() + ")."));
    }

    private Duration limit(@Nullable Duration asked) {
        Duration limit = asked == null ? config.timeout() : asked;
        return limit.compareTo(config.maxTimeout()) > 0 ? config.maxTimeout() : limit;
    }

    private static void checkAddress(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new NotSentException("Only http and https are called, not '" + scheme + "'.");
        }
        if (uri.getHost() == null) {
            throw new NotSentException("The address names no host.");
        }
        if (uri.getRawUserInfo() != null) {
            throw new NotSentException(place(uri) + " carries a user in its address; credentials belong in a header.");
        }
    }

    /**
     * Refuses what is not allowed.
     *
     * @return the address to connect to, of those that were checked, so that a name which is looked up again and then
     *     has another address leads nowhere else; null where it is looked up as usual: for an endpoint, and for https,
     *     where the certificate of the host must be shown before anything is sent
     */
    private @Nullable InetAddress checkAllowed(URI uri) {
        boolean named =
                endpoints.values().stream().anyMatch(base -> authority(base).equals(authority(uri)));
        if (named) {
            return null;
        }
        if (!allowed(uri)) {
            throw new NotSentException(place(uri)
                    + " is not allowed: its host is neither that of an endpoint nor in fixpoint.http.allowed-hosts.");
        }
        InetAddress[] addresses = addresses(uri.getHost());
        if (!config.allowPrivate() && Arrays.stream(addresses).anyMatch(InsideAddress::is)) {
            throw new NotSentException(
                    place(uri)
                            + " is not allowed: it leads to a private address. Make it an endpoint, or set fixpoint.http.allow-private.");
        }
        return "http".equalsIgnoreCase(uri.getScheme()) ? addresses[0] : null;
    }

    private InetAddress[] addresses(String host) {
        try {
            return names.find(host);
        } catch (UnknownHostException e) {
            throw new NotSentException("Host '" + host + "' cannot be resolved.", e);
        }
    }

    private boolean allowed(URI uri) {
        return config.allowedHosts().orElse(List.of()).stream()
                .anyMatch(pattern -> HostPattern.matches(pattern, host(uri), authority(uri)));
    }

    /** The authority that leads to this address. */
    private static String at(URI uri, InetAddress address) {
        String host = address instanceof Inet6Address
                ? "[" + address.getHostAddress().replaceFirst("%.*", "") + "]"
                : address.getHostAddress();
        return host + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    private static HttpRequest build(OutboundRequest request, FilledRequest filled, @Nullable InetAddress checked) {
        try {
            String body = filled.body();
            HttpRequest.Builder builder = HttpRequest.newBuilder(
                            filled.uri(checked == null ? null : at(request.uri(), checked)))
                    .method(
                            request.method(),
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body));
            filled.headers().forEach(builder::header);
            if (checked != null) {
                builder.setHeader("Host", request.uri().getRawAuthority());
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            // The message of the cause may hold a header's value.
            throw new NotSentException(request.place() + " was not called: its method or a header is not valid.");
        }
    }

    private synchronized HttpClient client() {
        Instant now = clock.instant();
        HttpClient current = client;
        if (current == null || Duration.between(clientUsed, now).compareTo(REUSE) > 0) {
            current = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(config.connectTimeout())
                    // else what -Dhttp.proxyHost says would see every call, and look up names that were checked here
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .executor(threads)
                    .build();
            client = current;
        }
        clientUsed = now;
        return current;
    }

    private static URI endpoint(String name, String address) {
        URI uri;
        try {
            uri = URI.create(address.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("fixpoint.http.endpoints." + name + " is not a valid URL.", e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException(
                    "fixpoint.http.endpoints." + name + " must begin with http:// or https:// and name a host.");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "fixpoint.http.endpoints." + name + " must have no user, query or fragment.");
        }
        return uri;
    }

    private static String host(URI uri) {
        return uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    }

    /** Host and port, the default port stated. */
    private static String authority(URI uri) {
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? HTTPS : HTTP;
        return host(uri) + ":" + port;
    }

    private static Executor threads() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "fixpoint-http-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
