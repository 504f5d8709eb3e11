package io.numactor.load.replay;

import io.numactor.load.trace.EventKind;
import io.numactor.load.trace.Trace;
import io.numactor.mm.alloc.GfpFlags;
import java.util.ArrayList;
import java.util.List;

/**
 * The choice of zone alone: free counts are the trace's, each allocation's zone is predicted from them. A prediction
 * that fails is explained when a zone that it hinges on stands within its counter's slack of its mark.
 */
final class GuidedReplay {
    private final ReplayMachine machine;
    private final Trace trace;
    private final Ledger ledger;
    private final Requests requests;
    private final RealZones real;
    private final Verdicts verdicts;
    private final List<Round> rounds;
    private final List<RunningRound> running = new ArrayList<>();
    private final Score score;
    private final NumaTally numa = new NumaTally();
    private int nextBegin;

    private record RunningRound(Round round, long[] boosts) {}

    GuidedReplay(
            ReplayMachine machine,
            Trace trace,
            Ledger ledger,
            RoundFinder rounds,
            Requests requests,
            List<FreeBlocks> blocks) {
        this.machine = machine;
        this.trace = trace;
        this.ledger = ledger;
        this.requests = requests;
        this.rounds = rounds.rounds();
        real = new RealZones(machine, trace, ledger, blocks);
        verdicts = new Verdicts(machine, real);
        score = new Score(machine);
    }

    Score run() {
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
        ledger.hidden().forEach(this::countBulk);
        return score;
    }

    RealZones zones() {
        return real;
    }

    NumaTally numa() {
        return numa;
    }

    private void countBulk(Hidden hidden) {
        if (hidden.kind() == Hidden.Kind.BULK) {
            int here = machine.nodeOf(hidden.cpu());
            numa.count(machine.zone(hidden.zone()).nid(), here, here, -1, hidden.pages());
        }
    }

    private void endRounds(int event) {
        for (int i = running.size() - 1; i >= 0; i--) {
            if (running.get(i).round.end() <= event) {
                end(running.remove(i));
            }
        }
    }

    private void end(RunningRound over) {
        for (ReplayZone zone : machine.zones()) {
            real.marks(zone.index()).dropBoost(over.boosts[zone.index()]);
        }
    }

    private void beginRounds(int event) {
        while (nextBegin < rounds.size() && rounds.get(nextBegin).begin() == event) {
            Round round = rounds.get(nextBegin++);
            real.setPressure(round.nid(), true);
            real.settleSteals();
            running.add(new RunningRound(round, boosts(round)));
        }
    }

    /** The boosts that the round sees at its beginning and takes off at its end. */
    private long[] boosts(Round round) {
        long[] boosts = new long[machine.zones().size()];
        for (ReplayZone zone : machine.zones()) {
            if (zone.nid() == round.nid() && zone.key().type().ordinal() <= round.highest()) {
                boosts[zone.index()] = real.marks(zone.index()).boost();
            }
        }
        return boosts;
    }

    private void allocation(Request request) {
        long pfn = trace.pfn(request.event());
        if (pfn == 0) {
            return;
        }
        int picked = verdicts.pick(request);
        compare(request, machine.zoneOf(trace, request.event()), picked);
        if (picked != ReplayMachine.NO_ZONE) {
            int preferred = machine.zone(machine.preferred(request)).nid();
            numa.count(
                    machine.zone(picked).nid(),
                    preferred,
                    request.cpuNid(),
                    request.choice().interleaveNid(),
                    1);
        }
    }

    private void compare(Request request, int found, int picked) {
        if (found == ReplayMachine.NO_ZONE) {
            score.nowhere();
        } else {
            score.placed(request, found, picked, () -> describe(request));
        }
        if (picked != found && (found == ReplayMachine.NO_ZONE || !verdicts.explains(request, found))) {
            score.unexplained();
        }
    }

    private String describe(Request request) {
        StringBuilder text = new StringBuilder(GfpFlags.isThisNode(request.gfp()) ? "this node only: " : "");
        for (int zone : verdicts.walk(request)) {
            text.append(machine.zone(zone).key())
                    .append(" is ")
                    .append(verdicts.above(request, zone, verdicts.fastFlags(request)))
                    .append(" above low, ")
                    .append(verdicts.above(request, zone, verdicts.slowFlags(request)))
                    .append(" above min, slack ")
                    .append(real.slack(zone))
                    .append("; ");
        }
        return text.toString();
    }
}
