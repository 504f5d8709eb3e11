package io.numactor.coordinator.router;

import io.numactor.api.v1.Epoch;
import io.numactor.api.v1.ListPagesResponse;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import io.numactor.coordinator.router.lane.Flight;
import io.numactor.coordinator.router.lane.Hints;
import io.numactor.coordinator.router.lane.Lane;
import io.numactor.coordinator.router.lane.NodeWire;
import io.numactor.coordinator.router.lane.Outbox;
import io.numactor.coordinator.router.lane.Question;
import io.numactor.coordinator.router.lane.RoutedMachine;
import io.numactor.mm.topology.NodeMask;
import io.numactor.proto.OwnerIds;
import io.numactor.proto.Timing;
import io.numactor.proto.WireTypes;
import io.numactor.runtime.metrics.Sample;
import io.numactor.wire.AuditRouter;
import io.numactor.wire.Install;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.Refused;
import io.numactor.wire.RouterAudited;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A router without its actor: takes clients' operations, has flights walk the zonelists, and hands the messages of one
 * destination to the {@link Outbox} together. The caller flushes after each event.
 */
public final class RouterCore {
    /** Refusals after which a question waits to be asked again, or for the end of the session. */
    private static final Set<Refused.Reason> WAITS =
            EnumSet.of(Refused.Reason.REASON_LEASE, Refused.Reason.REASON_INCARNATION, Refused.Reason.REASON_SESSION);

    private final Timing timing;
    private final LongSupplier clock;
    private final LongSupplier sessions;
    private final NodeWire wire;
    private final RouterStats stats = new RouterStats();
    private final Hints hints;
    private final Owners owners;
    private final Adoptions adoptions;
    private final Submissions submissions = new Submissions(this);
    private final Map<Long, Flight> flights = new HashMap<>();
    private final List<AuditFlight> audits = new ArrayList<>();
    private Outbox outbox;
    private RoutedMachine machine = new RoutedMachine(Install.getDefaultInstance());
    private NodeMask suspects = NodeMask.EMPTY;
    private long lastSequence;
    private long leaseFrom;

    /**
     * A router that has no machine yet.
     *
     * @param sessions numbers that no router ever used before, below 2^{@value OwnerIds#SESSION_BITS}
     * @param nanoTime the clock
     */
    public RouterCore(
            Timing timing, LongSupplier sessions, LongSupplier nanoTime, NodeWire wire, RouterListener listener) {
        this.timing = timing;
        this.sessions = sessions;
        this.clock = nanoTime;
        this.hints = new Hints(nanoTime);
        this.wire = wire;
        this.owners = new Owners(this, listener);
        this.adoptions = new Adoptions(this, timing.leaseNanos());
        this.outbox = newSession();
    }

    private Outbox newSession() {
        return new Outbox(sessions.getAsLong(), timing.retryNanos(), wire, hints);
    }

    RoutedMachine machine() {
        return machine;
    }

    RouterStats stats() {
        return stats;
    }

    /** What nodes let this router know; off at first. */
    Hints hints() {
        return hints;
    }

    /** Nodes that are known to have nothing above their low marks are left out of first passes, or asked all the same. */
    public void useHints(boolean wanted) {
        hints.use(wanted);
    }

    long nanoTime() {
        return clock.getAsLong();
    }

    /**
     * A new epoch: what was asked of nodes that are gone is lost, what waited for the epoch asks again.
     *
     * @return false for an epoch that is older than the one in force
     */
    public boolean install(Install install) {
        if (WireTypes.compare(install.getEpoch(), machine.epoch()) < 0) {
            return false;
        }
        RoutedMachine before = machine;
        machine = new RoutedMachine(install);
        hints.forget();
        leaseFrom = leaseFrom == 0 ? nanoTime() : leaseFrom;
        before.possible().ids().stream().filter(nid -> isGone(before, nid)).forEach(this::loseNode);
        outbox.repeatUnderNewEpoch(machine, nanoTime());
        return true;
    }

    /** The coordinator has answered what was sent to it at {@code sentAt}: it will keep this router's owners. */
    public void renewed(long sentAt) {
        leaseFrom = Math.max(leaseFrom, sentAt);
    }

