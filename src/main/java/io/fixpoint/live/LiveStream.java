package io.fixpoint.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.access.Login;
import io.fixpoint.live.LiveEvents.Numbered;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one reader is told. It keeps only the number of the last event that was sent: a reader that is slow gets the next
 * ones when it has taken the last, and is told to begin anew when they are no longer kept.
 */
final class LiveStream {
    private static final int AT_ONCE = 50;

    private final SseEventSink sink;
    private final Sse sse;
    private final Login login;
    private final LiveEvents events;
    private final ObjectMapper json;
    private long sent;
    private boolean reset;
    private boolean sending;
    private long lastSentAt = System.nanoTime();

    /** @param lastId the last event that the reader has seen; null if it has loaded everything just now */
    LiveStream(SseEventSink sink, Sse sse, Login login, LiveEvents events, ObjectMapper json, @Nullable String lastId) {
        this.sink = sink;
        this.sse = sse;
        this.login = login;
        this.events = events;
        this.json = json;
        Optional<Long> seen =
                events.number(lastId).filter(number -> events.after(number).isPresent());
        this.reset = lastId != null && seen.isEmpty();
        this.sent = seen.orElseGet(events::last);
    }

    Login login() {
        return login;
    }

    boolean isClosed() {
        return sink.isClosed();
    }

    void close() {
        sink.close();
    }

    /** Tells the reader from where it goes on, so that it can, whenever its connection is lost. */
    synchronized void greet() {
        send(List.of(sse.newEventBuilder()
                .name(reset ? "reset" : "ready")
                .id(events.id(sent))
                .data("{}")
                .build()));
        reset = false;
    }

    /** Sends what is new, unless the reader has not taken the last yet. */
    synchronized void tell() {
        if (sending || sink.isClosed()) {
            return;
        }
        Optional<List<Numbered>> news = events.after(sent);
        if (news.isEmpty()) {
            sent = events.last();
            reset = true;
            greet();
            return;
        }
        List<OutboundSseEvent> next = new ArrayList<>();
        for (Numbered event : news.get().subList(0, Math.min(AT_ONCE, news.get().size()))) {
            next.add(sse.newEventBuilder()
                    .name(event.change().kind().event())
                    .id(events.id(event.number()))
                    .data(text(event.change()))
                    .build());
            sent = event.number();
        }
        send(next);
    }

    /** Keeps the connection, if nothing was sent for so long. */
    synchronized void alive(long nanos) {
        if (!sending && System.nanoTime() - lastSentAt >= nanos) {
            send(List.of(sse.newEventBuilder().comment("alive").build()));
        }
    }

    private void send(List<OutboundSseEvent> next) {
        if (next.isEmpty() || sink.isClosed()) {
            return;
        }
        sending = true;
        lastSentAt = System.nanoTime();
        CompletionStage<?> all = sink.send(next.get(0));
        for (OutboundSseEvent event : next.subList(1, next.size())) {
            all = all.thenCompose(done -> sink.send(event));
        }
        CompletionStage<?> unused = all.whenComplete((done, failure) -> sentAll(failure));
    }

    private void sentAll(@Nullable Throwable failure) {
        synchronized (this) {
            sending = false;
        }
        if (failure != null) {
            // The reader is gone.
            sink.close();
        } else if (events.last() > sent) {
            tell();
        }
    }

    private String text(LiveChange change) {
        try {
            return json.writeValueAsString(change);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
