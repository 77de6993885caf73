package io.fixpoint.rule;

import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.List;
import org.drools.base.base.ObjectType;
import org.drools.base.rule.ContextEntry;
import org.drools.base.rule.Pattern;
import org.drools.base.rule.constraint.BetaNodeFieldConstraint;
import org.drools.core.RuleBaseConfiguration;
import org.drools.core.common.BetaConstraints;
import org.drools.core.common.ReteEvaluator;
import org.drools.core.reteoo.BetaMemory;
import org.drools.core.reteoo.Tuple;
import org.drools.core.reteoo.builder.BuildContext;
import org.drools.util.bitmask.BitMask;
import org.kie.api.runtime.rule.FactHandle;

/** The constraints of a join; each pair that they allow counts, since it becomes a tuple on the heap. */
final class CountedConstraints implements BetaConstraints {
    private final BetaConstraints constraints;
    private final FiringWatch watch;

    CountedConstraints(BetaConstraints constraints, FiringWatch watch) {
        this.constraints = constraints;
        this.watch = watch;
    }

    private boolean counted(boolean allowed) {
        if (allowed) {
            watch.produces();
        }
        return allowed;
    }

    @Override
    public boolean isAllowedCachedLeft(ContextEntry[] context, FactHandle handle) {
        return counted(constraints.isAllowedCachedLeft(context, handle));
    }

    @Override
    public boolean isAllowedCachedRight(ContextEntry[] context, Tuple tuple) {
        return counted(constraints.isAllowedCachedRight(context, tuple));
    }

    @Override
    public ContextEntry[] createContext() {
        return constraints.createContext();
    }

    @Override
    public void updateFromTuple(ContextEntry[] context, ReteEvaluator evaluator, Tuple tuple) {
        constraints.updateFromTuple(context, evaluator, tuple);
    }

    @Override
    public void updateFromFactHandle(ContextEntry[] context, ReteEvaluator evaluator, FactHandle handle) {
        constraints.updateFromFactHandle(context, evaluator, handle);
    }

    @Override
    public BetaNodeFieldConstraint[] getConstraints() {
        return constraints.getConstraints();
    }

    @Override
    public BetaConstraints getOriginalConstraint() {
        return constraints.getOriginalConstraint();
    }

    @Override
    public boolean isIndexed() {
        return constraints.isIndexed();
    }

    @Override
    public int getIndexCount() {
        return constraints.getIndexCount();
    }

    @Override
    public boolean isEmpty() {
        return constraints.isEmpty();
    }

    @Override
    public BetaMemory createBetaMemory(RuleBaseConfiguration configuration, short nodeType) {
        return constraints.createBetaMemory(configuration, nodeType);
    }

    @Override
    public void resetTuple(ContextEntry[] context) {
        constraints.resetTuple(context);
    }

    @Override
    public void resetFactHandle(ContextEntry[] context) {
        constraints.resetFactHandle(context);
    }

    @Override
    public BitMask getListenedPropertyMask(Pattern pattern, ObjectType type, List<String> properties) {
        return constraints.getListenedPropertyMask(pattern, type, properties);
    }

    @Override
    public void init(BuildContext context, short nodeType) {
        constraints.init(context, nodeType);
    }

    @Override
    public void initIndexes(int depth, short nodeType, RuleBaseConfiguration configuration) {
        constraints.initIndexes(depth, nodeType, configuration);
    }

    @Override
    public BetaConstraints cloneIfInUse() {
        return constraints.cloneIfInUse();
    }

    @Override
    public boolean isLeftUpdateOptimizationAllowed() {
        return constraints.isLeftUpdateOptimizationAllowed();
    }

    @Override
    public void registerEvaluationContext(BuildContext context) {
        constraints.registerEvaluationContext(context);
    }

    @Override
    public void writeExternal(ObjectOutput out) {
        throw new UnsupportedOperationException("it lives for one evaluation");
    }

    @Override
    public void readExternal(ObjectInput in) {
        throw new UnsupportedOperationException("it lives for one evaluation");
    }
}
