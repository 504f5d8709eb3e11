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
import io.numactor.proto.OwnerIds;
import io.numactor.proto.RunColumns;
import io.numactor.proto.Timing;
import io.numactor.proto.WireTypes;
import io.numactor.wire.FreeRuns;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeBlueprint;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import io.numactor.wire.OwnerClosed;
import io.numactor.wire.PagesReclaimed;
import io.numactor.wire.PhaseDone;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Promise;
import io.numactor.wire.Promised;
import io.numactor.wire.ReclaimPages;
import io.numactor.wire.Refused;
import io.numactor.wire.Relieve;
import io.numactor.wire.Relieved;
import io.numactor.wire.RunsFreed;
import io.numactor.wire.TryZones;
import io.numactor.wire.Undo;
import io.numactor.wire.WakeKswapd;
import io.numactor.wire.ZonesTried;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * One NUMA node behind its messages: turns what routers and the coordinator send into calls on the {@link PgData} it
 * owns, and the results into answers. It knows epochs, incarnations and phases; it knows no actor.
 */
public final class NodeCore {
    /** The largest order of a block: MAX_ORDER - 1 of 6.1. */
    private static final int MAX_BLOCK_ORDER = 10;
    /** Refused frees that one answer names, so that it fits a frame; the counts of what was freed tell the rest. */
    static final int MAX_REFUSALS = 2048;
    /** Pages that one request may have reclaimed at a time; the kernel's cluster is 32. */
    private static final int MAX_RECLAIM = 1024;

    private final List<Long> estimates;
    private final PgData pgdat;
    private final MemoryOrders memoryOrders;
    private final int nid;
    private final int machineCpus;
    private final long incarnation;
    private final NodeLease lease;
    private final Map<Long, AnswerLog> logs = new HashMap<>();
    private BootPhase phase = BootPhase.FREE_AREA_INIT;
    private final HintBook hints;
    private boolean fellShort;
    private int lastGrant;

    /**
     * A node with all its pages reserved.
     *
     * @param incarnation number of this life of the node, never used before for it
     */
    public NodeCore(NodeBlueprint blueprint, long incarnation, Timing timing, LongSupplier nanoTime) {
        this.estimates = blueprint.getManagedEstimateList();
        this.pgdat = new PgData(Blueprints.decode(blueprint), blueprint.getMachineCpus());
        this.memoryOrders = new MemoryOrders(pgdat);
        this.hints = new HintBook(pgdat);
        this.nid = blueprint.getNode();
        this.machineCpus = blueprint.getMachineCpus();
        this.incarnation = incarnation;
        this.lease = new NodeLease(timing, nanoTime);
    }

    public int nid() {
        return nid;
    }

    public long incarnation() {
        return incarnation;
    }

    public Epoch epoch() {
        return lease.epoch();
    }

    /** The highest term that it has promised, or obeyed. */
    public long promisedTerm() {
        return lease.promisedTerm();
    }

    public BootPhase phase() {
        return phase;
    }

    /** The memory itself, for those who look at it; only this class changes it. */
    public PgData memory() {
        return pgdat;
    }

    /**
     * Obeys an order of the coordinator: carries out the boot phases up to the one ordered, installs what it brings, and
     * frees everything of routers that have left. An order that was obeyed before only renews the lease.
     *
     * @return false when a newer coordinator or a newer order of the same one was obeyed before
     */
    public boolean run(PhaseOrder order) {
        if (!lease.obeys(order)) {
            return false;
        }
        carryOut(order);
        return true;
    }

    /** Whether the order says more than one that was obeyed before: such a one only renews the lease. */
    boolean isNews(PhaseOrder order) {
        return WireTypes.compare(order.getEpoch(), lease.epoch()) > 0 || order.hasMemory();
    }

    /** Promises a coordinator to obey nobody of a lower term, unless it has promised more. */
    public Promised promise(Promise asked) {
        boolean granted = lease.promise(asked);
        return Promised.newBuilder()
                .setNode(nid)
                .setIncarnation(incarnation)
                .setTerm(lease.promisedTerm())
                .setGranted(granted)
                .setSentAt(lease.now())
                .addAllSessions(sessions())
                .setRecord(lease.record())
                .build();
    }

