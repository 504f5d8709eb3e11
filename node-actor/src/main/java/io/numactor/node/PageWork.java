package io.numactor.node;

import io.numactor.mm.alloc.FreeOutcome;
import io.numactor.mm.alloc.ReclaimAnswer;
import io.numactor.mm.alloc.ZoneAnswer;
import io.numactor.mm.alloc.ZoneRequest;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.node.PgData;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.proto.RunColumns;
import io.numactor.wire.FreeRuns;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.OwnerClosed;
import io.numactor.wire.PagesReclaimed;
import io.numactor.wire.ReclaimPages;
import io.numactor.wire.Refused;
import io.numactor.wire.Relieve;
import io.numactor.wire.Relieved;
import io.numactor.wire.TryZones;
import io.numactor.wire.Undo;
import io.numactor.wire.WakeKswapd;
import io.numactor.wire.ZonesTried;
import java.util.List;

/** What routers ask of the pages of a node, carried out on its {@link PgData}: a request once read is a call. */
final class PageWork {
    /** The largest order of a block: MAX_ORDER - 1 of 6.1. */
    private static final int MAX_BLOCK_ORDER = 10;
    /** Pages that one request may have reclaimed at a time; the kernel's cluster is 32. */
    private static final int MAX_RECLAIM = 1024;
    /** Blocks of one free: many times what the largest batch of a client names. */
    private static final long MAX_FREED = 1 << 26;

    private final PgData pgdat;
    private final int nid;
    private final int machineCpus;
    private final long incarnation;
    private boolean fellShort;
    private int lastGrant;

    /** Of what {@link #isBounded} read: the compiler would leave out reads that nothing comes of. */
    int seen;

    PageWork(PgData pgdat, int machineCpus, long incarnation) {
        this.pgdat = pgdat;
        this.nid = pgdat.nid();
        this.machineCpus = machineCpus;
        this.incarnation = incarnation;
    }

    /** A message begins. */
    void begin() {
        fellShort = false;
    }

    /** Whether something that the message asked for was not served. */
    boolean fellShort() {
        return fellShort;
    }

    /** The head of the answer to a request. */
    static NodeAnswer.Builder head(NodeRequest request) {
        return NodeAnswer.newBuilder()
                .setOwner(request.getOwner())
                .setSequence(request.getSequence())
                .setStep(request.getStep());
    }

    /** Carries a request out, for the first time; a refusal is an answer too. */
    NodeAnswer carryOut(AnswerLog log, NodeRequest request, BootPhase phase) {
        NodeAnswer.Builder answer = head(request);
        switch (request.getRequestCase()) {
            case TRY_ZONES -> tryZones(request, answer, phase);
            case FREE -> free(request.getOwner(), request.getFree(), answer);
            case CLOSE ->
                answer.setClosed(OwnerClosed.newBuilder()
                        .setPages(pgdat.closeOwner(
                                request.getOwner(),
                                existingCpu(request.getClose().getCpu()))));
            case UNDO -> answer.setUndone(OwnerClosed.newBuilder().setPages(undo(log, request)));
            case RECLAIM -> answer.setReclaimed(reclaim(request.getReclaim()));
            case LIST -> answer.setHeld(HeldRunsWriter.of(pgdat, request.getOwner(), request.getList()));
            case RELIEVE -> answer.setRelieved(relieve(request.getRelieve()));
            default ->
                answer.setRefused(
                        refused(Refused.Reason.REASON_MALFORMED, "unknown request " + request.getRequestCase()));
        }
        return answer.build();
    }

    /** Frees what a question was served, and sees to it that it does nothing when it comes later; pages freed. */
    private long undo(AnswerLog log, NodeRequest request) {
        Undo undo = request.getUndo();
        if (undo.getNumber() < 1 || log.isOver(undo.getNumber()) || log.isBeyond(undo.getNumber())) {
            return 0;
        }
        AnswerLog.Entry entry = log.find(undo.getNumber())
                .orElseGet(() -> log.open(undo.getNumber(), request.getOwner(), request.getSequence(), undo.getStep()));
        long pages = entry.isUndone() ? 0 : takeBack(entry, request.getOwner(), existingCpu(undo.getCpu()));
        entry.undo();
        return pages;
    }

