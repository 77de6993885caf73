package io.fixpoint.factlog;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL server on one folder and port, through any number of starts and stops. */
public final class TestPostgresql implements AutoCloseable {
    private static final String USER = "postgres";
    private static @Nullable TestPostgresql shared;

    private final Path folder;
    private final int port;
    private @Nullable EmbeddedPostgres server;

    private TestPostgresql(Path folder, EmbeddedPostgres server) {
        this.folder = folder;
        this.port = server.getPort();
        this.server = server;
    }

    /** Starts one whose data go into the folder, which need not exist. */
    public static TestPostgresql in(Path folder) {
        return new TestPostgresql(folder, launch(folder, 0, false));
    }

    /** The same, with each commit on the disk when it returns. */
    public static TestPostgresql durable(Path folder) {
        return new TestPostgresql(folder, launch(folder, 0, false, "on"));
    }

    /** One for all tests of this process, which ends with it. */
    public static synchronized TestPostgresql shared() {
        if (shared == null) {
            try {
                Path folder = Files.createTempDirectory("fixpoint-postgresql");
                shared = new TestPostgresql(folder, launch(folder, 0, true));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    private static EmbeddedPostgres launch(Path folder, int port, boolean removedAtEnd) {
        // Tests need no disk that outlives the machine.
        return launch(folder, port, removedAtEnd, "off");
    }

    private static EmbeddedPostgres launch(Path folder, int port, boolean removedAtEnd, String fsync) {
        try {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(removedAtEnd)
                    .setPort(port)
                    .setServerConfig("fsync", fsync)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again, on the same port and data. */
    public void start() {
        server = launch(folder, port, false);
    }

    /** Stops it; whoever is connected is cut off. */
    public void stop() {
        EmbeddedPostgres running = server;
        server = null;
        if (running != null) {
            try {
                running.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The address of the database; the user that may do everything is in it. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER;
    }

    /** The same without a user. */
    public String urlWithoutUser(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Makes an empty database; returns its address. */
    public String newDatabase() {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        execute(USER, "create database " + name);
        return url(name);
    }

    /** Executes statements as the user that may do everything. */
    public void execute(String database, String... statements) {
        try (Connection connection = DriverManager.getConnection(url(database));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a user who may do nothing yet and needs this password; all others are let in as before. */
    public void newUser(String user, String password) {
        execute(USER, "create role " + user + " login password '" + password + "'");
        Path rules = folder.resolve("pg_hba.conf");
        try {
            String before = Files.readString(rules);
            Files.writeString(
                    rules,
                    "host all " + user + " 127.0.0.1/32 scram-sha-256\n" + before,
                    StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        execute(USER, "select pg_reload_conf()");
    }

    @Override
    public void close() {
        stop();
    }
}
