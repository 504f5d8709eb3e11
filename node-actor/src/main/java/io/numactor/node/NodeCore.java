package io.numactor.node;

import io.numactor.api.v1.Epoch;
import io.numactor.api.v1.NodeState;
import io.numactor.mm.alloc.FreeOutcome;
import io.numactor.mm.alloc.ReclaimAnswer;
import io.numactor.mm.alloc.ZoneAnswer;
import io.numactor.mm.alloc.ZoneRequest;
import io.numactor.mm.boot.BootPhase;
import io.numactor.mm.node.PgData;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.zone.ZoneKey;
import io.numactor.mm.zone.ZoneType;
import io.numactor.proto.Blueprints;
import io.numactor.proto.RunColumns;
import io.numactor.proto.WireTypes;
import io.numactor.wire.FreeRuns;
import io.numactor.wire.MemoryDone;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeBlueprint;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import io.numactor.wire.OwnerClosed;
import io.numactor.wire.PagesReclaimed;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.ReclaimPages;
import io.numactor.wire.Refused;
import io.numactor.wire.Relieve;
import io.numactor.wire.Relieved;
import io.numactor.wire.RunsFreed;
import io.numactor.wire.TryZones;
import io.numactor.wire.WakeKswapd;
import io.numactor.wire.ZoneReport;
import io.numactor.wire.ZonesTried;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One NUMA node behind its messages: turns what routers and the coordinator send into calls on the {@link PgData} it
 * owns, and the results into answers. It knows epochs, incarnations and phases; it knows no actor.
 */
final class NodeCore {
    /** The largest order of a block: MAX_ORDER - 1 of 6.1. */
    private static final int MAX_BLOCK_ORDER = 10;
    /** Refused frees that one answer names, so that it fits a frame; the counts of what was freed tell the rest. */
    static final int MAX_REFUSALS = 2048;
    /** Pages that one request may have reclaimed at a time; the kernel's cluster is 32. */
    private static final int MAX_RECLAIM = 1024;

    private final List<Long> estimates;
    private final PgData pgdat;
    private final MemoryOrders memory;
    private final int nid;
    private final int machineCpus;
    private final long incarnation;
    private BootPhase phase = BootPhase.FREE_AREA_INIT;
    private Epoch epoch = Epoch.getDefaultInstance();
    private final HintBook hints;
    private boolean fellShort;
    private int lastGrant;

    NodeCore(NodeBlueprint blueprint, long incarnation) {
        this.estimates = blueprint.getManagedEstimateList();
        this.pgdat = new PgData(Blueprints.decode(blueprint), blueprint.getMachineCpus());
        this.memory = new MemoryOrders(pgdat);
        this.hints = new HintBook(pgdat);
        this.nid = blueprint.getNode();
        this.machineCpus = blueprint.getMachineCpus();
        this.incarnation = incarnation;
    }

    int nid() {
        return nid;
    }

    long incarnation() {
        return incarnation;
    }

    Epoch epoch() {
        return epoch;
    }

    BootPhase phase() {
        return phase;
    }

    /** Carries out one boot phase; a phase that was carried out before is only confirmed again. */
    void run(PhaseOrder order) {
        epoch = order.getEpoch();
        BootPhase ordered = BootPhase.valueOf(order.getPhase().toUpperCase(Locale.ROOT));
        if (ordered.ordinal() > phase.ordinal()) {
            phase = ordered;
            carryOut(ordered);
        }
        if (order.hasMemory()) {
            memory.carryOut(order.getMemory());
        }
        order.getSettingsList()
                .forEach(setting -> pgdat.install(WireTypes.zone(setting.getZone()), Blueprints.decode(setting)));
        if (order.hasTunables()) {
            pgdat.setWatermarkBoostFactor(order.getTunables().getWatermarkBoostFactor());
        }
    }

    private void carryOut(BootPhase ordered) {
        if (ordered == BootPhase.MEM_INIT) {
            pgdat.memInit();
        } else if (ordered == BootPhase.FREE_INITMEM) {
            pgdat.freeLate();
        }
    }

    /** Answers a batch, request by request, in order; requests that want no answer have none. */
    NodeAnswers handle(NodeWork work) {
        NodeAnswers.Builder answers = NodeAnswers.newBuilder()
                .setNode(nid)
                .setIncarnation(incarnation)
                .setEpoch(epoch);
        answers.setMessage(work.getMessage());
        hints.received(work);
        fellShort = false;
        Optional<Refused> refused = refusal(work);
        for (NodeRequest request : work.getRequestsList()) {
            NodeAnswer.Builder answer = NodeAnswer.newBuilder()
                    .setOwner(request.getOwner())
                    .setSequence(request.getSequence())
                    .setStep(request.getStep());
            if (refused.isPresent()) {
                answers.addAnswers(answer.setRefused(refused.get()));
            } else if (answer(request, answer)) {
                answers.addAnswers(answer);
            }
        }
        hints.tell(work, fellShort, answers);
        return answers.build();
    }

    HintBook hints() {
        return hints;
    }

