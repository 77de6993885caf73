package io.fixpoint.detection;

import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.factlog.RawRecord;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes the state of detection so that {@link StateInput} reads it again: a null, a text and labels each in one way. */
final class StateOutput {
    private final DataOutput out;

    StateOutput(DataOutput out) {
        this.out = out;
    }

    DataOutput data() {
        return out;
    }

    void number(long value) throws IOException {
        out.writeLong(value);
    }

    void count(int value) throws IOException {
        out.writeInt(value);
    }

    void text(String value) throws IOException {
        out.writeUTF(value);
    }

    void textOrNull(@Nullable String value) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            out.writeUTF(value);
        }
    }

    void fact(Fact fact) throws IOException {
        byte[] bytes = RawRecord.of(new LogRecord(0, LogRecord.Kind.BATCH, Instant.EPOCH, List.of(fact)))
                .facts()
                .toByteArray();
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    void labels(Map<String, String> labels) throws IOException {
        out.writeInt(labels.size());
        for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
            out.writeUTF(label.getKey());
            out.writeUTF(label.getValue());
        }
    }
}
