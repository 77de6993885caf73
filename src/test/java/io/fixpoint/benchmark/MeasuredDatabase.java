package io.fixpoint.benchmark;

import java.nio.file.Path;

/** A database, as the server's is: each commit is on the disk when it returns. */
record MeasuredDatabase(String url, String user, String password, String driver) {
    /** @param url with the user */
    static MeasuredDatabase postgresql(String url) {
        return new MeasuredDatabase(url, "postgres", "", "org.postgresql.Driver");
    }

    static MeasuredDatabase h2(Path folder) {
        return new MeasuredDatabase(
                "jdbc:h2:file:" + folder.resolve("camunda") + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0",
                "sa",
                "",
                "org.h2.Driver");
    }
}