    /** The confirmation of an order that was obeyed. */
    public PhaseDone done(PhaseOrder order) {
        return PhaseDone.newBuilder()
                .setNode(nid)
                .setIncarnation(incarnation)
                .setEpoch(lease.epoch())
                .setPhase(order.getPhase())
                .setSentAt(lease.now())
                .setOrderSentAt(order.getSentAt())
                .addAllSessions(sessions())
                .addAllZones(NodeStates.reports(pgdat.snapshot()))
                .setMemory(memoryOrders.last())
                .build();
    }

    private void carryOut(PhaseOrder order) {
        BootPhase ordered = BootPhase.valueOf(order.getPhase().toUpperCase(Locale.ROOT));
        while (phase.ordinal() < ordered.ordinal()) {
            phase = BootPhase.values()[phase.ordinal() + 1];
            carryOut(phase);
        }
        if (order.hasMemory()) {
            memoryOrders.carryOut(order.getMemory());
        }
        order.getSettingsList()
                .forEach(setting -> pgdat.install(WireTypes.zone(setting.getZone()), Blueprints.decode(setting)));
        if (order.hasTunables()) {
            pgdat.setWatermarkBoostFactor(order.getTunables().getWatermarkBoostFactor());
        }
        order.getReapedSessionsList().forEach(this::reap);
    }

    private void reap(long session) {
        logs.remove(session);
        pgdat.owners().keySet().stream()
                .filter(owner -> OwnerIds.session(owner) == session)
                .forEach(owner -> pgdat.closeOwner(owner, 0));
    }

    /** Routers whose owners hold pages here. */
    private SortedSet<Long> sessions() {
        SortedSet<Long> sessions = new TreeSet<>();
        pgdat.owners().keySet().forEach(owner -> sessions.add(OwnerIds.session(owner)));
        return sessions;
    }

    private void carryOut(BootPhase ordered) {
        if (ordered == BootPhase.MEM_INIT) {
            pgdat.memInit();
        } else if (ordered == BootPhase.FREE_INITMEM) {
            pgdat.freeLate();
        }
    }

