package io.fixpoint.rule;

import java.lang.reflect.Field;
import java.util.List;
import org.drools.base.rule.Accumulate;
import org.drools.base.rule.EvalCondition;
import org.drools.base.rule.From;
import org.drools.base.rule.QueryElement;
import org.drools.base.rule.accessor.DataProvider;
import org.drools.base.rule.constraint.AlphaNodeFieldConstraint;
import org.drools.core.base.DroolsQueryImpl;
import org.drools.core.common.BaseNode;
import org.drools.core.common.BetaConstraints;
import org.drools.core.common.InternalFactHandle;
import org.drools.core.common.PropagationContext;
import org.drools.core.common.ReteEvaluator;
import org.drools.core.phreak.StackEntry;
import org.drools.core.reteoo.AccumulateNode;
import org.drools.core.reteoo.AlphaNode;
import org.drools.core.reteoo.CoreComponentFactory;
import org.drools.core.reteoo.EvalConditionNode;
import org.drools.core.reteoo.ExistsNode;
import org.drools.core.reteoo.FromNode;
import org.drools.core.reteoo.JoinNode;
import org.drools.core.reteoo.LeftTuple;
import org.drools.core.reteoo.LeftTupleSink;
import org.drools.core.reteoo.LeftTupleSource;
import org.drools.core.reteoo.ModifyPreviousTuples;
import org.drools.core.reteoo.NotNode;
import org.drools.core.reteoo.ObjectSource;
import org.drools.core.reteoo.PathMemory;
import org.drools.core.reteoo.QueryElementNode;
import org.drools.core.reteoo.RightTuple;
import org.drools.core.reteoo.Sink;
import org.drools.core.reteoo.builder.BuildContext;
import org.drools.core.reteoo.builder.NodeFactory;
import org.drools.core.reteoo.builder.PhreakNodeFactory;
import org.jspecify.annotations.Nullable;

/**
 * Builds the network of rules as Drools does, of nodes that tell the {@link FiringWatch} of the thread where it is and
 * what it makes: no event of Drools says which condition is evaluated.
 */
final class WatchedNetwork extends PhreakNodeFactory {
    private static final WatchedNetwork NODES = new WatchedNetwork();

