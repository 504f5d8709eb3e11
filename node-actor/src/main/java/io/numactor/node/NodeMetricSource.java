package io.numactor.node;

import io.numactor.proto.NodeCommand;
import io.numactor.runtime.metrics.MetricSource;
import io.numactor.runtime.metrics.Sample;
import io.numactor.wire.NodeBlueprint;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/** One node's metrics: asks its actor for its state at each scrape. */
final class NodeMetricSource implements MetricSource {
    private final ActorRef<NodeCommand> node;
    private final int[] distances;

    NodeMetricSource(NodeBlueprint blueprint, ActorRef<NodeCommand> node) {
        this.node = node;
        this.distances = distances(blueprint);
    }

    /** From every node to this one, by node id; 0 where there is no such node. */
    private static int[] distances(NodeBlueprint blueprint) {
        int highest = blueprint.getFromList().isEmpty() ? -1 : Collections.max(blueprint.getFromList());
        int[] distances = new int[highest + 1];
        for (int i = 0; i < blueprint.getFromCount(); i++) {
            distances[blueprint.getFrom(i)] = blueprint.getDistanceFrom(i);
        }
        return distances;
    }

    @Override
    public CompletionStage<List<Sample>> samples() {
        CompletableFuture<List<Sample>> samples = new CompletableFuture<>();
        node.tell(new NumaNode.ReadState(state -> samples.complete(NodeMetrics.of(state, distances))));
        return samples;
    }
}
