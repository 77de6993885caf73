package io.fixpoint.replay;

import io.fixpoint.detection.DetectionHistory;
import io.fixpoint.detection.DetectionSwitch;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.RawRecord;
import io.fixpoint.triage.TriageHistory;
import io.fixpoint.triage.TriageRound;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything that a replay follows, in the order in which a replay wants to be told, in small pages, so that it
 * neither fills the memory nor slows detection down.
 */
final class RecordedInputs {
    /** So many records are read at once. */
    private static final int PAGE = 200;

    private static final int ROUNDS = 100;
    /** Rounds are told so much sooner than the records that they follow. */
    private static final Duration AHEAD = Duration.ofMinutes(1);

    private final FactLog log;
    private final DetectionHistory detection;
    private final TriageHistory triage;
    private final ReplayListener listener;
    private final long lastRound;

    private long switchesTold = -1;
    private long revisionSeen;
    private long roundsTold;
    private @Nullable TriageRound nextRound;

    /** @param lastRound the last round of triage that counts */
    RecordedInputs(
            FactLog log, DetectionHistory detection, TriageHistory triage, ReplayListener listener, long lastRound) {
        this.lastRound = lastRound;
        this.log = log;
        this.detection = detection;
        this.triage = triage;
        this.listener = listener;
    }

    /**
     * Tells what was before the span, and that it begins.
     *
     * @param warming what fills the statistics
     * @param after the last position before the span
     */
    void begin(Warming warming, long after) throws InterruptedException {
        switches(after);
        for (DetectionHistory.Past past : detection.standingAt(after)) {
            listener.stood(past.record());
        }
        rounds(after, after, Instant.MIN);
        for (DetectionHistory.Unseen transition : detection.unseen(after, revisionSeen)) {
            listener.unseen(transition);
        }
        Path checkpoint = warming.checkpoint();
        if (checkpoint != null) {
            listener.restores(checkpoint);
        }
        long position = warming.after();
        while (position < after) {
            List<RawRecord> page = log.readRaw(position, PAGE);
            if (page.isEmpty()) {
                break;
            }
            for (RawRecord record : page) {
                if (record.position() <= after) {
                    listener.warms(record);
                }
            }
            position = page.get(page.size() - 1).position();
        }
        listener.begins();
    }

    /**
     * Tells the next records.
     *
     * @param receivedBefore only those from before this time; null for all
     * @return the last position told; {@code after} if there is nothing to tell
     */
    long next(long after, long upTo, @Nullable Instant receivedBefore) throws InterruptedException {
        long told = after;
        List<RawRecord> page = log.readRaw(after, PAGE);
        page = page.stream()
                .filter(record -> record.position() <= upTo
                        && (receivedBefore == null || record.receivedAt().isBefore(receivedBefore)))
                .toList();
        if (page.isEmpty()) {
            return told;
        }
        RawRecord last = page.get(page.size() - 1);
        switches(last.position());
        rounds(last.position(), upTo, last.receivedAt().plus(AHEAD));
        for (RawRecord record : page) {
            listener.happens(record);
            told = record.position();
        }
        return told;
    }

    private void switches(long upTo) throws InterruptedException {
        for (DetectionSwitch recorded : detection.switches(switchesTold, upTo)) {
            listener.switches(recorded);
        }
        switchesTold = upTo;
    }

    /** Rounds up to the position, and those that were until the time, as far as they are within the span. */
    private void rounds(long position, long upTo, Instant until) throws InterruptedException {
        while (true) {
            TriageRound waiting = nextRound;
            if (waiting != null) {
                if (waiting.position() > position && waiting.at().isAfter(until)) {
                    return;
                }
                decides(waiting);
                nextRound = null;
            }
            List<TriageRound> page = triage.read(roundsTold, upTo, ROUNDS);
            if (page.isEmpty()) {
                return;
            }
            for (TriageRound round : page) {
                if (round.sequence() > lastRound) {
                    return;
                }
                roundsTold = round.sequence();
                if (round.position() > position && round.at().isAfter(until)) {
                    nextRound = round;
                    return;
                }
                decides(round);
            }
        }
    }

    private void decides(TriageRound round) throws InterruptedException {
        revisionSeen = round.detection().revision();
        listener.decides(round);
    }
}
