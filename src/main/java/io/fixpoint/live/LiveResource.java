package io.fixpoint.live;

import io.fixpoint.access.CurrentLogin;
import io.fixpoint.access.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import org.jspecify.annotations.Nullable;

/** What changes, as it happens. */
@Path("/api/v1/stream")
public class LiveResource {
    private final LiveStreams streams;
    private final CurrentLogin current;

    LiveResource(LiveStreams streams, CurrentLogin current) {
        this.streams = streams;
        this.current = current;
    }

    /**
     * Server-sent events {@code incident}, {@code task}, {@code anomaly} and {@code recovery}, each with what to read again.
     * The first is {@code ready}, or {@code reset} if what happened behind the given id is not known any more: then
     * everything has to be read again.
     */
    @GET
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public void stream(
            @Context SseEventSink sink, @Context Sse sse, @HeaderParam("Last-Event-ID") @Nullable String lastId) {
        streams.open(sink, sse, current.login(), lastId);
    }
}
