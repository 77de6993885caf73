package io.fixpoint.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Service;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Every topology that there was, as long as the facts are kept. Writing joins the caller's transaction. */
@ApplicationScoped
public class TopologyHistory {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final DataSource dataSource;
    private final Clock clock;

    public TopologyHistory(DataSource dataSource, Clock clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    void write(long version, List<Service> services, List<Dependency> dependencies) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into topology_version (version, at, content) values (?, ?, ?)")) {
            insert.setLong(1, version);
            insert.setObject(2, clock.instant().atOffset(ZoneOffset.UTC));
            insert.setString(3, MAPPER.writeValueAsString(StatedTopology.of(version, services, dependencies)));
            insert.executeUpdate();
        } catch (SQLException | JsonProcessingException e) {
            throw new IllegalStateException("A topology cannot be recorded", e);
        }
    }

    void writeIfAbsent(long version, List<Service> services, List<Dependency> dependencies) {
        if (find(version).isEmpty()) {
            write(version, services, dependencies);
        }
    }

    /** The one of that version; empty if it is not kept. */
    public Optional<StatedTopology> find(long version) {
        return all().stream().filter(topology -> topology.version() == version).findFirst();
    }

    /** All that are kept, by version. */
    public List<StatedTopology> all() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select content from topology_version order by version");
                ResultSet rows = select.executeQuery()) {
            List<StatedTopology> all = new ArrayList<>();
            while (rows.next()) {
                all.add(MAPPER.readValue(rows.getString(1), StatedTopology.class));
            }
            return all;
        } catch (SQLException | JsonProcessingException e) {
            throw new IllegalStateException("The recorded topologies cannot be read", e);
        }
    }

    /** Removes those that another one replaced before the time. */
    public void retain(Instant before) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement remove =
                        connection.prepareStatement("delete from topology_version where version < (select max(version)"
                                + " from topology_version where at < ?)")) {
            remove.setObject(1, before.atOffset(ZoneOffset.UTC));
            remove.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("Old topologies cannot be removed", e);
        }
    }
}
