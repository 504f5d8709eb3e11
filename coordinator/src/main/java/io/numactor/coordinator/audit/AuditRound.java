package io.numactor.coordinator.audit;

import io.numactor.api.v1.AuditedNode;
import io.numactor.wire.ControlAudited;
import io.numactor.wire.NodeCompared;
import io.numactor.wire.RouterAudited;
import io.numactor.wire.RuledNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What everybody said when they were asked once.
 *
 * @param control the coordinator, if it answered
 * @param routers those that answered, first the one that was asked for the audit
 * @param silentRouters addresses of the others
 */
public record AuditRound(Optional<ControlAudited> control, List<RouterAudited> routers, List<String> silentRouters) {
    public AuditRound {
        routers = List.copyOf(routers);
        silentRouters = List.copyOf(silentRouters);
    }

    /** What each node said to the first router that it answered. */
    Map<Integer, NodeCompared> nodes() {
        Map<Integer, NodeCompared> nodes = new TreeMap<>();
        for (RouterAudited router : routers) {
            for (NodeCompared node : router.getNodesList()) {
                nodes.merge(node.getNode(), node, (one, other) -> one.hasAudited() ? one : other);
            }
        }
        return nodes;
    }

    /** Each node of the machine as it stands, those that are lost too. */
    List<AuditedNode> nodeRows() {
        Map<Integer, AuditedNode> rows = new TreeMap<>();
        for (RuledNode ruled : control.map(ControlAudited::getNodesList).orElse(List.of())) {
            rows.put(
                    ruled.getNode(),
                    AuditedNode.newBuilder()
                            .setNode(ruled.getNode())
                            .setIncarnation(ruled.getIncarnation())
                            .setLost(ruled.getLost())
                            .build());
        }
        nodes().forEach((nid, node) -> {
            if (node.hasAudited()) {
                rows.put(nid, node.getAudited().getNode());
            }
        });
        return List.copyOf(rows.values());
    }
}
