package io.fixpoint.triage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.fixpoint.node.Lead;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The recorded rounds of triage of this server, as long as the facts are kept. Writing joins the caller's transaction. */
@ApplicationScoped
public class TriageHistory {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final DataSource dataSource;
    private final Lead lead;

    @Inject
    public TriageHistory(DataSource dataSource, Lead lead) {
        this.dataSource = dataSource;
        this.lead = lead;
    }

    /** Of a server that is alone. */
    public TriageHistory(DataSource dataSource) {
        this(dataSource, Lead.ALONE);
    }

    /** Part of transaction B. */
    public void write(TriageRound round) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into triage_round (position, at, content, node_no) values (?, ?, ?, ?)")) {
            insert.setLong(1, round.detection().position());
            insert.setObject(2, round.at().atOffset(ZoneOffset.UTC));
            insert.setString(3, MAPPER.writeValueAsString(round));
            insert.setInt(4, lead.node());
            insert.executeUpdate();
        } catch (SQLException | JsonProcessingException e) {
            throw new IllegalStateException("A round of triage cannot be recorded", e);
        }
    }

    /**
     * The rounds after a sequence, in order, at most so many.
     *
     * @param upTo the last position that is asked for
     */
    public List<TriageRound> read(long afterSequence, long upTo, int limit) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select sequence, content from triage_round where sequence > ?"
                                + " and position <= ? and node_no = ? order by sequence limit ?")) {
            select.setLong(1, afterSequence);
            select.setLong(2, upTo);
            select.setInt(3, lead.node());
            select.setInt(4, limit);
            List<TriageRound> rounds = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    rounds.add(MAPPER.readValue(rows.getString(2), TriageRound.class)
                            .numbered(rows.getLong(1)));
                }
            }
            return rounds;
        } catch (SQLException | JsonProcessingException e) {
            throw new IllegalStateException("The recorded rounds of triage cannot be read", e);
        }
    }

    /** The sequence of the last round; 0 if there is none. */
    public long lastSequence() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select coalesce(max(sequence), 0) from triage_round");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("The recorded rounds of triage cannot be read", e);
        }
    }

    /** Removes rounds from before the time. */
    public void retain(Instant before) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement remove = connection.prepareStatement("delete from triage_round where at < ?")) {
            OffsetDateTime time = before.atOffset(ZoneOffset.UTC);
            remove.setObject(1, time);
            remove.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("Old rounds of triage cannot be removed", e);
        }
    }
}
