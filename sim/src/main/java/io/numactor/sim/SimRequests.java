package io.numactor.sim;

import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.Policy;
import java.util.List;

/** What a client asks for, by chance. */
final class SimRequests {
    /** Blocks that fill an quarter of a small node each. */
    private static final int MAX_LARGE = 4;

    private final int nodes;
    private final Chance chance;
    private final int home;

    SimRequests(int nodes, Chance chance) {
        this.nodes = nodes;
        this.chance = chance;
        this.home = chance.below(nodes);
    }

    /** Asks for blocks of one order, mostly small ones. */
    Operation allocation(long owner) {
        int order = chance.happens(0.6) ? 0 : chance.happens(0.7) ? 1 + chance.below(6) : 9;
        AllocateRequest.Builder request = AllocateRequest.newBuilder()
                .setOwner(owner)
                .setCpu(cpu())
                .setOrder(order)
                .setCount(order > 6 ? 1 + chance.below(MAX_LARGE) : 1 + chance.below(order == 0 ? 200 : 20))
                .setExplain(chance.happens(0.8))
                .setAllOrNothing(chance.happens(0.15));
        policy(request);
        if (chance.happens(0.2)) {
            request.setGfp("GFP_KERNEL");
        }
        return Operation.newBuilder().setAllocate(request).build();
    }

    /** Mostly its own; sometimes it runs elsewhere. */
    int cpu() {
        return chance.happens(0.7) ? home : chance.below(nodes);
    }

    private void policy(AllocateRequest.Builder request) {
        if (nodes > 1 && chance.happens(0.3)) {
            int first = chance.below(nodes - 1);
            String mask = first + "-" + chance.between(first + 1, nodes - 1);
            List<Policy.Mode> modes = List.of(
                    Policy.Mode.MODE_BIND,
                    Policy.Mode.MODE_INTERLEAVE,
                    Policy.Mode.MODE_PREFERRED,
                    Policy.Mode.MODE_PREFERRED_MANY);
            request.setPolicy(Policy.newBuilder().setMode(chance.oneOf(modes)).setNodes(mask));
        }
    }

    /** Frees these blocks. */
    Operation free(long owner, List<Claims.Claim> blocks) {
        FreeRequest.Builder free = FreeRequest.newBuilder().setOwner(owner).setCpu(cpu());
        blocks.forEach(claim -> free.addRuns(PageRun.newBuilder()
                .setNode(claim.nid())
                .setPfn(claim.pfn())
                .setOrder(claim.order())
                .setBlocks(1)
                .setIncarnation(claim.incarnation())
                .setGrant(claim.grant())));
        return Operation.newBuilder().setFree(free).build();
    }
}