    private long takeBack(AnswerLog.Entry entry, long owner, int cpu) {
        ZonesTried tried = entry.answer().map(NodeAnswer::getTried).orElse(ZonesTried.getDefaultInstance());
        long held = pgdat.ownedPages(owner);
        RunColumns.read(tried, (pfn, blocks, zone) -> {
            for (int block = 0; block < blocks; block++) {
                takeBack(owner, pfn + ((long) block << entry.order()), entry.order(), tried.getGrant(), cpu);
            }
        });
        return held - pgdat.ownedPages(owner);
    }

    private void takeBack(long owner, long pfn, int order, int grant, int cpu) {
        if (pgdat.free(owner, pfn, order, grant, cpu) == FreeOutcome.RECLAIMED) {
            pgdat.neverHad(owner, 1L << order);
        }
    }

    void wake(WakeKswapd wake) {
        if (isOrder(wake.getOrder()) && isZone(wake.getHighestZone())) {
            pgdat.wakeKswapd(wake.getOrder(), ZoneType.of(wake.getHighestZone()));
        }
    }

    private PagesReclaimed reclaim(ReclaimPages wanted) {
        List<ZoneType> zones = zones(wanted.getZonesList());
        boolean wellFormed = isOrder(wanted.getOrder())
                && isZone(wanted.getHighestZone())
                && wanted.getPages() >= 0
                && wanted.getPages() <= MAX_RECLAIM;
        ReclaimAnswer answer = wellFormed
                ? pgdat.reclaimDirectly(
                        wanted.getOrder(),
                        ZoneType.of(wanted.getHighestZone()),
                        zones,
                        wanted.getAllocFlags(),
                        wanted.getPages(),
                        existingCpu(wanted.getCpu()))
                : ReclaimAnswer.NOTHING;
        return PagesReclaimed.newBuilder()
                .setPages(answer.pages())
                .setMayHelp(answer.mayHelp())
                .setHighatomic(answer.highAtomic())
                .build();
    }

    private Relieved relieve(Relieve wanted) {
        MigrateType type =
                MigrateType.of(Math.floorMod(wanted.getMigrateType(), MigrateType.PCP_TYPES)); // routers send no other
        boolean released = wanted.getReleaseHighatomic()
                && pgdat.releaseHighAtomic(zones(wanted.getZonesList()), type, wanted.getForce());
        if (!wanted.getForce()) {
            pgdat.drainAll();
        }
        return Relieved.newBuilder().setReleased(released).build();
    }

    private static List<ZoneType> zones(List<Integer> indexes) {
        return indexes.stream().filter(PageWork::isZone).map(ZoneType::of).toList();
    }

    private void tryZones(NodeRequest request, NodeAnswer.Builder answer, BootPhase phase) {
        TryZones wanted = request.getTryZones();
        if (phase.ordinal() < BootPhase.MEM_INIT.ordinal()) {
            answer.setRefused(refused(
                    Refused.Reason.REASON_PHASE,
                    "node " + nid + " is in " + phase + "; pages can be had from " + BootPhase.MEM_INIT + " on"));
            return;
        }
        if (!wellFormed(wanted)) {
            answer.setRefused(refused(Refused.Reason.REASON_MALFORMED, "a field of TryZones is out of range"));
            return;
        }
        if (wanted.getWakeKswapd()) {
            pgdat.wakeKswapd(wanted.getOrder(), ZoneType.of(wanted.getHighestZone()));
        }
        int grant = ++lastGrant;
        ZoneAnswer outcome = pgdat.tryZones(zoneRequest(request.getOwner(), grant, wanted));
        fellShort |= outcome.served() < wanted.getCount();
        answer.setTried(tried(outcome, grant));
    }

