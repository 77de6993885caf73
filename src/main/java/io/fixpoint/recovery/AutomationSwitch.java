package io.fixpoint.recovery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What the server may do by itself, for all services and for each; people set it. Of both, the stricter holds. */
@ApplicationScoped
public class AutomationSwitch {
    private static final Logger LOG = Logger.getLogger(AutomationSwitch.class);
    private static final String ALL = "";

    private final AutomationStore store;
    private final AutomationConfig config;
    private final Clock clock;

    AutomationSwitch(AutomationStore store, AutomationConfig config, Clock clock) {
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /**
     * A setting that is in force.
     *
     * @param service null if it is for all
     * @param until when it lapses; null if never
     */
    public record Setting(
            @Nullable String service,
            AutomationMode mode,
            @Nullable String reason,
            @Nullable Instant until,
            String changedBy,
            Instant changedAt) {}

    /** Writes the configured mode down at the first start; later starts leave what people set. */
    void start() {
        boolean first = store.inForce(Instant.EPOCH).stream()
                .noneMatch(entry -> entry.key.service().equals(ALL) && !entry.key.temporary());
        if (first) {
            set(null, config.mode(), "configured at the first start", null, "system");
        }
    }

    /** What may be done to the service. */
    public AutomationMode mode(String service) {
        return mode(List.of(service));
    }

    /** What may be done where all these services are concerned: the strictest. */
    public AutomationMode mode(Collection<String> services) {
        Map<String, AutomationEntry> entries = entries();
        AutomationMode mode = entries.containsKey(ALL) ? entries.get(ALL).mode : config.mode();
        for (String service : services) {
            AutomationEntry own = entries.get(service);
            if (own != null && !service.equals(ALL)) {
                mode = mode.stricter(own.mode);
            }
        }
        return mode;
    }

    /** All settings in force, that for all services first. */
    public List<Setting> settings() {
        return entries().values().stream()
                .map(entry -> new Setting(
                        entry.key.service().equals(ALL) ? null : entry.key.service(),
                        entry.mode,
                        entry.reason,
                        entry.until,
                        entry.changedBy,
                        entry.changedAt))
                .toList();
    }

    /**
     * Sets it.
     *
     * @param service null for all
     * @param until after which what was set before holds again; null for lasting
     */
    public void set(
            @Nullable String service,
            AutomationMode mode,
            @Nullable String reason,
            @Nullable Instant until,
            String person) {
        AutomationEntry entry = new AutomationEntry();
        entry.key = new AutomationEntry.Key(service == null ? ALL : service, until != null);
        entry.mode = mode;
        entry.reason = reason;
        entry.until = until;
        entry.changedBy = person;
        entry.changedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        store.put(entry);
        LOG.infof(
                "Automation of %s is %s%s, by %s: %s",
                service == null ? "all services" : service,
                mode,
                until == null ? "" : " until " + until,
                person,
                reason);
    }

    /** By service; a temporary entry, which is read after the lasting one, takes its place. */
    private Map<String, AutomationEntry> entries() {
        Map<String, AutomationEntry> entries = new LinkedHashMap<>();
        store.inForce(clock.instant()).forEach(entry -> entries.put(entry.key.service(), entry));
        return entries;
    }
}