    /** Looks at the clock: asks overdue questions again, closes owners whose clients are gone. */
    public void tick() {
        long now = nanoTime();
        if (leaseFrom != 0 && now - leaseFrom > timing.leaseNanos()) {
            strand();
        }
        suspects = NodeMask.of(outbox.silentFor(timing.suspectNanos(), now));
        if (!suspects.isEmpty()) {
            List.copyOf(flights.values()).forEach(flight -> flight.silent(suspects));
        }
        outbox.repeatOverdue(machine, now);
        owners.closeAbandoned(now);
        adoptions.tick(now);
        List.copyOf(audits).stream().filter(audit -> audit.isOverdue(now)).forEach(AuditFlight::land);
    }

    /**
     * Cut off for so long that the coordinator may have given this router's owners up: nobody may rely on them any more.
     * It goes on under another session.
     */
    private void strand() {
        leaseFrom = nanoTime();
        outbox = newSession();
        adoptions.strand();
        List.copyOf(flights.values()).forEach(Flight::strand);
        flights.clear();
        owners.loseAll();
    }

    /** Nodes that are not asked at present: lost, never started, or silent. */
    NodeMask unreachable() {
        return suspects.isEmpty()
                ? machine.unreachable()
                : machine.unreachable().union(suspects);
    }

    /** Nodes that were asked and have said nothing for too long. */
    NodeMask suspects() {
        return suspects;
    }

    private boolean isGone(RoutedMachine before, int nid) {
        return before.has(nid, before.incarnation(nid)) && !machine.has(nid, before.incarnation(nid));
    }

    private void loseNode(int nid) {
        List<Flight> waiting =
                flights.values().stream().filter(flight -> flight.waitsFor(nid)).toList();
        outbox.drop(nid);
        owners.lose(nid);
        waiting.forEach(flight -> flight.loses(nid));
    }

    /** Takes a batch; its results come in the order of its operations. */
    public Ticket submit(List<Operation> operations, Consumer<List<OperationResult>> reply) {
        return submissions.submit(operations, reply);
    }

    /** The client does not wait for this batch any more: what it is still being served is undone. */
    public void giveUp(Ticket ticket) {
        ticket.giveUp();
    }

    /** The client is gone that was to hear of these results: what it was served is freed. */
    void takeBack(List<Operation> operations, List<OperationResult> results) {
        submissions.takeBack(operations, results);
    }

    /** What waited to travel with others takes off. */
    void board() {
        submissions.board();
    }

    long nextSequence() {
        return ++lastSequence;
    }

    /** Gives back what an all-or-nothing request got too little of; nobody waits for it. */
    void giveBack(Owner owner, int cpu, List<PageRun> runs) {
        new FreeFlight(this, owner, false, ++lastSequence, cpu, 1, (operation, result) -> {}).takeOff(runs);
    }

    /** How these nodes stand; those that are gone are left out, and unless one is patient, those that are silent. */
    void inspect(NodeMask nodes, List<Long> pfns, boolean patient, Consumer<List<NodeState>> reply) {
        board();
        NodeMask away = patient ? machine.unreachable() : unreachable();
        new InspectFlight(this, ++lastSequence, pfns, patient, reply).takeOff(nodes, away);
    }

    /** Compares what owners hold with what the nodes say; those that do not answer in time are left out. */
    public void audit(AuditRouter audit, Consumer<RouterAudited> reply) {
        board();
        audits.removeIf(flight -> !flights.containsKey(flight.sequence()));
        AuditFlight flight =
                new AuditFlight(this, ++lastSequence, audit, nanoTime() + 3 * timing.suspectNanos(), reply);
        flights.put(flight.sequence(), flight);
        audits.add(flight);
        flight.takeOff();
    }

    /** The owners that live here. */
    public Owners owners() {
        return owners;
    }

    /** The owners that it is taking over from routers that are gone. */
    public Adoptions adoptions() {
        return adoptions;
    }

    /** What the nodes say that an owner holds, from a place in the list on. */
    public void list(long owner, String after, GatewayCommand.Reply<ListPagesResponse> reply) throws Refusal {
        board();
        RequestReader.checkRunning(machine);
        ListFlight.Place from = ListFlight.Place.parse(after);
        new ListFlight(this, owners.use(owner), ++lastSequence, reply).takeOff(from);
    }

