package io.fixpoint.rule;

import org.drools.core.common.BaseNode;
import org.drools.core.common.ReteEvaluator;
import org.drools.core.common.TupleSets;
import org.drools.core.phreak.PhreakAccumulateNode;
import org.drools.core.phreak.PhreakEvalNode;
import org.drools.core.phreak.PhreakExistsNode;
import org.drools.core.phreak.PhreakFromNode;
import org.drools.core.phreak.PhreakJoinNode;
import org.drools.core.phreak.PhreakNetworkNodeFactoryImpl;
import org.drools.core.phreak.PhreakNotNode;
import org.drools.core.phreak.PhreakQueryNode;
import org.drools.core.phreak.StackEntry;
import org.drools.core.reteoo.AccumulateNode;
import org.drools.core.reteoo.BetaMemory;
import org.drools.core.reteoo.EvalConditionNode;
import org.drools.core.reteoo.ExistsNode;
import org.drools.core.reteoo.FromNode;
import org.drools.core.reteoo.JoinNode;
import org.drools.core.reteoo.LeftTuple;
import org.drools.core.reteoo.LeftTupleSink;
import org.drools.core.reteoo.NotNode;
import org.drools.core.reteoo.QueryElementNode;

/**
 * Evaluates the network as Drools does, and tells the {@link FiringWatch} of the thread which node it is at and what joins
 * produce. Drools finds it as a service; there is no other hook in the evaluation of conditions.
 */
public final class WatchedEvaluation extends PhreakNetworkNodeFactoryImpl {

    private static void at(BaseNode node) {
        FiringWatch watch = FiringWatch.current();
        if (watch != null) {
            watch.evaluates(node);
        }
    }

    private static TupleSets<LeftTuple> counted(TupleSets<LeftTuple> target) {
        FiringWatch watch = FiringWatch.current();
        return watch == null ? target : new CountedTuples(target, watch);
    }

    @Override
    public PhreakJoinNode createPhreakJoinNode() {
        return new PhreakJoinNode() {
            @Override
            public void doNode(
                    JoinNode node,
                    LeftTupleSink sink,
                    BetaMemory memory,
                    ReteEvaluator evaluator,
                    TupleSets<LeftTuple> source,
                    TupleSets<LeftTuple> target,
                    TupleSets<LeftTuple> staged) {
                at(node);
                super.doNode(node, sink, memory, evaluator, source, counted(target), staged);
            }
        };
    }

    @Override
    public PhreakFromNode createPhreakFromNode() {
        return new PhreakFromNode() {
            @SuppressWarnings("rawtypes") // Drools' own signature
            @Override
            public void doNode(
                    FromNode node,
                    FromNode.FromMemory memory,
                    LeftTupleSink sink,
                    ReteEvaluator evaluator,
                    TupleSets<LeftTuple> source,
                    TupleSets<LeftTuple> target,
                    TupleSets<LeftTuple> staged) {
                at(node);
                super.doNode(node, memory, sink, evaluator, source, counted(target), staged);
            }
        };
    }

    @Override
    public PhreakEvalNode createPhreakEvalNode() {
        return new PhreakEvalNode() {
            @Override
            public void doNode(
                    EvalConditionNode node,
                    EvalConditionNode.EvalMemory memory,
                    LeftTupleSink sink,
                    ReteEvaluator evaluator,
                    TupleSets<LeftTuple> source,
                    TupleSets<LeftTuple> target,
                    TupleSets<LeftTuple> staged) {
                at(node);
                super.doNode(node, memory, sink, evaluator, source, target, staged);
            }
        };
    }

    @Override
    public PhreakNotNode createPhreakNotNode() {
        return new PhreakNotNode() {
            @Override
            public void doNode(
                    NotNode node,
                    LeftTupleSink sink,
                    BetaMemory memory,
                    ReteEvaluator evaluator,
                    TupleSets<LeftTuple> source,
                    TupleSets<LeftTuple> target,
                    TupleSets<LeftTuple> staged) {
                at(node);
                super.doNode(node, sink, memory, evaluator, source, target, staged);
            }
        };
    }

    @Override
    public PhreakExistsNode createPhreakExistsNode() {
        return new PhreakExistsNode() {
            @Override
            public void doNode(
                    ExistsNode node,
                    LeftTupleSink sink,
                    BetaMemory memory,
                    ReteEvaluator evaluator,
                    TupleSets<LeftTuple> source,
                    TupleSets<LeftTuple> target,
                    TupleSets<LeftTuple> staged) {
                at(node);
                super.doNode(node, sink, memory, evaluator, source, target, staged);
            }
        };
    }

    @Override
    public PhreakAccumulateNode createPhreakAccumulateNode() {
        return new PhreakAccumulateNode() {
            @Override
            public void doNode(
                    AccumulateNode node,
                    LeftTupleSink sink,
                    AccumulateNode.AccumulateMemory memory,
                    ReteEvaluator evaluator,
                    TupleSets<LeftTuple> source,
                    TupleSets<LeftTuple> target,
                    TupleSets<LeftTuple> staged) {
                at(node);
                super.doNode(node, sink, memory, evaluator, source, target, staged);
            }
        };
    }

    @Override
    public PhreakQueryNode createPhreakQueryNode() {
        return new PhreakQueryNode() {
            @Override
            public void doNode(
                    QueryElementNode node,
                    QueryElementNode.QueryElementNodeMemory memory,
                    StackEntry entry,
                    ReteEvaluator evaluator,
                    TupleSets<LeftTuple> source,
                    TupleSets<LeftTuple> target,
                    TupleSets<LeftTuple> staged) {
                at(node);
                FiringWatch watch = FiringWatch.current();
                if (watch != null) {
                    // a query that calls itself comes here again and again
                    watch.produces();
                }
                super.doNode(node, memory, entry, evaluator, source, target, staged);
            }
        };
    }
}