    /** Answers a batch, request by request, in order; requests that want no answer, or none any more, have none. */
    public NodeAnswers handle(NodeWork work) {
        NodeAnswers.Builder answers = NodeAnswers.newBuilder()
                .setNode(nid)
                .setIncarnation(incarnation)
                .setEpoch(lease.epoch())
                .setMessage(work.getMessage());
        hints.received(work);
        fellShort = false;
        if (work.getIncarnation() == incarnation) {
            AnswerLog log = logs.computeIfAbsent(work.getSession(), session -> new AnswerLog());
            log.answeredBelow(work.getAnsweredBelow());
            Optional<Refused> refused = refusal(work);
            for (NodeRequest request : work.getRequestsList()) {
                answer(log, request, refused).ifPresent(answers::addAnswers);
            }
        } else {
            Refused refused = otherLife(work);
            work.getRequestsList()
                    .forEach(request -> answers.addAnswers(head(request).setRefused(refused)));
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
                .setEpoch(lease.epoch())
                .setWithdrawn(true)
                .setHintVersion(hints.withdraw())
                .build();
    }

    private Refused otherLife(NodeWork work) {
        return refused(
                Refused.Reason.REASON_INCARNATION,
                "node " + nid + " lives as " + Long.toHexString(incarnation) + ", not as "
                        + Long.toHexString(work.getIncarnation()));
    }

    private Optional<Refused> refusal(NodeWork work) {
        if (WireTypes.compare(work.getEpoch(), lease.epoch()) < 0) {
            return Optional.of(refused(Refused.Reason.REASON_EPOCH, "node " + nid + " is at a newer epoch"));
        }
        if (phase == BootPhase.RUNNING && lease.isOver()) {
            return Optional.of(refused(
                    Refused.Reason.REASON_LEASE, "node " + nid + " has not heard of its coordinator for too long"));
        }
        return Optional.empty();
    }

    private static NodeAnswer.Builder head(NodeRequest request) {
        return NodeAnswer.newBuilder()
                .setOwner(request.getOwner())
                .setSequence(request.getSequence())
                .setStep(request.getStep());
    }

    private Optional<NodeAnswer> answer(AnswerLog log, NodeRequest request, Optional<Refused> refused) {
        if (request.hasInspect()) {
            return Optional.of(head(request)
                    .setState(state(request.getInspect().getPfnsList()))
                    .build());
        }
        if (request.hasWakeKswapd()) {
            if (refused.isEmpty()) {
                wake(request.getWakeKswapd());
            }
            return Optional.empty();
        }
        return request.getNumber() < 1 || log.isBeyond(request.getNumber())
                ? malformed(request, "the number of a question is out of range")
                : answerOnce(log, request, refused);
    }

    private static Optional<NodeAnswer> malformed(NodeRequest request, String detail) {
        return Optional.of(head(request)
                .setRefused(refused(Refused.Reason.REASON_MALFORMED, detail))
                .build());
    }

    /** The first answer when the question was answered before, nothing when that is long ago. */
    private Optional<NodeAnswer> answerOnce(AnswerLog log, NodeRequest request, Optional<Refused> refused) {
        if (log.isOver(request.getNumber())) {
            return Optional.empty();
        }
        Optional<AnswerLog.Entry> known = log.find(request.getNumber());
        if (known.isPresent()) {
            return answerAgain(known.get(), request);
        }
        NodeAnswer answer =
                refused.map(why -> head(request).setRefused(why).build()).orElseGet(() -> carryOut(log, request));
        if (!answer.hasRefused()) {
            log.open(request.getNumber(), request.getOwner(), request.getSequence(), request.getStep())
                    .answered(answer, request.getTryZones().getOrder());
        }
        return Optional.of(answer);
    }

    private Optional<NodeAnswer> answerAgain(AnswerLog.Entry known, NodeRequest request) {
        if (!known.isOf(request)) {
            return malformed(request, "another question had this number");
        }
        return known.isUndone()
                ? Optional.of(head(request)
                        .setRefused(refused(Refused.Reason.REASON_UNDONE, "it was undone"))
                        .build())
                : known.answer();
    }

    private NodeAnswer carryOut(AnswerLog log, NodeRequest request) {
        NodeAnswer.Builder answer = head(request);
        switch (request.getRequestCase()) {
            case TRY_ZONES -> tryZones(request, answer);
            case FREE -> answer.setFreed(free(request.getOwner(), request.getFree()));
            case CLOSE ->
                answer.setClosed(OwnerClosed.newBuilder()
                        .setPages(pgdat.closeOwner(
                                request.getOwner(),
                                existingCpu(request.getClose().getCpu()))));
            case UNDO -> answer.setUndone(OwnerClosed.newBuilder().setPages(undo(log, request)));
            case RECLAIM -> answer.setReclaimed(reclaim(request.getReclaim()));
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
                pgdat.free(owner, pfn + ((long) block << entry.order()), entry.order(), tried.getGrant(), cpu);
            }
        });
        return held - pgdat.ownedPages(owner);
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

    public boolean kswapdAwake() {
        return pgdat.kswapdAwake();
    }

    /** Whether a round of the reclaim daemon has to wait until hints are withdrawn. */
    boolean kswapdMustWait() {
        return hints.isOut() && pgdat.mayMakeRoom();
    }

    /** One round of the reclaim daemon, if it was woken. */
    public void runKswapd() {
        if (pgdat.kswapdAwake()) {
            pgdat.runKswapd();
        }
    }

    /** How the node stands. */
    public NodeState state() {
        NodeState state = NodeStates.of(pgdat.snapshot(), incarnation, lease.epoch(), phase);
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
}