    /** Owners of whom it is not certain what the node held for them when it was asked this. */
    Set<Long> unsettled(int nid, long number) {
        return outbox.lane(nid).map(lane -> lane.unsettled(number)).orElse(Set.of());
    }

    /** How long this router may keep its owners without hearing of the coordinator, nanoseconds. */
    long leaseLeft() {
        return leaseFrom == 0 ? 0 : leaseFrom + timing.leaseNanos() - nanoTime();
    }

    /** Answers of a node to flights of ours; those of an earlier life of it are void. */
    public void answered(NodeAnswers answers) {
        int nid = answers.getNode();
        if (!machine.knows(nid) || answers.getIncarnation() != machine.incarnation(nid)) {
            return;
        }
        hints.heard(answers);
        if (suspects.contains(nid)) {
            suspects = suspects.minus(nid);
        }
        if (answers.getWithdrawn()) {
            outbox.owe(nid);
        }
        outbox.lane(nid).ifPresent(lane -> {
            lane.heard(nanoTime());
            answers.getAnswersList().forEach(answer -> answered(nid, lane, answer));
        });
    }

    private void answered(int nid, Lane lane, NodeAnswer answer) {
        Flight flight = flights.get(answer.getSequence());
        if (flight != null) {
            flight.openQuestion(nid, answer.getStep()).ifPresent(question -> answered(lane, question, answer));
        }
    }

    private void answered(Lane lane, Question question, NodeAnswer answer) {
        Refused.Reason reason = answer.getRefused().getReason();
        if (reason == Refused.Reason.REASON_EPOCH) {
            question.awaitEpoch();
        } else if (!WAITS.contains(reason)) {
            lane.close(question);
            question.undoes().ifPresent(lane::close);
            question.flight().close(question);
            question.flight().answered(question.nid(), answer);
        }
        if (reason == Refused.Reason.REASON_ADOPTED) {
            owners.taken(answer.getOwner());
        }
    }

    /** Asks; the number of the question on its lane. */
    long ask(Flight flight, int nid, NodeRequest.Builder question, int weight) {
        NodeRequest numbered = number(nid, question);
        ask(new Question(flight, nid, numbered, weight, Optional.empty()));
        return numbered.getNumber();
    }

    /** Nobody wants the answer any more. */
    void forget(Question question) {
        outbox.lane(question.nid()).ifPresent(lane -> lane.close(question));
        question.flight().close(question);
    }

    /** Undoes a question that may or may not have been carried out; the flight hears when that is certain. */
    void undo(Flight flight, Question asked, NodeRequest.Builder question) {
        question.getUndoBuilder().setNumber(asked.number()).setStep(asked.step());
        asked.undo();
        flight.close(asked);
        ask(new Question(flight, asked.nid(), number(asked.nid(), question), 1, Optional.of(asked)));
    }

    private NodeRequest number(int nid, NodeRequest.Builder question) {
        return question.setNumber(outbox.lane(machine, nid).nextNumber()).build();
    }

    private void ask(Question question) {
        flights.put(question.flight().sequence(), question.flight());
        question.flight().asked(question);
        outbox.lane(machine, question.nid()).add(question);
    }

    void wake(int nid, NodeRequest.Builder question) {
        outbox.addWakeUp(machine, nid, question.build());
    }

    void landed(Flight flight) {
        flights.remove(flight.sequence());
    }

    /** Sends what has gathered; to be called after each event. */
    public void flush() {
        board();
        outbox.flush(machine, nanoTime());
    }

    List<Sample> samples() {
        return stats.samples(machine.possible().size(), flights.size(), owners.size());
    }

    /** Where answers are to be sent; another one after this router was cut off for too long. */
    public long session() {
        return outbox.session();
    }

    public Epoch epoch() {
        return machine.epoch();
    }

    /** Whether boot is done and requests are taken. */
    public boolean isRunning() {
        return machine.running();
    }

    /** Requests that are not answered yet. */
    public int inFlight() {
        return flights.size();
    }
}
