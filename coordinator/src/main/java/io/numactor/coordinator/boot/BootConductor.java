package io.numactor.coordinator.boot;

import io.numactor.api.v1.Epoch;
import io.numactor.coordinator.change.MachineChanges;
import io.numactor.coordinator.change.Ruled;
import io.numactor.mm.boot.BootSequence;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.machine.MachineState;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.proto.WireTypes;
import io.numactor.wire.BootPhaseState;
import io.numactor.wire.HostedNode;
import io.numactor.wire.MachineRecord;
import io.numactor.wire.MemberInfo;
import io.numactor.wire.PhaseDone;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.ZoneReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Conducts the boot over the nodes: gathers the JVMs that host them, sends each phase's orders, waits at a barrier
 * until every node has confirmed, goes on. Once the machine runs, nodes leave and return: each change is a new epoch
 * that every node is told of. It holds no actor: events in, {@link Directive}s out.
 */
public final class BootConductor {
    private final String machine;
    private final BootSequence sequence;
    private final BootPhase until;
    private final PhaseClock clock;
    private final Roster roster;
    private final SortedMap<ZoneKey, Long> managed = new TreeMap<>();
    private final Set<Integer> outstanding = new TreeSet<>();
    private final SortedSet<Long> reaped = new TreeSet<>();
    private final MachineHistory history = new MachineHistory();
    private final NodeOrders orders;
    private long term;
    private long counter;
    private boolean started;
    private boolean running;
    private boolean halted;
    private Optional<MachineChanges> changes = Optional.empty();

    /**
     * A conductor that waits for nodes.
     *
     * @param machine name of the machine
     * @param input what it boots from
     * @param until the phase at whose end the machine stays; {@link BootPhase#RUNNING}: it runs
     * @param nanoTime the clock by which phases are timed
     * @throws io.numactor.mm.boot.input.BootRefused when the machine cannot boot
     */
    public BootConductor(String machine, BootInput input, BootPhase until, LongSupplier nanoTime) {
        this.machine = machine;
        this.until = until;
        this.clock = new PhaseClock(nanoTime, until);
        this.sequence = new BootSequence(input, clock::enter);
        this.roster = new Roster(sequence.layout().possible().ids());
        this.orders = new NodeOrders(sequence, roster, history);
        this.halted = until.compareTo(sequence.phase()) < 0;
    }

    /** The term under which it conducts; before that it only knows the machine. */
    public void begin(long ofTerm) {
        term = ofTerm;
    }

    /**
     * Takes up a machine where an earlier coordinator left it, from what its nodes kept.
     *
     * @return the orders of the present phase under the new term
     */
    public List<Directive> takeUp(MachineRecord record) {
        started = true;
        roster.takeUp(record);
        record.getBarriersList().forEach(barrier -> {
            clock.begin(sequence.phase());
            clock.end(sequence.phase());
            managed.putAll(MachineHistory.managed(barrier));
            history.passed(barrier);
            advance();
        });
        clock.begin(sequence.phase());
        if (record.getRunning()) {
            clock.end(sequence.phase());
            run();
            changes.ifPresent(machine -> machine.liveThrough(record));
        }
        return newEpoch();
    }

    /** A JVM offers to host nodes: those it names, or all that nobody has when it names none. */
    public List<Directive> offered(MemberInfo member, List<Integer> wanted) {
        roster.offers(member, wanted.isEmpty() ? sequence.layout().possible().ids() : wanted);
        if (started || halted || !roster.unhosted().isEmpty()) {
            return List.of(new Directive.Publish());
        }
        started = true;
        return begin();
    }

    /**
     * A JVM that came while the machine runs takes up a node that was lost, empty and in a new life. It is started
     * once a majority of the nodes knows of it: no other coordinator can then give the same node to another JVM.
     */
    public List<Directive> returns(MemberInfo member, int nid) {
        if (!isVacant(nid)) {
            return List.of();
        }
        Arrival arrival = roster.arrives(member, nid);
        if (roster.present().isEmpty()) {
            arrival.allowStart();
        }
        return newEpoch();
    }

