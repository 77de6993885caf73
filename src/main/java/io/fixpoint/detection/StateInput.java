package io.fixpoint.detection;

import com.google.protobuf.ByteString;
import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.factlog.RawRecord;
import java.io.DataInput;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link StateOutput} wrote. Equal texts and labels are one object: series repeat them. */
final class StateInput {
    private final DataInput in;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<Map<String, String>, Map<String, String>> labels = new HashMap<>();

    StateInput(DataInput in) {
        this.in = in;
    }

    DataInput data() {
        return in;
    }

    long number() throws IOException {
        return in.readLong();
    }

    int count() throws IOException {
        int count = in.readInt();
        if (count < 0) {
            throw new IOException("a count is negative");
        }
        return count;
    }

    String text() throws IOException {
        String text = in.readUTF();
        String known = texts.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    @Nullable
    String textOrNull() throws IOException {
        return in.readBoolean() ? text() : null;
    }

    Fact fact() throws IOException {
        byte[] bytes = new byte[count()];
        in.readFully(bytes);
        return new RawRecord(0, LogRecord.Kind.BATCH, Instant.EPOCH, ByteString.copyFrom(bytes))
                .read()
                .facts()
                .get(0);
    }

    Map<String, String> labels() throws IOException {
        int count = count();
        if (count == 0) {
            return Map.of();
        }
        Map<String, String> read = new HashMap<>();
        for (int i = 0; i < count; i++) {
            read.put(text(), text());
        }
        Map<String, String> fixed = Map.copyOf(read);
        Map<String, String> known = labels.putIfAbsent(fixed, fixed);
        return known == null ? fixed : known;
    }
}
