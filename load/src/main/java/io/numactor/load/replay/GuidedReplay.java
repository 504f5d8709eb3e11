package io.numactor.load.replay;

import io.numactor.load.trace.EventKind;
import io.numactor.load.trace.Trace;
import io.numactor.mm.topology.NodeMask;
import java.util.ArrayList;
import java.util.List;

/** The choice of zone alone: free counts are the trace's, each allocation's zone is predicted from them. */
final class GuidedReplay {
    private final ReplayMachine machine;
    private final Trace trace;
    private final Requests requests;
    private final RealZones real;
    private final Verdicts verdicts;
    private final List<Round> rounds;
    private final long[][] seen = new long[NodeMask.MAX_NUMNODES][];
    long choices; long zoneRight; long nodeRight; long unexplained; List<String> wrong = new ArrayList<>();
    private int nextBegin;
    private final List<Round> running = new ArrayList<>();

    GuidedReplay(ReplayMachine machine, Trace trace, List<Hidden> hidden, Requests requests, List<Round> rounds) {
        this.machine = machine;
        this.trace = trace;
        this.requests = requests;
        this.rounds = rounds;
        real = new RealZones(machine, trace, hidden, (order, highAtomic) -> true);
        verdicts = new Verdicts(machine, real);
    }

    void run() {
        for (int event = 0; event < trace.size(); event++) {
            endRounds(event);
            if (trace.kind(event) == EventKind.ALLOC) {
                allocation(requests.of(event));
            } else {
                requests.follow(event);
            }
            real.follow(event);
            beginRounds(event);
            if (trace.kind(event) == EventKind.KSWAPD_SLEEP) {
                real.setPressure(trace.argument(event), false);
            }
        }
    }

    private void endRounds(int event) {
        for (int i = running.size() - 1; i >= 0; i--) {
            if (running.get(i).end() <= event) {
                Round round = running.remove(i);
                for (ReplayZone zone : machine.zones()) {
                    if (zone.nid() == round.nid()) {
                        real.marks(zone.index()).dropBoost(seen[round.nid()][zone.index()]);
                    }
                }
            }
        }
    }

    private void beginRounds(int event) {
        while (nextBegin < rounds.size() && rounds.get(nextBegin).begin() == event) {
            Round round = rounds.get(nextBegin++);
            real.setPressure(round.nid(), true);
            real.settleSteals();
            seen[round.nid()] = new long[machine.zones().size()];
            for (ReplayZone zone : machine.zones()) {
                if (zone.nid() == round.nid() && zone.key().type().ordinal() <= round.highest()) {
                    seen[round.nid()][zone.index()] = real.marks(zone.index()).boost();
                }
            }
            running.add(round);
        }
    }

    private void allocation(Request request) {
        long pfn = trace.pfn(request.event());
        if (pfn == 0) {
            return;
        }
        int found = machine.zoneOf(pfn);
        int picked = verdicts.pick(request);
        choices++;
        if (picked == found) {
            zoneRight++;
            nodeRight++;
            return;
        }
        if (picked >= 0 && machine.zone(picked).nid() == machine.zone(found).nid()) nodeRight++;
        if (!verdicts.explains(request, found)) {
            unexplained++;
            if (wrong.size() < 4000) {
                StringBuilder b = new StringBuilder("event " + request.event() + " cpu " + request.cpu() + " task "+trace.task(request.event())+" order " + request.order() + " " + io.numactor.mm.alloc.GfpFlags.format(request.gfp()) + " start " + request.choice().startNid()+ (request.reclaimed()?" RECLAIMED":"") + " found " + machine.zone(found).key() + " picked " + (picked<0?"none":machine.zone(picked).key()+"") + ":");
                for (int z : verdicts.walk(request)) b.append(" " + machine.zone(z).key() + " free " + real.free(z).value() + " boost " + real.marks(z).boost() + " above " + verdicts.above(request, z, verdicts.fastFlags(request)) + "/"+verdicts.above(request, z, verdicts.slowFlags(request)));
                wrong.add(b.toString());
            }
        }
    }
}
