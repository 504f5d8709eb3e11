package io.numactor.cli.client;

import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.Policy;
import io.numactor.cli.ExitCode;
import io.numactor.cli.UsageProblem;
import io.numactor.load.ApiClient;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One request to the live machine, with its walk on request. */
@Command(
        name = "alloc",
        description = "Allocate pages and show where they came from; --explain shows every zone tried.",
        footer = {
            "",
            "The pages belong to an owner (an emulated process), which stays open unless --hold-seconds is given;",
            "free them with the handles printed, or all at once with 'numactor free --owner ID --all'.",
            "Exit status 1: no page was served."
        },
        mixinStandardHelpOptions = true)
public final class AllocCommand extends ClientCommand {
    /** What the gateway takes in one request. */
    private static final int MAX_COUNT = 65_536;

    private static final int MAX_ORDER = 10;
    private static final int MAX_HOLD_SECONDS = 86_400;
    private static final long MILLIS_PER_SECOND = 1_000;

    @Option(names = "--node", paramLabel = "N", description = "start at this node; default: the CPU's")
    @Nullable
    Integer node;

    @Option(names = "--cpu", paramLabel = "C", description = "allocate on this CPU; default: the node's first")
    @Nullable
    Integer cpu;

    @Option(names = "--order", paramLabel = "K", description = "blocks of 2^K pages, 0..10", defaultValue = "0")
    long order;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "this many blocks, one after the other",
            defaultValue = "1")
    long count;

    @Option(names = "--gfp", paramLabel = "FLAGS", description = "default: GFP_HIGHUSER_MOVABLE", defaultValue = "")
    String gfp = "";

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description = "default, preferred:1, preferred-many:1,2, bind:0,2 or interleave:0-3")
    @Nullable
    String policy;

    @Option(names = "--all-or-nothing", description = "give back a partial answer")
    boolean allOrNothing;

    @Option(names = "--explain", description = "show each zone tried, the mark it failed and by how much")
    boolean explain;

    @Option(
            names = "--hints",
            description = "with --explain: leave nodes out by hint, as a request does that is not explained")
    boolean hints;

    @Option(names = "--reclaimable", description = "page cache: pages that reclaim may take back")
    boolean reclaimable;

    @Option(names = "--owner", paramLabel = "ID", description = "for this open owner instead of a new one")
    @Nullable
    String owner;

    @Option(
            names = "--hold-seconds",
            paramLabel = "S",
            description = "close the owner after S seconds",
            defaultValue = "-1")
    long holdSeconds;

    @Option(names = "--keep", description = "leave the owner open (the default)")
    boolean keep;

    @Override
    int run(ApiClient client) throws InterruptedException {
        AllocateRequest.Builder request = request(MachineNodes.of(client.machine()));
        long id = owner == null ? client.openOwner("alloc") : OwnerId.parse(owner);
        AllocateResponse answer = client.allocate(request.setOwner(id).build());
        boolean kept = answer.getServed() > 0 && holdSeconds < 0;
        print(json ? AllocJson.print(id, kept, answer) : AllocText.print(request.build(), kept, answer));
        if (!kept && owner == null) {
            hold(answer);
            client.closeOwner(id, request.getCpu());
        }
        return answer.getServed() > 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private AllocateRequest.Builder request(MachineNodes machine) {
        UsageProblem.unlessInRange("--order", order, 0, MAX_ORDER);
        UsageProblem.unlessInRange("--count", count, 1, MAX_COUNT);
        UsageProblem.unlessInRange("--hold-seconds", holdSeconds, -1, MAX_HOLD_SECONDS);
        if (keep && holdSeconds >= 0) {
            throw new UsageProblem("--keep and --hold-seconds exclude each other");
        }
        AllocateRequest.Builder request = AllocateRequest.newBuilder()
                .setOrder((int) order)
                .setCount((int) count)
                .setGfp(GfpText.checked(gfp))
                .setAllOrNothing(allOrNothing)
                .setExplain(explain)
                .setWithoutHints(explain && !hints)
                .setReclaimable(reclaimable);
        place(request, machine);
        Optional<Policy> parsed = PolicyText.parse(policy, machine);
        parsed.ifPresent(request::setPolicy);
        return request;
    }

    private void place(AllocateRequest.Builder request, MachineNodes machine) {
        if (node != null) {
            machine.checkNode("--node", node);
            request.setNode(node);
            machine.firstCpu(node).ifPresent(request::setCpu);
        }
        if (cpu != null) {
            machine.checkCpu("--cpu", cpu);
            request.setCpu(cpu);
        }
    }

    private void hold(AllocateResponse answer) throws InterruptedException {
        if (answer.getServed() > 0 && holdSeconds > 0) {
            Thread.sleep(holdSeconds * MILLIS_PER_SECOND);
        }
    }
}
