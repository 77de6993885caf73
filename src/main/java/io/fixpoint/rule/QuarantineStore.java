package io.fixpoint.rule;

import io.fixpoint.rule.Quarantine.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps which rules failed, by their text: it is that text which failed, in whatever release. Its transactions are its
 * own, since a rule also fails within one that is rolled back for that.
 */
@ApplicationScoped
class QuarantineStore {
    private final EntityManager entities;

    QuarantineStore(EntityManager entities) {
        this.entities = entities;
    }

    /** Why rules of these are in quarantine. */
    @Transactional(TxType.REQUIRES_NEW)
    Map<RuleKey, Quarantine> of(Collection<RuleSource> rules) {
        Map<String, RuleQuarantineEntity> byHash = new HashMap<>();
        entities.createQuery("select q from RuleQuarantine q", RuleQuarantineEntity.class)
                .getResultList()
                .forEach(row -> byHash.put(row.hash, row));
        Map<RuleKey, Quarantine> found = new HashMap<>();
        if (!byHash.isEmpty()) {
            for (RuleSource rule : rules) {
                RuleQuarantineEntity row = byHash.get(hash(rule));
                if (row != null) {
                    found.put(rule.key(), new Quarantine(row.reason, row.since, Kind.FAILED));
                }
            }
        }
        return found;
    }

    @Transactional(TxType.REQUIRES_NEW)
    void put(RuleSource rule, int release, Quarantine quarantine) {
        RuleQuarantineEntity row = new RuleQuarantineEntity();
        row.hash = hash(rule);
        row.stage = rule.stage();
        row.rule = rule.id();
        row.release = release;
        row.reason = quarantine.reason();
        row.since = quarantine.since().truncatedTo(ChronoUnit.MICROS);
        entities.merge(row);
    }

    @Transactional(TxType.REQUIRES_NEW)
    void remove(RuleSource rule) {
        RuleQuarantineEntity row = entities.find(RuleQuarantineEntity.class, hash(rule));
        if (row != null) {
            entities.remove(row);
        }
    }

    private static String hash(RuleSource rule) {
        return RuleFolder.hash(List.of(new RuleFile(rule.stage() + "/" + rule.id(), rule.source())));
    }
}
