package io.fixpoint.rule;

import org.drools.core.common.TupleSets;
import org.drools.core.reteoo.LeftTuple;

/** Counts what is inserted into tuple sets, on behalf of a firing. */
final class CountedTuples implements TupleSets<LeftTuple> {
    private final TupleSets<LeftTuple> tuples;
    private final FiringWatch watch;

    CountedTuples(TupleSets<LeftTuple> tuples, FiringWatch watch) {
        this.tuples = tuples;
        this.watch = watch;
    }

    @Override
    public boolean addInsert(LeftTuple tuple) {
        watch.produces();
        return tuples.addInsert(tuple);
    }

    @Override
    public LeftTuple getInsertFirst() {
        return tuples.getInsertFirst();
    }

    @Override
    public LeftTuple getDeleteFirst() {
        return tuples.getDeleteFirst();
    }

    @Override
    public LeftTuple getUpdateFirst() {
        return tuples.getUpdateFirst();
    }

    @Override
    public int getInsertSize() {
        return tuples.getInsertSize();
    }

    @Override
    public void resetAll() {
        tuples.resetAll();
    }

    @Override
    public void clear() {
        tuples.clear();
    }

    @Override
    public boolean addDelete(LeftTuple tuple) {
        return tuples.addDelete(tuple);
    }

    @Override
    public boolean addUpdate(LeftTuple tuple) {
        return tuples.addUpdate(tuple);
    }

    @Override
    public void removeInsert(LeftTuple tuple) {
        tuples.removeInsert(tuple);
    }

    @Override
    public void removeDelete(LeftTuple tuple) {
        tuples.removeDelete(tuple);
    }

    @Override
    public void removeUpdate(LeftTuple tuple) {
        tuples.removeUpdate(tuple);
    }

    @Override
    public void addAll(TupleSets<LeftTuple> others) {
        tuples.addAll(others);
    }

    @Override
    public void addTo(TupleSets<LeftTuple> others) {
        tuples.addTo(others);
    }

    @Override
    public TupleSets<LeftTuple> takeAll() {
        return tuples.takeAll();
    }

    @Override
    public boolean isEmpty() {
        return tuples.isEmpty();
    }

    @Override
    public String toStringSizes() {
        return tuples.toStringSizes();
    }

    @Override
    public LeftTuple getNormalizedDeleteFirst() {
        return tuples.getNormalizedDeleteFirst();
    }

    @Override
    public boolean addNormalizedDelete(LeftTuple tuple) {
        return tuples.addNormalizedDelete(tuple);
    }
}
