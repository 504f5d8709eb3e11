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
import io.numactor.mm.zone.ZoneParams;
import io.numactor.proto.Blueprints;
import io.numactor.proto.WireTypes;
import io.numactor.wire.BootPhaseState;
import io.numactor.wire.MemberInfo;
import io.numactor.wire.NodeBlueprint;
import io.numactor.wire.PhaseDone;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.StartNode;
import io.numactor.wire.ZoneReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Conducts the boot over the nodes: gathers the JVMs that host them, sends each phase's orders, waits at a barrier
 * until every node has confirmed, goes on. It holds no actor: events in, {@link Directive}s out.
 */
public final class BootConductor {
    private final String machine;
    private final BootSequence sequence;
    private final BootPhase until;
    private final PhaseClock clock;
    private final long term;
    private final SortedMap<Integer, Hosting> hosting = new TreeMap<>();
    private final Map<Long, MemberInfo> members = new HashMap<>();
    private final SortedMap<ZoneKey, Long> managed = new TreeMap<>();
    private final Set<Integer> outstanding = new TreeSet<>();
    private final Set<Integer> lost = new TreeSet<>();
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
     * @param term the coordinator's term
     * @param nanoTime the clock by which phases are timed
     * @throws io.numactor.mm.boot.BootRefused when the machine cannot boot
     */
    public BootConductor(String machine, BootInput input, long term, LongSupplier nanoTime) {
        this(machine, input, term, BootPhase.RUNNING, nanoTime);
    }

    /**
     * As {@link #BootConductor(String, BootInput, long, LongSupplier)}, but the machine stays where it is when it has
     * come to the end of {@code until}.
     */
    public BootConductor(String machine, BootInput input, long term, BootPhase until, LongSupplier nanoTime) {
        this.machine = machine;
        this.term = term;
        this.until = until;
        this.clock = new PhaseClock(nanoTime, until);
        this.sequence = new BootSequence(input, clock::enter);
        this.halted = until.compareTo(sequence.phase()) < 0;
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

    /** A node has carried out a phase; stale and repeated confirmations change nothing. */
    public List<Directive> done(PhaseDone done) {
        Hosting host = hosting.get(done.getNode());
        if (host == null || !done.getPhase().equals(sequence.phase().toString())) {
            return List.of();
        }
        if (host.incarnation() == 0) {
            hosting.put(done.getNode(), new Hosting(host.hostUid(), host.address(), done.getIncarnation()));
        } else if (host.incarnation() != done.getIncarnation()) {
            return List.of();
        }
        if (!outstanding.remove(done.getNode())) {
            return List.of();
        }
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
        while (sequence.phase() != until) {
            sequence.completed(managed);
            if (sequence.phase().isOnNodes()) {
                return begin();
            }
            clock.begin(sequence.phase());
            clock.end(sequence.phase());
        }
        running = until == BootPhase.RUNNING;
        halted = !running;
        if (running) {
            changes = Optional.of(new MachineChanges(MachineState.of(sequence), new RuledNodes()));
        }
        return List.of(new Directive.Publish());
    }

    private List<Directive> begin() {
        clock.begin(sequence.phase());
        counter++;
        outstanding.addAll(hosting.keySet());
        outstanding.removeAll(lost);
        List<Directive> directives = new ArrayList<>(again());
        directives.add(new Directive.Publish());
        return directives;
    }

    /** The orders that are out and not confirmed, once more: they may have been lost. */
    public List<Directive> again() {
        return outstanding.stream().map(this::directive).toList();
    }

    private Directive directive(int nid) {
        if (sequence.phase() == BootPhase.FREE_AREA_INIT) {
            return new Directive.Start(hosting(nid).hostUid(), start(nid));
        }
        PhaseOrder.Builder order = PhaseOrder.newBuilder()
                .setEpoch(epoch())
                .setPhase(sequence.phase().toString());
        for (Map.Entry<ZoneKey, ZoneParams> zone : sequence.settings(nid).entrySet()) {
            order.addSettings(Blueprints.encode(zone.getKey().type(), zone.getValue()));
        }
        return new Directive.Order(nid, order.build());
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
                .setPhase(sequence.phase().toString())
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
            if (node.getValue().hostUid() == uid && lost.add(node.getKey())) {
                hostedAny = true;
                outstanding.remove(node.getKey());
            }
        }
        if (!hostedAny) {
            return List.of(new Directive.Publish());
        }
        counter++;
        List<Directive> directives = new ArrayList<>();
        directives.add(new Directive.Publish());
        if (started && !running && outstanding.isEmpty()) {
            directives.addAll(passBarrier());
        }
        return directives;
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
        }

        @Override
        public Set<Integer> presentNodes() {
            Set<Integer> present = new TreeSet<>(hosting.keySet());
            present.removeAll(lost);
            return present;
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

    /** Who hosts a node. */
    public Hosting hosting(int nid) {
        Hosting host = hosting.get(nid);
        if (host == null) {
            throw new IllegalStateException("node " + nid + " has no host");
        }
        return host;
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
