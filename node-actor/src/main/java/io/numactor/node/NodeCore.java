package io.numactor.node;

import io.numactor.api.v1.AuditedNode;
import io.numactor.api.v1.Epoch;
import io.numactor.api.v1.NodeState;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.node.PgData;
import io.numactor.proto.Blueprints;
import io.numactor.proto.Timing;
import io.numactor.proto.WireTypes;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeBlueprint;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import io.numactor.wire.PhaseDone;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Promise;
import io.numactor.wire.Promised;
import io.numactor.wire.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * One NUMA node behind its messages: turns what routers and the coordinator send into calls on the {@link PgData} it
 * owns, and the results into answers. It knows epochs, incarnations and phases; it knows no actor.
 */
public final class NodeCore {
    /** Refused frees that one answer names, so that it fits a frame; the counts of what was freed tell the rest. */
    static final int MAX_REFUSALS = 2048;

    private final List<Long> estimates;
    private final PgData pgdat;
    private final MemoryOrders memoryOrders;
    private final int nid;
    private final PageWork pages;
    private final OwnerHomes homes;
    private final long incarnation;
    private final NodeLease lease;
    private final Map<Long, AnswerLog> logs = new HashMap<>();
    private BootPhase phase = BootPhase.FREE_AREA_INIT;
    private final HintBook hints;

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
        this.pages = new PageWork(pgdat, blueprint.getMachineCpus(), incarnation);
        this.homes = new OwnerHomes(pgdat);
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

    long leaseLeft() {
        return lease.left();
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
                .addAllSessions(homes.sessions())
                .setRecord(lease.record())
                .build();
    }

    /** What a coordinator is told whose order is of a lower term than this node has promised. */
    public Optional<Promised> refusal(PhaseOrder order) {
        return order.getEpoch().getTerm() >= lease.promisedTerm()
                ? Optional.empty()
                : Optional.of(Promised.newBuilder()
                        .setNode(nid)
                        .setIncarnation(incarnation)
                        .setTerm(lease.promisedTerm())
                        .build());
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
                .addAllSessions(homes.sessions())
                .addAllZones(NodeStates.reports(pgdat))
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
        homes.end(session);
    }

    /** By which adoption its router has the owner, as far as the node knows; 0: it was opened there. */
    public long token(long owner) {
        return homes.token(owner);
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
        pages.begin();
        if (work.getIncarnation() == incarnation) {
            AnswerLog log = logs.computeIfAbsent(work.getSession(), session -> new AnswerLog());
            log.answeredBelow(work.getAnsweredBelow());
            Optional<Refused> refused = refusal(work);
            for (NodeRequest request : work.getRequestsList()) {
                answer(work.getSession(), log, request, refused).ifPresent(answers::addAnswers);
            }
        } else {
            Refused refused = otherLife(work);
            work.getRequestsList()
                    .forEach(
                            request -> answers.addAnswers(PageWork.head(request).setRefused(refused)));
        }
        hints.tell(work, pages.fellShort(), answers);
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
        return PageWork.refused(
                Refused.Reason.REASON_INCARNATION,
                "node " + nid + " lives as " + Long.toHexString(incarnation) + ", not as "
                        + Long.toHexString(work.getIncarnation()));
    }

    private Optional<Refused> refusal(NodeWork work) {
        if (WireTypes.compare(work.getEpoch(), lease.epoch()) < 0) {
            return Optional.of(PageWork.refused(Refused.Reason.REASON_EPOCH, "node " + nid + " is at a newer epoch"));
        }
        if (homes.isOver(work.getSession())) {
            return Optional.of(PageWork.refused(
                    Refused.Reason.REASON_SESSION, "nothing was heard of this gateway session for too long"));
        }
        if (phase == BootPhase.RUNNING && lease.isOver()) {
            return Optional.of(PageWork.refused(
                    Refused.Reason.REASON_LEASE, "node " + nid + " has not heard of its coordinator for too long"));
        }
        return Optional.empty();
    }

    private Optional<NodeAnswer> answer(long session, AnswerLog log, NodeRequest request, Optional<Refused> refused) {
        if (request.hasInspect()) {
            return Optional.of(PageWork.head(request)
                    .setState(state(request.getInspect().getPfnsList()))
                    .build());
        }
        if (request.hasAudit()) {
            return Optional.of(PageWork.head(request)
                    .setAudited(NodeAudits.of(pgdat, homes::of, request.getAudit(), whoAmI()))
                    .build());
        }
        if (request.hasWakeKswapd()) {
            if (refused.isEmpty()) {
                pages.wake(request.getWakeKswapd());
            }
            return Optional.empty();
        }
        return request.getNumber() < 1 || log.isBeyond(request.getNumber())
                ? malformed(request, "the number of a question is out of range")
                : answerOnce(session, log, request, refused);
    }

    private AuditedNode.Builder whoAmI() {
        return AuditedNode.newBuilder()
                .setNode(nid)
                .setIncarnation(incarnation)
                .setEpoch(lease.epoch())
                .setPhase(phase.toString())
                .setPromisedTerm(lease.promisedTerm())
                .setLeaseNanos(lease.left());
    }

    private static Optional<NodeAnswer> malformed(NodeRequest request, String detail) {
        return Optional.of(PageWork.head(request)
                .setRefused(PageWork.refused(Refused.Reason.REASON_MALFORMED, detail))
                .build());
    }

    /** The first answer when the question was answered before, nothing when that is long ago. */
    private Optional<NodeAnswer> answerOnce(
            long session, AnswerLog log, NodeRequest request, Optional<Refused> refused) {
        if (log.isOver(request.getNumber())) {
            return Optional.empty();
        }
        Optional<AnswerLog.Entry> known = log.find(request.getNumber());
        if (known.isPresent()) {
            return answerAgain(known.get(), request);
        }
        NodeAnswer answer = refused.or(() -> request.hasAdopt() ? Optional.empty() : homes.refusal(request, session))
                .map(why -> PageWork.head(request).setRefused(why).build())
                .orElseGet(() -> carryOut(session, log, request));
        if (!answer.hasRefused()) {
            log.open(request.getNumber(), request.getOwner(), request.getSequence(), request.getStep())
                    .answered(answer, request.getTryZones().getOrder());
        }
        return Optional.of(answer);
    }

    private NodeAnswer carryOut(long session, AnswerLog log, NodeRequest request) {
        if (request.hasAdopt()) {
            return PageWork.head(request)
                    .setAdopted(homes.adopt(request, session, lease.promisedTerm()))
                    .build();
        }
        if (request.hasClose()) {
            homes.close(request.getOwner());
        }
        return pages.carryOut(log, request, phase);
    }

    private Optional<NodeAnswer> answerAgain(AnswerLog.Entry known, NodeRequest request) {
        if (!known.isOf(request)) {
            return malformed(request, "another question had this number");
        }
        return known.isUndone()
                ? Optional.of(PageWork.head(request)
                        .setRefused(PageWork.refused(Refused.Reason.REASON_UNDONE, "it was undone"))
                        .build())
                : known.answer();
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
                .forEach(page -> state.addPages(NodeStates.page(nid, page, pgdat.zoneIndex(page.zone()))));
        return state.build();
    }
}
