package io.numactor.coordinator.boot;

import io.numactor.api.v1.Epoch;
import io.numactor.coordinator.change.MachineChanges;
import io.numactor.coordinator.change.Ruled;
import io.numactor.mm.boot.BootInput;
import io.numactor.mm.boot.BootPhase;
import io.numactor.mm.boot.BootSequence;
import io.numactor.mm.boot.ManagedEstimate;
import io.numactor.mm.machine.MachineState;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.zone.ZoneKey;
import io.numactor.proto.Blueprints;
import io.numactor.proto.WireTypes;
import io.numactor.wire.BootPhaseState;
import io.numactor.wire.HostedNode;
import io.numactor.wire.MachineRecord;
import io.numactor.wire.MemberInfo;
import io.numactor.wire.NodeBlueprint;
import io.numactor.wire.PhaseDone;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.StartNode;
import io.numactor.wire.ZoneReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final SortedMap<Integer, Hosting> hosting = new TreeMap<>();
    private final SortedMap<Integer, Arrival> arrivals = new TreeMap<>();
    private final Map<Long, MemberInfo> members = new HashMap<>();
    private final SortedMap<ZoneKey, Long> managed = new TreeMap<>();
    private final Set<Integer> outstanding = new TreeSet<>();
    private final SortedSet<Integer> lost = new TreeSet<>();
    private final SortedSet<Long> reaped = new TreeSet<>();
    private final MachineHistory history = new MachineHistory();
    private long term;
    private long counter;
    private boolean started;
    private boolean running;
    private boolean halted;
    private Optional<MachineChanges> changes = Optional.empty();

    /** Which JVM has a node, and in which life. Incarnation 0: not started yet. */
    public record Hosting(long hostUid, String address, long incarnation) {}

    /**
     * A conductor that waits for nodes.
     *
     * @param machine name of the machine
     * @param input what it boots from
     * @param until the phase at whose end the machine stays; {@link BootPhase#RUNNING}: it runs
     * @param nanoTime the clock by which phases are timed
     * @throws io.numactor.mm.boot.BootRefused when the machine cannot boot
     */
    public BootConductor(String machine, BootInput input, BootPhase until, LongSupplier nanoTime) {
        this.machine = machine;
        this.until = until;
        this.clock = new PhaseClock(nanoTime, until);
        this.sequence = new BootSequence(input, clock::enter);
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
        record.getNodesList().forEach(node -> {
            hosting.put(node.getNode(), new Hosting(node.getHostUid(), node.getAddress(), node.getIncarnation()));
            if (node.getLost()) {
                lost.add(node.getNode());
                if (node.getIncarnation() == 0) {
                    arrivals.put(node.getNode(), new Arrival());
                }
            }
        });
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
        }
        return newEpoch();
    }

    /** A JVM offers to host nodes: those it names, or all that nobody has when it names none. */
    public List<Directive> offered(MemberInfo member, List<Integer> wanted) {
        members.put(member.getUid(), member);
        for (int nid : wanted.isEmpty() ? sequence.layout().possible().ids() : wanted) {
            if (sequence.layout().possible().contains(nid)) {
                hosting.putIfAbsent(nid, new Hosting(member.getUid(), member.getAddress(), 0));
            }
        }
        if (started || halted || !unhosted().isEmpty()) {
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
        members.put(member.getUid(), member);
        if (!running || !lost.contains(nid) || arrivals.containsKey(nid)) {
            return List.of();
        }
        hosting.put(nid, new Hosting(member.getUid(), member.getAddress(), 0));
        Arrival arrival = new Arrival();
        arrivals.put(nid, arrival);
        if (present().isEmpty()) {
            arrival.allowStart();
        }
        return newEpoch();
    }

    /** Whether the node is lost and nobody is about to take it up. */
    public boolean isVacant(int nid) {
        return running && lost.contains(nid) && !arrivals.containsKey(nid);
    }

    /** A JVM that hosts no node is in the cluster. */
    public void joined(MemberInfo member) {
        members.put(member.getUid(), member);
    }

    /** Nodes that no JVM hosts yet. */
    public Set<Integer> unhosted() {
        Set<Integer> missing = new TreeSet<>(sequence.layout().possible().ids());
        missing.removeAll(hosting.keySet());
        return missing;
    }

    /** A node has carried out an order; stale and repeated confirmations change nothing. */
    public List<Directive> done(PhaseDone done) {
        Hosting host = hosting.get(done.getNode());
        if (host == null || !isOfThisLife(host, done)) {
            return List.of();
        }
        Arrival arrival = arrivals.get(done.getNode());
        if (arrival != null) {
            return arrived(done, host, arrival);
        }
        if (!isCurrent(done) || !outstanding.remove(done.getNode())) {
            return List.of();
        }
        if (host.incarnation() == 0) {
            hosting.put(done.getNode(), new Hosting(host.hostUid(), host.address(), done.getIncarnation()));
        }
        return running ? confirmed() : confirmed(done);
    }

    private static boolean isOfThisLife(Hosting host, PhaseDone done) {
        return host.incarnation() == 0 || host.incarnation() == done.getIncarnation();
    }

    private boolean isCurrent(PhaseDone done) {
        return done.getPhase().equals(sequence.phase().toString())
                && done.getEpoch().equals(epoch());
    }

    private List<Directive> confirmed(PhaseDone done) {
        clock.confirm(sequence.phase(), done.getNode());
        record(done);
        return outstanding.isEmpty() ? passBarrier() : List.of();
    }

    private void record(PhaseDone done) {
        for (ZoneReport zone : done.getZonesList()) {
            managed.put(new ZoneKey(done.getNode(), WireTypes.zone(zone.getZone())), zone.getManaged());
        }
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
        return newEpoch();
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
        outstanding.addAll(hosting.keySet());
        outstanding.removeAll(lost);
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
        arrivals.forEach((nid, arrival) -> {
            if (!arrival.mayStart()) {
                arrival.allowStart();
                starts.add(order(nid));
            }
        });
        return starts;
    }

    private boolean isKnownToMajority() {
        int nodes = present().size();
        return nodes - outstanding.size() > nodes / 2;
    }

    private List<Directive> arrived(PhaseDone done, Hosting host, Arrival arrival) {
        if (host.incarnation() == 0) {
            return wasStarted(done, arrival) ? startedAs(done.getNode(), host, done.getIncarnation()) : List.of();
        }
        if (!isCurrent(done)) {
            return List.of();
        }
        arrivals.remove(done.getNode());
        lost.remove(done.getNode());
        return newEpoch();
    }

    private boolean wasStarted(PhaseDone done, Arrival arrival) {
        return arrival.mayStart()
                && done.getEpoch().equals(epoch())
                && done.getPhase().equals(BootPhase.FREE_AREA_INIT.toString());
    }

    private List<Directive> startedAs(int nid, Hosting host, long incarnation) {
        hosting.put(nid, new Hosting(host.hostUid(), host.address(), incarnation));
        return List.of(order(nid));
    }

    /** The orders that are out and not confirmed, once more: they may have been lost. */
    public List<Directive> again() {
        List<Directive> orders = new ArrayList<>();
        outstanding.forEach(nid -> orders.add(order(nid)));
        arrivals.forEach((nid, arrival) -> {
            if (arrival.mayStart()) {
                orders.add(order(nid));
            }
        });
        return orders;
    }

    /** The present order of every node that has confirmed it, so that its lease is renewed. */
    public List<Directive> renewals() {
        List<Directive> orders = new ArrayList<>();
        if (running) {
            present().stream()
                    .filter(nid -> !outstanding.contains(nid))
                    .forEach(nid -> orders.add(new Directive.Order(nid, head().build())));
        }
        return orders;
    }

    private PhaseOrder.Builder head() {
        return PhaseOrder.newBuilder()
                .setEpoch(epoch())
                .setPhase(sequence.phase().toString());
    }

    private Directive order(int nid) {
        boolean unstarted = arrivals.containsKey(nid)
                ? hosting(nid).incarnation() == 0
                : sequence.phase() == BootPhase.FREE_AREA_INIT;
        if (unstarted) {
            return new Directive.Start(hosting(nid).hostUid(), start(nid));
        }
        PhaseOrder.Builder order =
                changes.map(running -> running.installed(nid)).orElseGet(this::head);
        if (!running) {
            sequence.settings(nid).forEach((zone, params) -> order.addSettings(Blueprints.encode(zone.type(), params)));
        }
        return new Directive.Order(nid, complete(order.build()));
    }

    /** An order with what every order of this epoch brings. */
    public PhaseOrder complete(PhaseOrder order) {
        return order.toBuilder()
                .clearReapedSessions()
                .addAllReapedSessions(reaped)
                .setRecord(history.record(epoch(), hosting, lost, running))
                .build();
    }

    private StartNode start(int nid) {
        NodeLayout layout = sequence.layout().node(nid);
        NodeBlueprint.Builder blueprint = Blueprints.encode(layout)
                .setMachineCpus(sequence.layout().cpuToNode().size())
                .addAllManagedEstimate(ManagedEstimate.ofNode(
                        sequence.input().kernel(), sequence.layout().nodes(), layout));
        for (int from : sequence.layout().possible().ids()) {
            blueprint.addFrom(from).addDistanceFrom(sequence.layout().distance().between(from, nid));
        }
        return StartNode.newBuilder()
                .setEpoch(epoch())
                .setPhase(BootPhase.FREE_AREA_INIT.toString())
                .setBlueprint(blueprint)
                .build();
    }

    /**
     * A JVM has left the cluster for good: its nodes' memory is gone with it. What is being waited for from them is
     * no longer waited for.
     */
    public List<Directive> left(long uid) {
        members.remove(uid);
        boolean hostedAny = false;
        for (Map.Entry<Integer, Hosting> node : hosting.entrySet()) {
            if (node.getValue().hostUid() == uid) {
                hostedAny |= leaves(node.getKey());
            }
        }
        if (hostedAny && running) {
            return newEpoch();
        }
        List<Directive> directives = new ArrayList<>(List.of(new Directive.Publish()));
        if (hostedAny && started && !halted && outstanding.isEmpty()) {
            directives.addAll(passBarrier());
        }
        return directives;
    }

    private boolean leaves(int nid) {
        outstanding.remove(nid);
        boolean wasArriving = arrivals.remove(nid) != null;
        return lost.add(nid) || wasArriving;
    }

    /** Routers are gone, and nobody may rely on their owners any more: every node frees what these hold. */
    public List<Directive> reap(Collection<Long> sessions) {
        return reaped.addAll(sessions) ? newEpoch() : List.of();
    }

    /** What a host says of nodes it has started; one that was started for an earlier coordinator is taken up. */
    public List<Directive> hosts(MemberInfo member, HostedNode node) {
        Hosting host = hosting.get(node.getNode());
        Arrival arrival = arrivals.get(node.getNode());
        if (host == null || arrival == null || host.hostUid() != member.getUid() || host.incarnation() != 0) {
            return List.of();
        }
        arrival.allowStart();
        return startedAs(node.getNode(), host, node.getIncarnation());
    }

    /** JVMs that have a node of the machine, or are about to take one up. */
    public SortedSet<Long> hostUids() {
        SortedSet<Long> uids = new TreeSet<>();
        hosting.forEach((nid, host) -> {
            if (!lost.contains(nid) || arrivals.containsKey(nid)) {
                uids.add(host.hostUid());
            }
        });
        return uids;
    }

    /** Nodes that are started and not lost. */
    public SortedSet<Integer> present() {
        SortedSet<Integer> present = new TreeSet<>(hosting.keySet());
        present.removeAll(lost);
        return present;
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
            outstanding.addAll(present());
        }

        @Override
        public Set<Integer> presentNodes() {
            return present();
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

    public boolean isLost(int nid) {
        return lost.contains(nid);
    }

    /** Who hosts a node, if anybody. */
    public Optional<Hosting> host(int nid) {
        return Optional.ofNullable(hosting.get(nid));
    }

    /** Who hosts a node. */
    public Hosting hosting(int nid) {
        return host(nid).orElseThrow(() -> new IllegalStateException("node " + nid + " has no host"));
    }

    public Set<Integer> hostedNodes() {
        return Collections.unmodifiableSet(hosting.keySet());
    }

    public List<MemberInfo> members() {
        return List.copyOf(members.values());
    }

    public List<BootPhaseState> phases() {
        return clock.states();
    }
}