    /**
     * Has Drools build networks of these nodes from now on. Its own way to do so, a service, is looked up by the class
     * loader of Drools, which need not be that of this class.
     */
    static void install() {
        CoreComponentFactory components = CoreComponentFactory.get();
        if (components.getNodeFactoryService() == NODES) {
            return;
        }
        for (Class<?> type = components.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType() == NodeFactory.class) {
                    try {
                        field.setAccessible(true);
                        field.set(components, NODES);
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException("Drools does not let its network be watched", e);
                    }
                }
            }
        }
        if (components.getNodeFactoryService() != NODES) {
            throw new IllegalStateException("Drools " + components.getClass() + " does not let its network be watched");
        }
    }

    private static void at(BaseNode node) {
        FiringWatch watch = FiringWatch.current();
        if (watch != null) {
            watch.evaluates(node);
        }
    }

    private static void produces() {
        FiringWatch watch = FiringWatch.current();
        if (watch != null) {
            watch.produces();
        }
    }

    @Override
    public AlphaNode buildAlphaNode(
            int id, AlphaNodeFieldConstraint constraint, ObjectSource source, BuildContext context) {
        return new WatchedAlpha(id, constraint, source, context);
    }

    @Override
    public JoinNode buildJoinNode(
            int id, LeftTupleSource left, ObjectSource right, BetaConstraints binder, BuildContext context) {
        return new WatchedJoin(id, left, right, binder, context);
    }

    @Override
    public NotNode buildNotNode(
            int id, LeftTupleSource left, ObjectSource right, BetaConstraints binder, BuildContext context) {
        return new WatchedNot(id, left, right, binder, context);
    }

    @Override
    public ExistsNode buildExistsNode(
            int id, LeftTupleSource left, ObjectSource right, BetaConstraints binder, BuildContext context) {
        return new WatchedExists(id, left, right, binder, context);
    }

    @Override
    public EvalConditionNode buildEvalNode(
            int id, LeftTupleSource source, EvalCondition condition, BuildContext context) {
        return new WatchedEval(id, source, condition, context);
    }

    @Override
    public AccumulateNode buildAccumulateNode(
            int id,
            LeftTupleSource left,
            ObjectSource right,
            AlphaNodeFieldConstraint[] resultConstraints,
            BetaConstraints sourceBinder,
            BetaConstraints resultBinder,
            Accumulate accumulate,
            BuildContext context) {
        return new WatchedAccumulate(
                id, left, right, resultConstraints, sourceBinder, resultBinder, accumulate, context);
    }

    @Override
    public QueryElementNode buildQueryElementNode(
            int id, LeftTupleSource source, QueryElement query, boolean memory, boolean open, BuildContext context) {
        return new WatchedQuery(id, source, query, memory, open, context);
    }

    @Override
    @SuppressWarnings("rawtypes") // Drools' own signature
    public FromNode buildFromNode(
            int id,
            DataProvider provider,
            LeftTupleSource source,
            AlphaNodeFieldConstraint[] constraints,
            BetaConstraints binder,
            boolean memory,
            BuildContext context,
            From from) {
        return new WatchedFrom(id, provider, source, constraints, binder, memory, context, from);
    }

    private static final class WatchedAlpha extends AlphaNode {
        private final @Nullable NumberComparison comparison;

        WatchedAlpha(int id, AlphaNodeFieldConstraint constraint, ObjectSource source, BuildContext context) {
            super(id, constraint, source, context);
            this.comparison = NumberComparison.of(constraint);
        }

        @Override
        public void assertObject(InternalFactHandle handle, PropagationContext context, ReteEvaluator evaluator) {
            at(this);
            if (comparison == null) {
                super.assertObject(handle, context, evaluator);
            } else if (comparison.holds(handle.getObject())) {
                sink.propagateAssertObject(handle, context, evaluator);
            }
        }

        @Override
        public void modifyObject(
                InternalFactHandle handle,
                ModifyPreviousTuples previous,
                PropagationContext context,
                ReteEvaluator evaluator) {
            at(this);
            if (comparison == null) {
                super.modifyObject(handle, previous, context, evaluator);
            } else if (!context.getModificationMask().intersects(inferredMask)) {
                byPassModifyToBetaNode(handle, previous, context, evaluator);
            } else if (comparison.holds(handle.getObject())) {
                sink.propagateModifyObject(handle, previous, context, evaluator);
            }
        }
    }

    private static final class WatchedJoin extends JoinNode {
        WatchedJoin(int id, LeftTupleSource left, ObjectSource right, BetaConstraints binder, BuildContext context) {
            super(id, left, right, binder, context);
        }

        @Override
        public BetaConstraints getRawConstraints() {
            FiringWatch watch = FiringWatch.current();
            if (watch == null) {
                return super.getRawConstraints();
            }
            watch.evaluates(this);
            return new CountedConstraints(super.getRawConstraints(), watch);
        }
    }

    private static final class WatchedNot extends NotNode {
        WatchedNot(int id, LeftTupleSource left, ObjectSource right, BetaConstraints binder, BuildContext context) {
            super(id, left, right, binder, context);
        }

        @Override
        public BetaConstraints getRawConstraints() {
            at(this);
            return super.getRawConstraints();
        }
    }

    private static final class WatchedExists extends ExistsNode {
        WatchedExists(int id, LeftTupleSource left, ObjectSource right, BetaConstraints binder, BuildContext context) {
            super(id, left, right, binder, context);
        }

        @Override
        public BetaConstraints getRawConstraints() {
            at(this);
            return super.getRawConstraints();
        }
    }

    private static final class WatchedEval extends EvalConditionNode {
        WatchedEval(int id, LeftTupleSource source, EvalCondition condition, BuildContext context) {
            super(id, source, condition, context);
        }

        @Override
        public EvalCondition getCondition() {
            at(this);
            return super.getCondition();
        }
    }

    private static final class WatchedAccumulate extends AccumulateNode {
        WatchedAccumulate(
                int id,
                LeftTupleSource left,
                ObjectSource right,
                AlphaNodeFieldConstraint[] resultConstraints,
                BetaConstraints sourceBinder,
                BetaConstraints resultBinder,
                Accumulate accumulate,
                BuildContext context) {
            super(id, left, right, resultConstraints, sourceBinder, resultBinder, accumulate, context);
        }

        @Override
        public BetaConstraints getRawConstraints() {
            at(this);
            return super.getRawConstraints();
        }

        @Override
        public LeftTuple createLeftTuple(
                LeftTuple left,
                RightTuple right,
                LeftTuple currentLeft,
                LeftTuple currentRight,
                Sink sink,
                boolean memory) {
            produces();
            return super.createLeftTuple(left, right, currentLeft, currentRight, sink, memory);
        }
    }

    private static final class WatchedQuery extends QueryElementNode {
        WatchedQuery(
                int id,
                LeftTupleSource source,
                QueryElement query,
                boolean memory,
                boolean open,
                BuildContext context) {
            super(id, source, query, memory, open, context);
        }

        @Override
        public DroolsQueryImpl createDroolsQuery(
                LeftTuple left,
                InternalFactHandle handle,
                StackEntry entry,
                List<PathMemory> paths,
                QueryElementNodeMemory memory,
                LeftTupleSink sink,
                ReteEvaluator evaluator) {
            at(this);
            produces();
            return super.createDroolsQuery(left, handle, entry, paths, memory, sink, evaluator);
        }
    }

    private static final class WatchedFrom extends FromNode<FromNode.FromMemory> {
        WatchedFrom(
                int id,
                DataProvider provider,
                LeftTupleSource source,
                AlphaNodeFieldConstraint[] constraints,
                BetaConstraints binder,
                boolean memory,
                BuildContext context,
                From from) {
            super(id, provider, source, constraints, binder, memory, context, from);
        }

        @Override
        public AlphaNodeFieldConstraint[] getAlphaConstraints() {
            at(this);
            return super.getAlphaConstraints();
        }

        @Override
        public RightTuple createRightTuple(
                LeftTuple left, PropagationContext context, ReteEvaluator evaluator, Object object) {
            produces();
            return super.createRightTuple(left, context, evaluator, object);
        }
    }
}
