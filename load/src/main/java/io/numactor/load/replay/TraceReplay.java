package io.numactor.load.replay;

import io.numactor.load.trace.Trace;
import io.numactor.load.trace.TraceReader;
import io.numactor.load.trace.TraceText;
import io.numactor.mm.node.PgData;
import io.numactor.mm.stat.NumaStat;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.zone.ZoneSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Feeds a captured trace to the model of the allocator and compares, allocation by allocation, what both chose. Where an
 * allocation was placed is never read to place it. The page that it names is believed as far as the other events of the
 * page allow, to know which page a later free means; only a page's first event also says what it was before the trace.
 */
public final class TraceReplay {
    private final ReplayInput input;
    private final TraceText text;
    private final Trace trace;
    private final ReplayMachine machine;
    private final Workload workload;
    private final Ledger ledger;
    private final RoundFinder rounds;

    private TraceReplay(ReplayInput input, TraceText text) {
        this.input = input;
        this.text = text;
        trace = text.events();
        machine = new ReplayMachine(input.machine(), BeforeState.read(input.before()));
        machine.check(trace);
        workload = input.workload().map(Workload::read).orElse(Workload.UNKNOWN);
        ledger = Ledger.of(machine, trace);
        rounds = new RoundFinder(machine, trace, ledger, requests()).find();
    }

    /**
     * Replays a trace.
     *
     * @throws io.numactor.load.trace.TraceRefused when the trace cannot be read, or is of another machine
     * @throws io.numactor.machine.MachineRefused when the state before it cannot be read
     */
    public static ReplayReport run(ReplayInput input) {
        long begin = System.nanoTime();
        TraceReplay replay = new TraceReplay(input, TraceReader.read(input.trace(), input.tornLimit()));
        return input.mode() == ReplayMode.GUIDED ? replay.guided(begin) : replay.open(begin);
    }

    private Requests requests() {
        return new Requests(machine, trace, workload);
    }

    private ReplayReport guided(long begin) {
        List<FreeBlocks> blocks = new StateBuilder(machine, trace, ledger).freeBlocks();
        GuidedReplay replay = new GuidedReplay(machine, trace, ledger, rounds, requests(), blocks);
        Score score = replay.run();
        List<Long> free = machine.zones().stream()
                .map(zone -> replay.zones().free(zone.index()).exact())
                .toList();
        return report(begin, score, replay.numa(), free, free);
    }

    private ReplayReport open(long begin) {
        Map<Integer, PgData> nodes = new StateBuilder(machine, trace, ledger).build();
        OpenReplay replay = new OpenReplay(machine, trace, ledger, rounds, requests(), nodes);
        Score score = replay.run();
        List<Long> free = replay.freePages();
        return report(
                begin, score, tally(nodes, replay.numa()), free, input.after().isPresent() ? free : traceSays());
    }

    private static NumaTally tally(Map<Integer, PgData> nodes, NumaTally tally) {
        nodes.forEach((nid, node) -> {
            for (ZoneSnapshot zone : node.snapshot().zones()) {
                tally.add(nid, zone.numa());
            }
            node.snapshot().foreign().forEach((preferred, count) -> tally.foreign(preferred.nid(), count));
        });
        return tally;
    }

    /** Free pages at the end by the trace alone: what counts as real where nobody looked. */
    private List<Long> traceSays() {
        RealZones real = new RealZones(machine, trace, ledger);
        for (int event = 0; event < trace.size(); event++) {
            real.follow(event);
        }
        return machine.zones().stream()
                .map(zone -> real.free(zone.index()).exact())
                .toList();
    }

    private ReplayReport report(long begin, Score score, NumaTally numa, List<Long> free, List<Long> traceSays) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        Optional<BeforeState> after = input.after().map(BeforeState::read);
        return new ReplayReport(
                input.mode(),
                text.seen(),
                score.allocations(),
                (long) (text.seen() / seconds),
                score.nodeAgreement(),
                score.zoneAgreement(),
                score.reclaimedCount(),
                score.unexplainedShare(),
                machine.zones().stream().map(ReplayZone::key).toList(),
                Arrays.stream(score.confusion())
                        .map(row -> Arrays.stream(row).boxed().toList())
                        .toList(),
                after.map(state -> counters(state, numa)).orElse(List.of()),
                freePages(after, free, traceSays),
                score.causes(),
                score.disagreements(),
                text.lost(),
                text.torn());
    }

    private List<ReplayReport.ZoneFree> freePages(Optional<BeforeState> after, List<Long> free, List<Long> traceSays) {
        List<ReplayReport.ZoneFree> pages = new ArrayList<>();
        for (ReplayZone zone : machine.zones()) {
            ZoneKey key = zone.key();
            long real = after.map(state -> state.buddy().freePages(key)).orElse(traceSays.get(zone.index()));
            pages.add(new ReplayReport.ZoneFree(key, real, free.get(zone.index())));
        }
        return pages;
    }

    private List<ReplayReport.NodeCounter> counters(BeforeState after, NumaTally numa) {
        List<ReplayReport.NodeCounter> counters = new ArrayList<>();
        for (int nid : machine.layout().possible().ids()) {
            Map<String, Long> first = machine.before().numastat(nid);
            NumaStat stat = numa.of(nid);
            after.numastat(nid).forEach((name, value) -> {
                long real = value - first.getOrDefault(name, 0L);
                counters.add(new ReplayReport.NodeCounter(nid, name, real, counter(stat, name)));
            });
        }
        return counters;
    }

    private static long counter(NumaStat stat, String name) {
        return switch (name) {
            case "numa_hit" -> stat.hit();
            case "numa_miss" -> stat.miss();
            case "numa_foreign" -> stat.foreign();
            case "interleave_hit" -> stat.interleave();
            case "local_node" -> stat.local();
            case "other_node" -> stat.other();
            default -> 0;
        };
    }
}
