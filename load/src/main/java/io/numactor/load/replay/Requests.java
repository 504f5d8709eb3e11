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
    private final ReplayMachine machine;
    private final Trace trace;
    private final Policies policies;
    private final InterleavedPages interleaved;
    private final Set<Integer> reclaimed = new HashSet<>();

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
        } else if (kind == EventKind.RECLAIM_END) {
            reclaimed.add(trace.task(event));
        } else if (kind == EventKind.RECLAIM_BEGIN) {
            reclaimed.remove(trace.task(event));
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
                afterReclaim);
    }

    private PolicyChoice choice(int event, int gfp, int cpu) {
        int here = machine.nodeOf(cpu);
        if (GfpFlags.isThisNode(gfp) && !isTransparentHuge(gfp)) {
            return new PolicyChoice(namedNode(event, here), NodeMask.ALL, -1, 0, false);
        }
        boolean userPage = GfpFlags.has(gfp, GfpFlags.GFP_HIGHUSER_MOVABLE & ~GfpFlags.RECLAIM);
        int task = trace.task(event);
        MemPolicy policy = trace.inInterrupt(event) ? MemPolicy.DEFAULT : policies.of(task, userPage, gfp);
        if (policy instanceof MemPolicy.Interleave turns) {
            return userPage ? interleaved.choose(turns, event) : turn(turns, task, here, gfp);
        }
        PolicyChoice choice = policy.choose(here, machine.highestZone(gfp), machine.policyMachine(), 0);
        // Each of the two walks has an event of its own: the second shows by its right to wait.
        return choice.retriesUnmasked() && GfpFlags.allowsDirectReclaim(gfp) ? choice.retry() : choice;
    }

    private PolicyChoice turn(MemPolicy.Interleave policy, int task, int here, int gfp) {
        PolicyChoice choice =
                policy.choose(here, machine.highestZone(gfp), machine.policyMachine(), policies.ilPrev(task));
        policies.setIlPrev(task, choice.ilPrev());
        return choice;
    }

    private static boolean isTransparentHuge(int gfp) {
        return GfpFlags.has(gfp, GfpFlags.GFP_TRANSHUGE_LIGHT);
    }

    /** A caller that names its node, as the huge page pool does: the node is part of what it asked for. */
    private int namedNode(int event, int here) {
        int zone = trace.pfn(event) == 0 ? ReplayMachine.NO_ZONE : machine.zoneOf(trace.pfn(event));
        return zone == ReplayMachine.NO_ZONE ? here : machine.zone(zone).nid();
    }
}