    private boolean wellFormed(TryZones wanted) {
        return isOrder(wanted.getOrder())
                && wanted.getCount() > 0
                && wanted.getCpu() >= 0
                && wanted.getCpu() < machineCpus
                && wanted.getMigrateType() >= 0
                && wanted.getMigrateType() < MigrateType.PCP_TYPES
                && isZone(wanted.getHighestZone())
                && isZone(wanted.getPreferredZone())
                && wanted.getZonesList().stream().allMatch(PageWork::isZone);
    }

    private static boolean isOrder(int order) {
        return order >= 0 && order <= MAX_BLOCK_ORDER;
    }

    private static boolean isZone(int index) {
        return index >= 0 && index < ZoneType.count();
    }

    private ZoneRequest zoneRequest(long owner, int grant, TryZones wanted) {
        return new ZoneRequest(
                owner,
                grant,
                wanted.getCpu(),
                wanted.getCpuNode(),
                wanted.getOrder(),
                wanted.getCount(),
                wanted.getGfp(),
                wanted.getAllocFlags(),
                MigrateType.of(wanted.getMigrateType()),
                ZoneType.of(wanted.getHighestZone()),
                wanted.getZonesList().stream().map(ZoneType::of).toList(),
                new ZoneKey(wanted.getPreferredNode(), ZoneType.of(wanted.getPreferredZone())),
                wanted.getInterleaveNodePlusOne() - 1,
                wanted.getExplain(),
                wanted.getReclaimable(),
                wanted.getNodeReclaim());
    }

    private ZonesTried tried(ZoneAnswer answer, int grant) {
        ZonesTried.Builder tried = ZonesTried.newBuilder()
                .setGrant(grant)
                .setReclaimedPages(answer.reclaimed())
                .setKswapdHelps(answer.reclaimable());
        RunColumns.write(answer.runs(), tried);
        answer.skips().forEach(skip -> tried.addSkips(NodeStates.skip(nid, skip)));
        return tried.build();
    }

    private void free(long owner, FreeRuns request, NodeAnswer.Builder answer) {
        if (!isBounded(request)) {
            answer.setRefused(refused(
                    Refused.Reason.REASON_MALFORMED, "a free has at most " + MAX_FREED + " blocks, none below 0"));
            return;
        }
        FreedRuns freed = new FreedRuns(nid);
        int cpu = existingCpu(request.getCpu());
        RunColumns.read(request, (row, pfn, order, blocks, life, grant) -> {
            freed.begin(blocks);
            freeRun(freed, owner, cpu, pfn, order, blocks, life, grant);
        });
        answer.setFreed(freed.answer());
    }

    /**
     * Whether it names no more blocks than a message of a router does: each of them is looked for. What the memory map has
     * of the runs is read here for all, so that the frees need not wait for memory one by one.
     */
    private boolean isBounded(FreeRuns request) {
        long[] sum = {0};
        RunColumns.read(request, (row, pfn, order, blocks, life, grant) -> {
            sum[0] += blocks < 0 ? MAX_FREED + 1 : blocks;
            seen += pgdat.look(pfn);
        });
        return sum[0] <= MAX_FREED;
    }

    /** The CPU on which frees count; routers check it, and CPU 0 stands in for one that cannot be. */
    private int existingCpu(int cpu) {
        return cpu >= 0 && cpu < machineCpus ? cpu : 0;
    }

    private void freeRun(FreedRuns freed, long owner, int cpu, long pfn, int order, int blocks, long life, int grant) {
        if (life != incarnation) {
            freed.refused(pfn, FreeOutcome.STALE_HANDLE);
            return;
        }
        if (!isOrder(order)) {
            freed.refused(pfn, FreeOutcome.WRONG_ORDER);
            return;
        }
        for (int block = 0; block < blocks; block++) {
            long first = pfn + ((long) block << order);
            FreeOutcome outcome = pgdat.free(owner, first, order, grant, cpu);
            if (outcome == FreeOutcome.FREED) {
                freed.freed();
            } else if (outcome == FreeOutcome.RECLAIMED) {
                freed.reclaimed();
            } else {
                freed.refused(first, outcome);
            }
        }
    }

    static Refused refused(Refused.Reason reason, String detail) {
        return Refused.newBuilder().setReason(reason).setDetail(detail).build();
    }
}
