package io.numactor.load.replay;

import io.numactor.load.trace.EventKind;
import io.numactor.load.trace.Trace;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.policy.MemPolicy;
import io.numactor.mm.policy.PolicyChoice;
import io.numactor.mm.topology.NodeMask;
import java.util.HashSet;
import java.util.Set;

/** What every allocation of the trace asked for, event by event from the first on. */
final class Requests {
    /** kmalloc has caches up to two pages. */
    private static final int LARGE_KMALLOC_ORDER = 2;

    private final ReplayMachine machine;
    private final Trace trace;
    private final Policies policies;
    private final InterleavedPages interleaved;
    private final Set<Integer> reclaimed = new HashSet<>();
    private final Set<Integer> victims = new HashSet<>();

    Requests(ReplayMachine machine, Trace trace, Workload workload) {
        this.machine = machine;
        this.trace = trace;
        policies = new Policies(machine.layout().memory(), workload);
        interleaved = new InterleavedPages(machine, trace);
    }

    /** Takes in an event that is no allocation. */
    void follow(int event) {
        EventKind kind = trace.kind(event);
        if (kind == EventKind.MARKER) {
            policies.marker(trace.text(event));
        } else if (kind == EventKind.FORK) {
            policies.fork(trace.task(event), trace.argument(event));
        } else if (kind == EventKind.RECLAIM_END) {
            reclaimed.add(trace.task(event));
        } else if (kind == EventKind.RECLAIM_BEGIN) {
            reclaimed.remove(trace.task(event));
        } else if (kind == EventKind.OOM_VICTIM) {
            victims.add(trace.argument(event));
        }
    }

    /** What this allocation asked for; call it once, in order. */
    Request of(int event) {
        int gfp = trace.gfp(event);
        int cpu = trace.cpu(event);
        boolean afterReclaim = !reclaimed.isEmpty() && !trace.inInterrupt(event) && reclaimed.remove(trace.task(event));
        return new Request(
                event,
                cpu,
                machine.nodeOf(cpu),
                trace.order(event),
                gfp,
                machine.highestZone(gfp),
                choice(event, gfp, cpu),
                afterReclaim,
                !victims.isEmpty() && !trace.inInterrupt(event) && victims.contains(trace.task(event)));
    }

    /** Where a bulk allocation begins that left no event: by the policy of the task on whose CPU it shows. */
    PolicyChoice bulkChoice(int event, int cpu, int gfp) {
        int here = machine.nodeOf(cpu);
        boolean known = event < trace.size() && trace.cpu(event) == cpu && !trace.inInterrupt(event);
        MemPolicy policy = known ? policies.of(trace.task(event), false, gfp) : MemPolicy.DEFAULT;
        return policy instanceof MemPolicy.Interleave
                ? MemPolicy.DEFAULT.choose(here, machine.highestZone(gfp), machine.policyMachine(), 0)
                : policy.choose(here, machine.highestZone(gfp), machine.policyMachine(), 0);
    }

    private PolicyChoice choice(int event, int gfp, int cpu) {
        int here = machine.nodeOf(cpu);
        if (GfpFlags.isThisNode(gfp) && !isTransparentHuge(gfp)) {
            return new PolicyChoice(namedNode(event, here), NodeMask.ALL, -1, 0, false);
        }
        boolean userPage = isUserPage(gfp);
        int task = trace.task(event);
        boolean hasPolicy = !trace.inInterrupt(event) && !isLargeKmalloc(trace.order(event), gfp);
        MemPolicy policy = hasPolicy ? policies.of(task, userPage, gfp) : MemPolicy.DEFAULT;
        if (policy instanceof MemPolicy.Interleave turns) {
            return userPage ? interleaved.choose(turns, event) : turn(turns, event, here, gfp);
        }
        PolicyChoice choice = policy.choose(here, machine.highestZone(gfp), machine.policyMachine(), 0);
        // Each of the two walks has an event of its own: the second shows by its right to wait.
        return choice.retriesUnmasked() && GfpFlags.allowsDirectReclaim(gfp) ? choice.retry() : choice;
    }

    /** A turn of the task itself. Its bulk allocations take turns, too, but leave no event. */
    private PolicyChoice turn(MemPolicy.Interleave policy, int event, int here, int gfp) {
        int task = trace.task(event);
        PolicyChoice choice =
                policy.choose(here, machine.highestZone(gfp), machine.policyMachine(), policies.ilPrev(task));
        policies.setIlPrev(task, interleaved.shown(policy.nodes(), event, choice.ilPrev(), this::takesTurn));
        return choice;
    }

    /** kmalloc beyond its caches takes pages of the CPU's own node, whatever the task's policy. */
    private static boolean isLargeKmalloc(int order, int gfp) {
        return order >= LARGE_KMALLOC_ORDER
                && GfpFlags.has(gfp, GfpFlags.COMP | GfpFlags.DIRECT_RECLAIM)
                && !GfpFlags.has(gfp, GfpFlags.MOVABLE)
                && !GfpFlags.has(gfp, GfpFlags.NORETRY);
    }

    private static boolean isUserPage(int gfp) {
        return GfpFlags.has(gfp, GfpFlags.GFP_HIGHUSER_MOVABLE & ~GfpFlags.RECLAIM);
    }

    /** Whether a task with an interleave policy takes a turn for this allocation. */
    private boolean takesTurn(int event) {
        int gfp = trace.gfp(event);
        return !trace.inInterrupt(event)
                && !isUserPage(gfp)
                && !GfpFlags.isThisNode(gfp)
                && !isLargeKmalloc(trace.order(event), gfp);
    }

    private static boolean isTransparentHuge(int gfp) {
        return GfpFlags.has(gfp, GfpFlags.GFP_TRANSHUGE_LIGHT);
    }

    /** A caller that names its node, as the huge page pool does: the node is part of what it asked for. */
    private int namedNode(int event, int here) {
        int zone = machine.zoneOf(trace, event);
        return zone == ReplayMachine.NO_ZONE ? here : machine.zone(zone).nid();
    }
}
