package io.numactor.coordinator.router;

import io.grpc.Status;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.Policy;
import io.numactor.coordinator.router.lane.RoutedMachine;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.policy.MemPolicy;
import io.numactor.mm.topology.NodeMask;
import java.util.ArrayList;
import java.util.List;

/** Reads clients' requests: everything that a client can get wrong is refused here, with field and range. */
final class RequestReader {
    static final int MAX_ORDER = 10;
    /** Blocks of one request: its answer must fit a gRPC message even when no two of them are neighbours. */
    static final int MAX_COUNT = 65_536;

    /** Operations of one batch. */
    static final int MAX_BATCH = 4096;
    /** Requests taken and not answered; more are refused, so that a flood cannot fill the heap. */
    private static final int MAX_IN_FLIGHT = 65_536;

    private static final int MAX_GFP_TEXT = 512;

    private final RoutedMachine machine;

    RequestReader(RoutedMachine machine) {
        this.machine = machine;
    }

    Ask read(AllocateRequest request, Owner owner) throws Refusal {
        inRange("order", request.getOrder(), 0, MAX_ORDER);
        inRange("count", request.getCount(), 0, MAX_COUNT);
        int cpu = cpu(request);
        int cpuNode = machine.nodeOfCpu(cpu);
        return new Ask(
                owner,
                cpu,
                cpuNode,
                request.getOrder(),
                Math.max(1, request.getCount()),
                gfp(request.getGfp()),
                policy(request, cpuNode),
                request.getAllOrNothing(),
                request.getExplain(),
                request.getReclaimable(),
                request.getWithoutHints());
    }

    private int cpu(AllocateRequest request) throws Refusal {
        if (request.hasCpu()) {
            inRange("cpu", request.getCpu(), 0, machine.cpus() - 1);
            return request.getCpu();
        }
        return request.hasNode()
                ? machine.firstCpuOf(node("node", request.getNode())).orElse(0)
                : 0;
    }

    private MemPolicy policy(AllocateRequest request, int cpuNode) throws Refusal {
        if (request.hasPolicy() && request.getPolicy().getMode() != Policy.Mode.MODE_DEFAULT) {
            return policy(request.getPolicy());
        }
        if (request.hasNode() && node("node", request.getNode()) != cpuNode) {
            return new MemPolicy.Preferred(request.getNode());
        }
        return MemPolicy.DEFAULT;
    }

    private MemPolicy policy(Policy policy) throws Refusal {
        NodeMask nodes = mask(policy.getNodes());
        if (nodes.isEmpty()) {
            throw Refusal.invalid("policy.nodes: '" + policy.getNodes() + "' names no node with memory; those are "
                    + machine.memory());
        }
        return switch (policy.getMode()) {
            case MODE_PREFERRED -> new MemPolicy.Preferred(nodes.ids().get(0));
            case MODE_BIND -> new MemPolicy.Bind(nodes);
            case MODE_INTERLEAVE -> new MemPolicy.Interleave(nodes);
            case MODE_PREFERRED_MANY -> new MemPolicy.PreferredMany(nodes);
            default -> throw Refusal.invalid("policy.mode: " + policy.getModeValue() + " is not a policy");
        };
    }

    /** The nodes of a policy, cut to nodes with memory, as the kernel does when a policy is set. */
    private NodeMask mask(String text) throws Refusal {
        NodeMask named;
        try {
            named = NodeMask.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("policy.nodes: " + e.getMessage());
        }
        for (int nid : named.ids()) {
            node("policy.nodes", nid);
        }
        return NodeMask.of(
                named.ids().stream().filter(machine.memory()::contains).toList());
    }

    /** The flags of a request; user pages when it names none. */
    private static int gfp(String text) throws Refusal {
        if (text.isBlank()) {
            return GfpFlags.GFP_HIGHUSER_MOVABLE;
        }
        if (text.length() > MAX_GFP_TEXT) {
            throw Refusal.invalid("gfp: longer than " + MAX_GFP_TEXT + " characters");
        }
        try {
            return GfpFlags.checked(GfpFlags.parse(text));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("gfp: " + e.getMessage());
        }
    }

    /** The runs of a free, found well-formed. */
    List<PageRun> read(FreeRequest request) throws Refusal {
        List<PageRun> runs = new ArrayList<>();
        long blocks = 0;
        for (PageRun run : request.getRunsList()) {
            node("runs.node", run.getNode());
            inRange("runs.order", run.getOrder(), 0, MAX_ORDER);
            inRange("runs.blocks", run.getBlocks(), 1, MAX_COUNT);
            blocks += run.getBlocks();
            runs.add(run);
        }
        inRange("blocks of all runs", blocks, 1, MAX_COUNT);
        return runs;
    }

    /** A CPU named for a free or a close: one that the machine has, else CPU 0. */
    int freeingCpu(int cpu) throws Refusal {
        inRange("cpu", cpu, 0, machine.cpus() - 1);
        return cpu;
    }

    private int node(String field, int nid) throws Refusal {
        if (!machine.knows(nid)) {
            throw Refusal.invalid(
                    field + ": no node " + Integer.toUnsignedString(nid) + "; this machine has " + machine.possible());
        }
        return nid;
    }

    private static void inRange(String field, long value, long least, long most) throws Refusal {
        if (value < least || value > most) {
            throw Refusal.invalid(field + ": " + value + " is not in " + least + ".." + most);
        }
    }

    /** Refuses a batch that is too large, or that comes while too much is in flight. */
    static void checkRoom(int operations, int inFlight) throws Refusal {
        if (operations > MAX_BATCH) {
            throw Refusal.invalid("operations: " + operations + " in one batch, at most " + MAX_BATCH);
        }
        if (inFlight >= MAX_IN_FLIGHT) {
            throw new Refusal(
                    Status.Code.RESOURCE_EXHAUSTED,
                    "this gateway has " + MAX_IN_FLIGHT + " requests in flight; send slower");
        }
    }

    /** Refuses everything before the machine runs. */
    static void checkRunning(RoutedMachine machine) throws Refusal {
        if (!machine.running()) {
            throw new Refusal(
                    Status.Code.FAILED_PRECONDITION,
                    "the machine is booting (" + machine.phase() + "): " + whatIsMissing(machine.phase())
                            + "; pages can be had once it is running");
        }
    }

    private static String whatIsMissing(String phase) {
        boolean noPages =
                BootPhase.named(phase).map(BootPhase.MEM_INIT::compareTo).orElse(1) > 0;
        return noPages
                ? "memory comes from memblock until " + BootPhase.MEM_INIT + " hands it to the buddy allocator"
                : "only the kernel allocates until " + BootPhase.RUNNING;
    }
}
