package io.fixpoint.rest;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Bodies compressed with gzip. The HTTP server does not do this for us, since it would take Prometheus' snappy for
 * another format of that name; and a body that is small only while it is compressed is refused as any large one is.
 */
@Provider
public class CompressedRequests implements ReaderInterceptor {
    private static final int BUFFER = 8_192;

    private final long largest;

    CompressedRequests(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largest) {
        this.largest = largest.asLongValue();
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        String coding = context.getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING);
        switch (coding == null ? "identity" : coding.strip().toLowerCase(Locale.ROOT)) {
            // snappy is a matter of remote write, which reads it as a block
            case "identity", "", "snappy" -> {
                return context.proceed();
            }
            case "gzip", "x-gzip" -> {
                return uncompressed(context);
            }
            default ->
                throw new ProblemException(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "The content encoding '" + coding + "' is not understood; send gzip, or no encoding.");
        }
    }

    private Object uncompressed(ReaderInterceptorContext context) throws IOException {
        InputStream compressed = context.getInputStream();
        try {
            context.setInputStream(new Limited(new GZIPInputStream(compressed, BUFFER), largest));
            return context.proceed();
        } catch (ZipException | EOFException e) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, "The body is not what 'Content-Encoding: gzip' says: " + e.getMessage());
        }
    }

    /** Ends in a refusal after so many bytes. */
    private static final class Limited extends FilterInputStream {
        private final long most;
        private long read;

        Limited(InputStream in, long most) {
            super(in);
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            if (value >= 0) {
                count(1);
            }
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            if (count > 0) {
                count(count);
            }
            return count;
        }

        private void count(int bytes) {
            read += bytes;
            if (read > most) {
                throw new ProblemException(
                        ProblemType.TOO_LARGE, "The body has more than " + most + " bytes uncompressed.");
            }
        }
    }
}
