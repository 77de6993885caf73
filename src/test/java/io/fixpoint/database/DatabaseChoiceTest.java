package io.fixpoint.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseChoiceTest {
    @Test
    void withoutAnAddressItIsH2() {
        assertThat(DatabaseChoice.settings(null, "fixpoint", "secret"))
                .isEqualTo(Map.of(
                        "quarkus.datasource.h2.active", "true",
                        "quarkus.hibernate-orm.h2.active", "true"));
    }

    @Test
    void anAddressOfPostgresqlChoosesIt() {
        assertThat(DatabaseChoice.settings("jdbc:postgresql://db/fixpoint", "fixpoint", "secret"))
                .isEqualTo(Map.of(
                        "quarkus.datasource.postgresql.active", "true",
                        "quarkus.hibernate-orm.postgresql.active", "true",
                        "quarkus.datasource.postgresql.jdbc.url", "jdbc:postgresql://db/fixpoint",
                        "quarkus.datasource.postgresql.username", "fixpoint",
                        "quarkus.datasource.postgresql.password", "secret"));
    }

    @Test
    void anOldServerIsRefusedWithWhatHelps() {
        assertThatThrownBy(() -> Database.checkVersion(13, "13.22"))
                .hasMessageContaining("PostgreSQL 13.22 is too old: Fixpoint needs 14")
                .hasMessageContaining("pg_upgrade");
        assertThatCode(() -> Database.checkVersion(14, "14.0")).doesNotThrowAnyException();
    }

    @Test
    void anOutageIsToldFromARefusedStatement() {
        assertThat(Outage.caused(new IllegalStateException(new SQLException("gone", "08006"))))
                .isTrue();
        assertThat(Outage.caused(new SQLException("shutting down", "57P01"))).isTrue();
        assertThat(Outage.caused(new IllegalStateException(new SQLException("twice", "23505"))))
                .isFalse();
    }

    @Test
    void noMessageTellsAPassword() {
        for (String state : new String[] {"28P01", "3D000", "08001", "XX000"}) {
            assertThat(Database.notConnected(
                            "jdbc:postgresql://joe:hush@db/fixpoint?user=joe&password=hush",
                            new SQLException("x", new SQLException("y", state))))
                    .contains("jdbc:postgresql://db/fixpoint")
                    .doesNotContain("hush");
        }
    }
}