    /** Whether the node is lost and nobody is about to take it up. */
    public boolean isVacant(int nid) {
        return running && roster.isVacant(nid);
    }

    /** A node has carried out an order; stale and repeated confirmations change nothing. */
    public List<Directive> done(PhaseDone done) {
        long life = roster.host(done.getNode()).map(Roster.Hosting::incarnation).orElse(-1L);
        if (life != 0 && life != done.getIncarnation()) {
            return List.of();
        }
        Optional<Arrival> arrival = roster.arrival(done.getNode());
        if (arrival.isPresent()) {
            return arrived(done, life, arrival.get());
        }
        if (!isCurrent(done) || !outstanding.remove(done.getNode())) {
            return List.of();
        }
        if (life == 0) {
            roster.startedAs(done.getNode(), done.getIncarnation());
        }
        return running ? confirmed() : confirmed(done);
    }

    private boolean isCurrent(PhaseDone done) {
        return done.getPhase().equals(sequence.phase().toString())
                && done.getEpoch().equals(epoch());
    }

    private List<Directive> confirmed(PhaseDone done) {
        clock.confirm(sequence.phase(), done.getNode());
        for (ZoneReport zone : done.getZonesList()) {
            managed.put(new ZoneKey(done.getNode(), WireTypes.zone(zone.getZone())), zone.getManaged());
        }
        return outstanding.isEmpty() ? passBarrier() : List.of();
    }

    private List<Directive> passBarrier() {
        clock.end(sequence.phase());
        history.passed(sequence.phase(), managed);
        if (advance()) {
            return begin();
        }
        if (until != BootPhase.RUNNING) {
            halted = true;
            return List.of(new Directive.Publish());
        }
        run();
        roster.hostedNodes().stream().filter(roster::isLost).forEach(this::lost);
        return newEpoch();
    }

    private void lost(int nid) {
        changes.ifPresent(machine -> machine.lost(nid));
    }

    /** Goes on to the next phase that has orders for the nodes; false when there is none. */
    private boolean advance() {
        while (sequence.phase() != until) {
            sequence.completed(managed);
            if (sequence.phase().isOnNodes()) {
                return true;
            }
            clock.begin(sequence.phase());
            clock.end(sequence.phase());
        }
        return false;
    }

    private void run() {
        running = true;
        changes = Optional.of(new MachineChanges(MachineState.of(sequence), new RuledNodes()));
    }

    private List<Directive> begin() {
        clock.begin(sequence.phase());
        return newEpoch();
    }

    /** The machine has changed: all nodes are told of it, and the routers. */
    private List<Directive> newEpoch() {
        counter++;
        outstanding.addAll(roster.present());
        List<Directive> directives = new ArrayList<>(again());
        directives.add(new Directive.Publish());
        return directives;
    }

    /** A node of the running machine has taken in the present epoch. */
    private List<Directive> confirmed() {
        if (outstanding.isEmpty()) {
            reaped.clear();
        }
        if (!isKnownToMajority()) {
            return List.of();
        }
        List<Directive> starts = new ArrayList<>();
        roster.eachArrival((nid, arrival) -> {
            if (!arrival.mayStart()) {
                arrival.allowStart();
                starts.add(order(nid));
            }
        });
        return starts;
    }

    private boolean isKnownToMajority() {
        int nodes = roster.present().size();
        return nodes - outstanding.size() > nodes / 2;
    }

    private List<Directive> arrived(PhaseDone done, long life, Arrival arrival) {
        if (life == 0) {
            return wasStarted(done, arrival) ? startedAs(done.getNode(), done.getIncarnation()) : List.of();
        }
        if (!isCurrent(done)) {
            return List.of();
        }
        roster.arrived(done.getNode());
        changes.ifPresent(machine -> machine.returned(done.getNode()));
        return newEpoch();
    }

    private boolean wasStarted(PhaseDone done, Arrival arrival) {
        return arrival.mayStart()
                && done.getEpoch().equals(epoch())
                && done.getPhase().equals(BootPhase.FREE_AREA_INIT.toString());
    }

