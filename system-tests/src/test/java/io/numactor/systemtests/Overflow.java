package io.numactor.systemtests;

import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.PageRun;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An emulated process that takes single pages on one node's CPU until that node and its neighbours are full.
 *
 * @param owner the process, still open
 * @param servedBy allocations by serving node, in the order in which nodes first served
 */
record Overflow(long owner, Map<Integer, Long> servedBy) {
    private static final int PAGES_PER_REQUEST = 4096;
    /** Far more than the machine has: a cluster that never fills is a failure, not an endless test. */
    private static final int MAX_REQUESTS = 100;

    /** Allocates on the node until the last one of the machine has served, too. */
    static Overflow of(Gateway gateway, int node, int nodes) {
        long owner = gateway.openOwner("overflow");
        Map<Integer, Long> servedBy = new LinkedHashMap<>();
        for (int request = 0; servedBy.size() < nodes; request++) {
            if (request == MAX_REQUESTS) {
                throw new AssertionError("after " + request + " requests only these nodes served: " + servedBy);
            }
            AllocateResponse answer = gateway.allocate(pages(owner, node));
            for (PageRun run : answer.getRunsList()) {
                servedBy.merge(run.getNode(), (long) run.getBlocks(), Long::sum);
            }
        }
        return new Overflow(owner, servedBy);
    }

    private static AllocateRequest pages(long owner, int node) {
        return AllocateRequest.newBuilder()
                .setOwner(owner)
                .setNode(node)
                .setCount(PAGES_PER_REQUEST)
                .build();
    }

    long pages() {
        return servedBy.values().stream().mapToLong(Long::longValue).sum();
    }
}
