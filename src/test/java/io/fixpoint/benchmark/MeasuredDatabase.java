package io.fixpoint.benchmark;

import java.nio.file.Path;

/** A fresh database, as the server's is: each commit is on the disk when it returns. */
record MeasuredDatabase(String url, String user, String password, String driver) {
    static MeasuredDatabase h2(Path folder) {
        return new MeasuredDatabase(
                "jdbc:h2:file:" + folder.resolve("camunda") + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0",
                "sa",
                "",
                "org.h2.Driver");
    }
}
