package io.fixpoint.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The name of a data folder among servers that share a database; made once, and it goes where the folder goes. */
public final class ThisNode {
    private ThisNode() {}

    /** The id of the folder. */
    public static String id(Path dataDir) {
        Path file = dataDir.resolve("node-id");
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(dataDir);
                Files.writeString(file, UUID.randomUUID().toString());
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the data folder " + dataDir + " cannot be used: " + e.getMessage(), e);
        }
    }
}
