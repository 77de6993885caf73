package io.fixpoint.rule;

import io.fixpoint.rule.RuleRelease.Origin;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the releases and which of them is in force. */
@ApplicationScoped
class ReleaseStore {
    private final EntityManager entities;

    ReleaseStore(EntityManager entities) {
        this.entities = entities;
    }

    /** Stores the next release and puts it in force. */
    @Transactional
    RuleRelease publish(String hash, Origin origin, String author, String message, Instant now, List<RuleFile> files) {
        Integer last = entities.createQuery("select max(r.number) from RuleRelease r", Integer.class)
                .getSingleResult();
        RuleReleaseEntity release = new RuleReleaseEntity();
        release.number = last == null ? 1 : last + 1;
        release.hash = hash;
        release.origin = origin;
        release.author = author;
        release.message = message;
        release.publishedAt = now.truncatedTo(ChronoUnit.MICROS);
        files.forEach(file -> release.files.put(file.path(), file.text()));
        entities.persist(release);
        entities.flush();
        activate(release.number, author, now);
        return release(release);
    }

    @Transactional
    void activate(int number, String author, Instant now) {
        ActiveReleaseEntity active = entities.find(ActiveReleaseEntity.class, ActiveReleaseEntity.ONLY_ROW);
        if (active == null) {
            active = new ActiveReleaseEntity();
            fill(active, number, author, now);
            entities.persist(active);
        } else {
            fill(active, number, author, now);
        }
    }

    private static void fill(ActiveReleaseEntity active, int number, String author, Instant now) {
        active.release = number;
        active.activatedBy = author;
        active.activatedAt = now.truncatedTo(ChronoUnit.MICROS);
    }

    /** The release in force; empty before the first. */
    @Transactional
    Optional<RuleRelease> active() {
        ActiveReleaseEntity active = entities.find(ActiveReleaseEntity.class, ActiveReleaseEntity.ONLY_ROW);
        return active == null ? Optional.empty() : find(active.release);
    }

    /** Its number. */
    @Transactional
    Optional<Integer> activeNumber() {
        return Optional.ofNullable(entities.find(ActiveReleaseEntity.class, ActiveReleaseEntity.ONLY_ROW))
                .map(active -> active.release);
    }

    @Transactional
    Optional<RuleRelease> find(int number) {
        @Nullable RuleReleaseEntity release = entities.find(RuleReleaseEntity.class, number);
        return Optional.ofNullable(release).map(ReleaseStore::release);
    }

    /** The hash of what the folder published last. */
    @Transactional
    Optional<String> lastFolderHash() {
        return entities
                .createQuery(
                        "select r.hash from RuleRelease r where r.origin = :folder order by r.number desc",
                        String.class)
                .setParameter("folder", Origin.FOLDER)
                .setMaxResults(1)
                .getResultList()
                .stream()
                .findFirst();
    }

    /** Releases without their files, latest first. */
    @Transactional
    List<RuleRelease> list(int offset, int limit) {
        return entities
                .createQuery("select r from RuleRelease r order by r.number desc", RuleReleaseEntity.class)
                .setFirstResult(offset)
                .setMaxResults(limit)
                .getResultList()
                .stream()
                .map(release -> new RuleRelease(
                        release.number,
                        release.hash,
                        release.origin,
                        release.author,
                        release.message,
                        release.publishedAt,
                        List.of(),
                        List.of()))
                .toList();
    }

    @Transactional
    long count() {
        return entities.createQuery("select count(r) from RuleRelease r", Long.class)
                .getSingleResult();
    }

    private static RuleRelease release(RuleReleaseEntity release) {
        List<RuleFile> files = release.files.entrySet().stream()
                .map(file -> new RuleFile(file.getKey(), file.getValue()))
                .sorted(java.util.Comparator.comparing(RuleFile::path))
                .toList();
        return new RuleRelease(
                release.number,
                release.hash,
                release.origin,
                release.author,
                release.message,
                release.publishedAt,
                files.stream().filter(file -> !file.isScenarios()).toList(),
                files.stream().filter(RuleFile::isScenarios).toList());
    }
}