    private List<Directive> startedAs(int nid, long incarnation) {
        roster.startedAs(nid, incarnation);
        return List.of(order(nid));
    }

    /** The orders that are out and not confirmed, once more: they may have been lost. */
    public List<Directive> again() {
        List<Directive> again = new ArrayList<>();
        outstanding.forEach(nid -> again.add(order(nid)));
        roster.eachArrival((nid, arrival) -> {
            if (arrival.mayStart()) {
                again.add(order(nid));
            }
        });
        return again;
    }

    /** The present order of every node that has confirmed it, so that its lease is renewed. */
    public List<Directive> renewals() {
        List<Directive> again = new ArrayList<>();
        if (running) {
            roster.present().stream()
                    .filter(nid -> !outstanding.contains(nid))
                    .forEach(nid -> again.add(new Directive.Order(nid, orders.head(epoch()))));
        }
        return again;
    }

    private Directive order(int nid) {
        return orders.isUnstarted(nid)
                ? new Directive.Start(roster.hosting(nid).hostUid(), StartOrders.of(sequence, epoch(), nid))
                : new Directive.Order(nid, complete(orders.installing(nid, epoch(), changes)));
    }

    /** An order with what every order of this epoch brings. */
    public PhaseOrder complete(PhaseOrder order) {
        return orders.complete(order, epoch(), changes, reaped);
    }

    /**
     * A JVM has left the cluster for good: its nodes' memory is gone with it. What is being waited for from them is
     * no longer waited for.
     */
    public List<Directive> left(long uid) {
        List<Integer> lost = roster.left(uid);
        lost.forEach(outstanding::remove);
        lost.forEach(this::lost);
        if (!lost.isEmpty() && running) {
            return newEpoch();
        }
        List<Directive> directives = new ArrayList<>(List.of(new Directive.Publish()));
        if (!lost.isEmpty() && started && !halted && outstanding.isEmpty()) {
            directives.addAll(passBarrier());
        }
        return directives;
    }

    /** Routers are gone, and nobody may rely on their owners any more: every node frees what these hold. */
    public List<Directive> reap(Collection<Long> sessions) {
        return reaped.addAll(sessions) ? newEpoch() : List.of();
    }

    /** What a host says of nodes it has started; one that was started for an earlier coordinator is taken up. */
    public List<Directive> hosts(MemberInfo member, HostedNode node) {
        boolean isOurs = roster.host(node.getNode())
                .filter(host -> host.hostUid() == member.getUid() && host.incarnation() == 0)
                .isPresent();
        Optional<Arrival> arrival = roster.arrival(node.getNode()).filter(any -> isOurs);
        arrival.ifPresent(Arrival::allowStart);
        return arrival.isPresent() ? startedAs(node.getNode(), node.getIncarnation()) : List.of();
    }

    /** Which JVM has which node. */
    public Roster roster() {
        return roster;
    }

    /** The running machine and its changes; empty while it boots. */
    public Optional<MachineChanges> changes() {
        return changes;
    }

    private final class RuledNodes implements Ruled {
        @Override
        public Epoch epoch() {
            return BootConductor.this.epoch();
        }

        @Override
        public void raiseEpoch() {
            counter++;
            outstanding.addAll(roster.present());
        }

        @Override
        public Set<Integer> presentNodes() {
            return roster.present();
        }
    }

    public Epoch epoch() {
        return WireTypes.epoch(term, counter);
    }

    public String machine() {
        return machine;
    }

    public BootSequence sequence() {
        return sequence;
    }

    /** Whether every phase is done and requests are taken. */
    public boolean running() {
        return running;
    }

    /** Whether the machine has come to the phase that it was to stay at, before it runs. */
    public boolean halted() {
        return halted;
    }

    /** The phase that the machine is in: the one whose orders are out, or the one that it stays at. */
    public BootPhase phase() {
        return halted ? until : sequence.phase();
    }

    /** The kernel's lines so far. */
    public List<String> log() {
        return sequence.log(phase());
    }

    public List<BootPhaseState> phases() {
        return clock.states();
    }
}
