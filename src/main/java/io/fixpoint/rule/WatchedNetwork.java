package io.fixpoint.rule;

import org.drools.base.rule.Accumulate;
import org.drools.base.rule.constraint.AlphaNodeFieldConstraint;
import org.drools.core.common.BetaConstraints;
import org.drools.core.common.InternalFactHandle;
import org.drools.core.common.PropagationContext;
import org.drools.core.common.ReteEvaluator;
import org.drools.core.phreak.PhreakNetworkNodeFactory;
import org.drools.core.reteoo.AccumulateNode;
import org.drools.core.reteoo.AlphaNode;
import org.drools.core.reteoo.CoreComponentFactory;
import org.drools.core.reteoo.LeftTuple;
import org.drools.core.reteoo.LeftTupleSource;
import org.drools.core.reteoo.ModifyPreviousTuples;
import org.drools.core.reteoo.ObjectSource;
import org.drools.core.reteoo.RightTuple;
import org.drools.core.reteoo.Sink;
import org.drools.core.reteoo.builder.BuildContext;
import org.drools.core.reteoo.builder.NodeFactory;
import org.drools.core.reteoo.builder.PhreakNodeFactory;
import org.drools.mvel.MVELCoreComponentFactory;

/**
 * Builds the network as Drools does, of nodes that tell the {@link FiringWatch} of the thread where it is: conditions of
 * one fact, which are evaluated as soon as it changes, and accumulations. Drools finds it as a service.
 */
public final class WatchedNetwork extends MVELCoreComponentFactory {
    private final NodeFactory nodes = new Nodes();

    /** Makes sure that networks are watched; else a rule that does not end could not be named. */
    static void install() {
        if (!(CoreComponentFactory.get() instanceof WatchedNetwork)
                || !(PhreakNetworkNodeFactory.Factory.get() instanceof WatchedEvaluation)) {
            throw new IllegalStateException("Drools does not use " + WatchedNetwork.class.getName() + " and "
                    + WatchedEvaluation.class.getName() + ", which META-INF/services names.");
        }
    }

    @Override
    public int servicePriority() {
        return super.servicePriority() + 1;
    }

    @Override
    public NodeFactory getNodeFactoryService() {
        return nodes;
    }

    private static final class Nodes extends PhreakNodeFactory {
        @Override
        public AlphaNode buildAlphaNode(
                int id, AlphaNodeFieldConstraint constraint, ObjectSource source, BuildContext context) {
            return new WatchedAlphaNode(id, constraint, source, context);
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
            return new WatchedAccumulateNode(
                    id, left, right, resultConstraints, sourceBinder, resultBinder, accumulate, context);
        }
    }

    private static final class WatchedAlphaNode extends AlphaNode {
        WatchedAlphaNode(int id, AlphaNodeFieldConstraint constraint, ObjectSource source, BuildContext context) {
            super(id, constraint, source, context);
        }

        @Override
        public void assertObject(InternalFactHandle handle, PropagationContext context, ReteEvaluator evaluator) {
            watch();
            super.assertObject(handle, context, evaluator);
        }

        @Override
        public void modifyObject(
                InternalFactHandle handle,
                ModifyPreviousTuples previous,
                PropagationContext context,
                ReteEvaluator evaluator) {
            watch();
            super.modifyObject(handle, previous, context, evaluator);
        }

        private void watch() {
            FiringWatch watch = FiringWatch.current();
            if (watch != null) {
                watch.evaluates(this);
            }
        }
    }

    private static final class WatchedAccumulateNode extends AccumulateNode {
        WatchedAccumulateNode(
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
        public LeftTuple createLeftTuple(
                LeftTuple left,
                RightTuple right,
                LeftTuple currentLeft,
                LeftTuple currentRight,
                Sink sink,
                boolean memory) {
            FiringWatch watch = FiringWatch.current();
            if (watch != null) {
                watch.produces();
            }
            return super.createLeftTuple(left, right, currentLeft, currentRight, sink, memory);
        }
    }
}