    /** To the router that was told hints: they will not hold much longer. */
    NodeAnswers withdrawal() {
        return NodeAnswers.newBuilder()
                .setNode(nid)
                .setIncarnation(incarnation)
                .setEpoch(epoch)
                .setWithdrawn(true)
                .setHintVersion(hints.withdraw())
                .build();
    }

    private Optional<Refused> refusal(NodeWork work) {
        if (work.getIncarnation() != incarnation) {
            return Optional.of(refused(
                    Refused.Reason.REASON_INCARNATION,
                    "node " + nid + " lives as " + Long.toHexString(incarnation) + ", not as "
                            + Long.toHexString(work.getIncarnation())));
        }
        if (WireTypes.compare(work.getEpoch(), epoch) < 0) {
            return Optional.of(refused(Refused.Reason.REASON_EPOCH, "node " + nid + " is at a newer epoch"));
        }
        return Optional.empty();
    }

    private boolean answer(NodeRequest request, NodeAnswer.Builder answer) {
        switch (request.getRequestCase()) {
            case TRY_ZONES -> tryZones(request, answer);
            case FREE -> answer.setFreed(free(request.getOwner(), request.getFree()));
            case CLOSE ->
                answer.setClosed(OwnerClosed.newBuilder()
                        .setPages(pgdat.closeOwner(
                                request.getOwner(),
                                existingCpu(request.getClose().getCpu()))));
            case RECLAIM -> answer.setReclaimed(reclaim(request.getReclaim()));
            case RELIEVE -> answer.setRelieved(relieve(request.getRelieve()));
            case INSPECT -> answer.setState(state(request.getInspect().getPfnsList()));
            case WAKE_KSWAPD -> {
                wake(request.getWakeKswapd());
                return false;
            }
            default ->
                answer.setRefused(
                        refused(Refused.Reason.REASON_MALFORMED, "unknown request " + request.getRequestCase()));
        }
        return true;
    }

    private void wake(WakeKswapd wake) {
        if (wake.getOrder() <= MAX_BLOCK_ORDER && wake.getHighestZone() < ZoneType.count()) {
            pgdat.wakeKswapd(wake.getOrder(), ZoneType.of(wake.getHighestZone()));
        }
    }

    private PagesReclaimed reclaim(ReclaimPages wanted) {
        List<ZoneType> zones = zones(wanted.getZonesList());
        boolean wellFormed = wanted.getOrder() >= 0
                && wanted.getOrder() <= MAX_BLOCK_ORDER
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
        return indexes.stream().filter(NodeCore::isZone).map(ZoneType::of).toList();
    }

    private void tryZones(NodeRequest request, NodeAnswer.Builder answer) {
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
        return wanted.getOrder() >= 0
                && wanted.getOrder() <= MAX_BLOCK_ORDER
                && wanted.getCount() > 0
                && wanted.getCpu() >= 0
                && wanted.getCpu() < machineCpus
                && wanted.getMigrateType() >= 0
                && wanted.getMigrateType() < MigrateType.PCP_TYPES
                && isZone(wanted.getHighestZone())
                && isZone(wanted.getPreferredZone())
                && wanted.getZonesList().stream().allMatch(NodeCore::isZone);
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

    private RunsFreed free(long owner, FreeRuns request) {
        FreedRuns freed = new FreedRuns(nid);
        int cpu = existingCpu(request.getCpu());
        RunColumns.read(request, (row, pfn, order, blocks, life, grant) -> {
            freed.begin(blocks);
            freeRun(freed, owner, cpu, pfn, order, blocks, life, grant);
        });
        return freed.answer();
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
        if (order < 0 || order > MAX_BLOCK_ORDER) {
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

    private static Refused refused(Refused.Reason reason, String detail) {
        return Refused.newBuilder().setReason(reason).setDetail(detail).build();
    }

    boolean kswapdAwake() {
        return pgdat.kswapdAwake();
    }

    /** Whether a round of the reclaim daemon has to wait until hints are withdrawn. */
    boolean kswapdMustWait() {
        return hints.isOut() && pgdat.mayMakeRoom();
    }

    /** One round of the reclaim daemon, if it was woken. */
    void runKswapd() {
        if (pgdat.kswapdAwake()) {
            pgdat.runKswapd();
        }
    }

    /** How the node stands. */
    NodeState state() {
        NodeState state = NodeStates.of(pgdat.snapshot(), incarnation, epoch, phase);
        return phase.compareTo(BootPhase.MEM_INIT) < 0 ? NodeStates.estimated(state, estimates) : state;
    }

    /** How the node stands, and what it knows of these pages. */
    private NodeState state(List<Long> pfns) {
        NodeState.Builder state = state().toBuilder();
        pfns.stream()
                .limit(MAX_REFUSALS)
                .flatMap(pfn -> pgdat.page(pfn).stream())
                .forEach(page -> state.addPages(NodeStates.page(nid, page)));
        return state.build();
    }

    /** What came of the last order about memory; the default when there was none. */
    MemoryDone memoryDone() {
        return memory.last();
    }

    List<ZoneReport> zoneReports() {
        return NodeStates.reports(pgdat.snapshot());
    }
}
