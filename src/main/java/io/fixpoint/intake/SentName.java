package io.fixpoint.intake;

import com.google.protobuf.CodedInputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The bytes by which a sender names a series, within the bytes of a request or of their own. */
final class SentName {
    private final byte[] bytes;
    private final int from;
    private final int to;
    private final int hash;

    SentName(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        // Each byte of all samples goes through it, and processors have an instruction for this one.
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, to - from);
        this.hash = (int) sum.getValue();
    }

    /** The same, which does not keep the request. */
    SentName kept() {
        return new SentName(Arrays.copyOfRange(bytes, from, to), 0, to - from);
    }

    /** Reads them as the message that they are. */
    CodedInputStream input() {
        return CodedInputStream.newInstance(bytes, from, to - from);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SentName name
                && hash == name.hash
                && Arrays.equals(bytes, from, to, name.bytes, name.from, name.to);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
