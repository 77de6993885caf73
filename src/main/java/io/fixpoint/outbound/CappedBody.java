package io.fixpoint.outbound;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the beginning of an answer, and what of it is there when its time is over. Reads no further once it is full.
 * For one call.
 */
final class CappedBody implements BodyHandler<Void>, BodySubscriber<Void> {
    private final int limit;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean truncated;
    private boolean complete;
    private @Nullable ResponseInfo info;
    private @Nullable Subscription subscription;

    CappedBody(int limit) {
        this.limit = limit;
    }

    @Override
    public synchronized BodySubscriber<Void> apply(ResponseInfo responseInfo) {
        info = responseInfo;
        return this;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Subscription newSubscription) {
        synchronized (this) {
            subscription = newSubscription;
        }
        newSubscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        Subscription full = null;
        synchronized (this) {
            for (ByteBuffer buffer : buffers) {
                byte[] bytes = new byte[Math.min(buffer.remaining(), limit - kept.size())];
                truncated |= bytes.length < buffer.remaining();
                buffer.get(bytes);
                kept.writeBytes(bytes);
            }
            if (truncated) {
                full = subscription;
            }
        }
        if (full != null) {
            full.cancel();
            end.complete(null);
        }
    }

    @Override
    public void onError(Throwable throwable) {
        end.completeExceptionally(throwable);
    }

    @Override
    public void onComplete() {
        synchronized (this) {
            complete = true;
        }
        end.complete(null);
    }

    /** The answer as far as it has come; null if not even its status has. */
    synchronized @Nullable OutboundResponse soFar() {
        ResponseInfo known = info;
        if (known == null) {
            return null;
        }
        HttpHeaders headers = known.headers();
        return new OutboundResponse(
                known.statusCode(), headers.map(), kept.toString(StandardCharsets.UTF_8), truncated || !complete);
    }
}
