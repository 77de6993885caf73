package io.fixpoint.intake;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request with facts a {@link Admission.Place}, before its body is read and before it waits for a thread, and
 * else asks its sender to come again. Whom a request is of is told by the credentials that it shows, else by its address;
 * wrong credentials are refused at once and hold nothing for long.
 */
@Provider
@TakesFacts
@Priority(Priorities.USER + 100)
public class AdmissionFilter implements ReaderInterceptor {
    private static final String PLACE = AdmissionFilter.class.getName();
    private static final Duration LATER = Duration.ofSeconds(1);
    /** A body whose length is not told counts as this much until more of it is read. */
    private static final long LENGTH_NOT_TOLD = 65_536;

    private final Admission admission;
    private final CurrentVertxRequest current;
    private final Counter refused;

    AdmissionFilter(Admission admission, CurrentVertxRequest current, MeterRegistry meters) {
        this.admission = admission;
        this.current = current;
        this.refused = meters.counter("fixpoint.intake.requests.refused", "reason", "share");
    }

    /** An answer if there is no room. */
    @TakesFacts
    @ServerRequestFilter(nonBlocking = true, priority = 1)
    public @Nullable Response admit(ContainerRequestContext request, RoutingContext routing) {
        String sender = Objects.requireNonNullElseGet(
                request.getHeaderString(HttpHeaders.AUTHORIZATION),
                () -> String.valueOf(routing.request().remoteAddress().hostAddress()));
        Admission.Place place = admission.enter(sender, length(request));
        if (place != null) {
            routing.put(PLACE, place);
            routing.addEndHandler(answered -> place.close());
            return null;
        }
        ProblemException full = full(request.getUriInfo().getPath());
        if (request.getUriInfo().getPath().endsWith(OtlpResource.PATH)) {
            return OtlpResource.failed(request.getMediaType(), full);
        }
        throw full;
    }

    private static long length(ContainerRequestContext request) {
        String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? LENGTH_NOT_TOLD : Math.max(0, Long.parseLong(length));
        } catch (NumberFormatException e) {
            return LENGTH_NOT_TOLD;
        }
    }

    /** Prometheus and Alertmanager send again after a 503, and give up after a 429. */
    private ProblemException full(String path) {
        refused.increment();
        boolean prometheus = path.endsWith(RemoteWriteResource.PATH) || path.endsWith(AlertmanagerResource.PATH);
        return new ProblemException(
                        prometheus ? ProblemType.UNAVAILABLE : ProblemType.TOO_MANY_REQUESTS,
                        "Too much of this sender waits to be taken. Send the same again later, in fewer requests at once."
                                + " (fixpoint.intake.most-bytes and fixpoint.intake.most-requests say how much may wait.)")
                .retryAfter(LATER);
    }

    /** The body of the current request takes so many bytes of memory. */
    void holds(long bytes) {
        RoutingContext routing = current.getCurrent();
        Admission.Place place = routing == null ? null : routing.get(PLACE);
        if (routing != null && place != null && !place.grow(bytes)) {
            throw full(routing.normalizedPath());
        }
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        context.setInputStream(new Counted(context.getInputStream()));
        return context.proceed();
    }

    private final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            if (value >= 0) {
                holds(++count);
            }
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            if (read > 0) {
                count += read;
                holds(count);
            }
            return read;
        }
    }
}
