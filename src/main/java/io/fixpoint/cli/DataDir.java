package io.fixpoint.cli;

import io.smallrye.config.DotEnvConfigSourceProvider;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The folder that a server keeps everything in; it belongs to one server at a time. */
final class DataDir {
    private static final String KEY = "fixpoint.data-dir";
    private static final String DEFAULT = "data";
    private static final Path CONFIG_FILE = Path.of("config", "application.properties");
    /** As Quarkus ranks this file: above what is packaged, below the environment. */
    private static final int CONFIG_FILE_ORDINAL = 260;

    /** Kept for the life of the process: the lock ends with it, however it ends. */
    @SuppressWarnings({"unused", "UnusedVariable"})
    private static @Nullable FileLock lock;

    private DataDir() {}

    /**
     * Creates the configured folder, makes its path absolute for everything that follows, and takes it into possession.
     *
     * @throws IllegalStateException if it cannot be used, or another server uses it
     */
    static synchronized Path prepare() {
        Path folder = configured();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The data folder " + folder + " cannot be created (" + e + "); set " + KEY + " to one that can.",
                    e);
        }
        lock = lock(folder);
        System.setProperty(KEY, folder.toString());
        return folder;
    }

    private static Path configured() {
        try {
            SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .addDefaultSources()
                    .withSources(new DotEnvConfigSourceProvider())
                    .withDefaultValue(KEY, DEFAULT);
            if (Files.isRegularFile(CONFIG_FILE)) {
                builder.withSources(
                        new PropertiesConfigSource(CONFIG_FILE.toUri().toURL(), CONFIG_FILE_ORDINAL));
            }
            return Path.of(builder.build().getValue(KEY, String.class))
                    .toAbsolutePath()
                    .normalize();
        } catch (IOException e) {
            throw new IllegalStateException(CONFIG_FILE.toAbsolutePath() + " cannot be read: " + e, e);
        } catch (InvalidPathException e) {
            throw new IllegalStateException(KEY + " is no path: " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("resource") // closing the channel would give the lock away
    private static FileLock lock(Path folder) {
        Path file = folder.resolve("lock");
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock taken = channel.tryLock();
            if (taken == null) {
                String owner = Files.readString(file).strip();
                throw inUse(folder, owner.isEmpty() ? "" : " (process " + owner + ")");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            return taken;
        } catch (OverlappingFileLockException e) {
            throw inUse(folder, " in this process");
        } catch (IOException e) {
            throw new IllegalStateException("The data folder " + folder + " cannot be written (" + e + ").", e);
        }
    }

    private static IllegalStateException inUse(Path folder, String owner) {
        return new IllegalStateException("Another Fixpoint" + owner + " is using the data folder " + folder
                + ". Stop it, or set " + KEY + " to another folder.");
    }
}
