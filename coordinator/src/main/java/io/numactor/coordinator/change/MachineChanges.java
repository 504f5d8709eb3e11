package io.numactor.coordinator.change;

import com.google.protobuf.TextFormat;
import io.grpc.Status;
import io.numactor.api.v1.Epoch;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.machine.ChangeRefused;
import io.numactor.mm.machine.MachineEvent;
import io.numactor.mm.machine.MachineState;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.proto.Blueprints;
import io.numactor.proto.WireTypes;
import io.numactor.wire.ChangeAnswer;
import io.numactor.wire.ChangeRequest;
import io.numactor.wire.MachineHappening;
import io.numactor.wire.MachineRecord;
import io.numactor.wire.MemoryDone;
import io.numactor.wire.MemoryOrder;
import io.numactor.wire.NodeTunables;
import io.numactor.wire.PendingBlock;
import io.numactor.wire.PhaseDone;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Range;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Changes the running machine, one request after the other. Each goes through three stages: nodes put their blocks on
 * or offline, one by one; what was recomputed is installed on all nodes under a new epoch; the routers take the new
 * epoch in. Then it is answered. It holds no actor: events in, {@link ChangeDirective}s out.
 */
public final class MachineChanges {
    /** Requests that wait; more are refused. */
    private static final int MAX_WAITING = 1024;
    /** Every order carries them all, within the size of a message. */
    private static final int MAX_EVENTS = 4096;

    private static final int TERM_SHIFT = 32;

    private static final int MAX_TEXT = 200;

    private static final int RESOURCE_EXHAUSTED = 8;
    private static final String PHASE = "running";

    private enum Stage {
        IDLE,
        BLOCK,
        NODES,
        ROUTERS
    }

    private final MachineState machine;
    private final Ruled cluster;
    private final Deque<ChangeRequest> waiting = new ArrayDeque<>();
    private final Set<Integer> nodes = new TreeSet<>();
    private final Set<String> routers = new TreeSet<>();
    private Stage stage = Stage.IDLE;
    private Optional<OpenChange> open = Optional.empty();
    private BlockWork block = new BlockWork(-1, MemoryOrder.getDefaultInstance());
    private final Set<Integer> away = new TreeSet<>();
    private long lastChange;
    private long resumedChange;

    /** What a node has to do with a block. */
    private record BlockWork(int nid, MemoryOrder order) {}

    public MachineChanges(MachineState machine, Ruled cluster) {
        this.machine = machine;
        this.cluster = cluster;
    }

    public MachineState machine() {
        return machine;
    }

    /** A node is gone with its memory. */
    public void lost(int nid) {
        if (away.add(nid)) {
            machine.apply(new MachineEvent.NodeLost(nid));
        }
    }

    /** A node that was lost is there again, as boot left it. */
    public void returned(int nid) {
        if (away.remove(nid)) {
            machine.apply(new MachineEvent.NodeReturned(nid));
        }
    }

    /** What a later coordinator needs to know of this machine. */
    public void addTo(MachineRecord.Builder record) {
        machine.history().forEach(event -> record.addHappened(Happenings.of(event)));
        if (stage == Stage.BLOCK) {
            open.flatMap(OpenChange::next)
                    .ifPresent(event -> record.setPending(PendingBlock.newBuilder()
                            .setChange(block.order().getChange())
                            .setEvent(Happenings.of(event))));
        }
    }

    /** What happened under an earlier coordinator happens to this machine. */
    public void liveThrough(MachineRecord record) {
        for (MachineHappening happening : record.getHappenedList()) {
            MachineEvent event = Happenings.event(happening);
            if (event instanceof MachineEvent.NodeLost lost) {
                lost(lost.nid());
            } else if (event instanceof MachineEvent.NodeReturned returned) {
                returned(returned.nid());
            } else {
                machine.apply(event);
            }
        }
    }

    /** An earlier coordinator does not say what came of its order to a node: it is given again, under its number. */
    public List<ChangeDirective> resume(PendingBlock pending) {
        if (pending.getChange() == 0) {
            return List.of();
        }
        OpenChange change = OpenChange.resumed(Happenings.event(pending.getEvent()), machine);
        open = Optional.of(change);
        resumedChange = pending.getChange();
        return goOn(change);
    }

    /** What is asked for, for the log: on one line, and cut where a client says too much. */
    public static String text(ChangeRequest request) {
        String whole = TextFormat.printer().emittingSingleLine(true).printToString(request.getChange());
        return whole.length() <= MAX_TEXT ? whole : whole.substring(0, MAX_TEXT) + "...";
    }

    /** A client wants the machine changed. */
    public List<ChangeDirective> asked(ChangeRequest request) {
        if (waiting.size() >= MAX_WAITING) {
            return exhausted(request, MAX_WAITING + " changes of the machine wait already; ask later");
        }
        if (machine.history().size() >= MAX_EVENTS) {
            return exhausted(
                    request, "so much has happened to the machine (" + MAX_EVENTS + " events) that it takes no more");
        }
        waiting.add(request);
        return stage == Stage.IDLE ? next() : List.of();
    }

    private static List<ChangeDirective> exhausted(ChangeRequest request, String reason) {
        ChangeAnswer refused = ChangeAnswer.newBuilder()
                .setId(request.getId())
                .setCode(RESOURCE_EXHAUSTED)
                .setError(reason)
                .build();
        return List.of(new ChangeDirective.Answer(request.getRouterRef(), refused));
    }

    private List<ChangeDirective> next() {
        List<ChangeDirective> directives = new ArrayList<>();
        while (stage == Stage.IDLE && !waiting.isEmpty()) {
            OpenChange change = new OpenChange(waiting.remove(), machine);
            open = Optional.of(change);
            directives.addAll(goOn(change));
        }
        return directives;
    }

    /** Events happen until one needs a node's work first, or none is left. */
    private List<ChangeDirective> goOn(OpenChange change) {
        while (change.next().isPresent()) {
            Optional<BlockWork> work = work(change, change.next().get());
            if (work.isPresent()) {
                stage = Stage.BLOCK;
                block = work.get();
                return List.of(blockOrder());
            }
            if (change.next().isPresent()) {
                change.happens();
            }
        }
        return change.hasChanged() ? install() : answer();
    }

    /** What a node has to do before the event happens. */
    private Optional<BlockWork> work(OpenChange change, MachineEvent event) {
        try {
            if (event instanceof MachineEvent.BlockOnlined online) {
                return Optional.of(blockWork(machine.zoneFor(online.block(), online.type()), online.block(), true));
            } else if (event instanceof MachineEvent.BlockOfflined offline) {
                return Optional.of(blockWork(machine.zoneOf(offline.block()), offline.block(), false));
            }
        } catch (ChangeRefused e) {
            change.refuse(e);
        }
        return Optional.empty();
    }

    private BlockWork blockWork(ZoneKey zone, long id, boolean online) {
        long pages = machine.blockPages();
        return new BlockWork(
                zone.nid(),
                MemoryOrder.newBuilder()
                        .setChange(nextChange())
                        .setOnline(online)
                        .setZone(WireTypes.zone(zone.type()))
                        .setRange(Range.newBuilder().setStart(id * pages).setEnd((id + 1) * pages))
                        .build());
    }

    /** No two coordinators give the same number to different orders. */
    private long nextChange() {
        long resumed = resumedChange;
        resumedChange = 0;
        if (resumed == 0) {
            lastChange = Math.max(lastChange, cluster.epoch().getTerm() << TERM_SHIFT) + 1;
        }
        return resumed == 0 ? lastChange : resumed;
    }

    private ChangeDirective blockOrder() {
        return new ChangeDirective.Order(
                block.nid(), head().setMemory(block.order()).build());
    }

    private PhaseOrder.Builder head() {
        return PhaseOrder.newBuilder().setEpoch(cluster.epoch()).setPhase(PHASE);
    }

    private List<ChangeDirective> install() {
        cluster.raiseEpoch();
        stage = Stage.NODES;
        nodes.addAll(cluster.presentNodes());
        return nodes.isEmpty() ? publish() : installOrders();
    }

    private List<ChangeDirective> installOrders() {
        return nodes.stream()
                .<ChangeDirective>map(nid -> new ChangeDirective.Order(nid, installOrder(nid)))
                .toList();
    }

    private PhaseOrder installOrder(int nid) {
        return installed(nid).build();
    }

    /** What was computed last, for a node that has not confirmed the present epoch. */
    public PhaseOrder.Builder installed(int nid) {
        PhaseOrder.Builder order = head().setTunables(NodeTunables.newBuilder()
                .setWatermarkBoostFactor(machine.sysctls().watermarkBoostFactor())
                .setZoneReclaimMode(machine.sysctls().zoneReclaimMode()));
        machine.settings(nid).forEach((zone, params) -> order.addSettings(Blueprints.encode(zone.type(), params)));
        return order;
    }

    private List<ChangeDirective> publish() {
        stage = Stage.ROUTERS;
        return List.of(new ChangeDirective.Publish());
    }

    private List<ChangeDirective> answer() {
        stage = Stage.IDLE;
        List<ChangeDirective> answers = open.stream()
                .filter(change -> !change.routerRef().isEmpty())
                .<ChangeDirective>map(
                        change -> new ChangeDirective.Answer(change.routerRef(), change.answer(cluster.epoch())))
                .toList();
        open = Optional.empty();
        List<ChangeDirective> directives = new ArrayList<>(answers);
        directives.addAll(next());
        return directives;
    }

    /** A node has carried out an order; stale and repeated confirmations change nothing. */
    public List<ChangeDirective> done(PhaseDone done) {
        if (stage == Stage.NODES && done.getEpoch().equals(cluster.epoch()) && nodes.remove(done.getNode())) {
            return nodes.isEmpty() ? publish() : List.of();
        }
        boolean awaited = stage == Stage.BLOCK
                && done.getNode() == block.nid()
                && done.getMemory().getChange() == block.order().getChange();
        return awaited ? blockDone(done.getMemory()) : List.of();
    }

    private List<ChangeDirective> blockDone(MemoryDone done) {
        OpenChange change = open.orElseThrow();
        long id = block.order().getRange().getStart() / machine.blockPages();
        String holdup = holdup(done);
        if (holdup.isEmpty()) {
            change.happens();
        } else {
            change.refuseBusy("memory block " + id + " of node " + block.nid() + ": " + holdup);
        }
        return goOn(change);
    }

    private static String holdup(MemoryDone done) {
        List<String> reasons = new ArrayList<>();
        if (!done.getRefusal().isEmpty()) {
            reasons.add(done.getRefusal());
        }
        if (done.getReservedPages() > 0) {
            reasons.add(done.getReservedPages() + " pages are the kernel's own and cannot be moved");
        }
        if (done.getHoldersCount() > 0) {
            reasons.add(done.getHoldersList().stream()
                    .map(holder -> "owner " + Long.toUnsignedString(holder.getOwner()) + " holds " + holder.getPages()
                            + " pages")
                    .collect(Collectors.joining(", ", "in use: ", "; free them or close the owner first")));
        }
        return String.join("; ", reasons);
    }

    /** The new epoch was sent to these routers. */
    public List<ChangeDirective> published(Collection<String> toRouters) {
        if (stage != Stage.ROUTERS) {
            return List.of();
        }
        routers.clear();
        routers.addAll(toRouters);
        return routers.isEmpty() ? answer() : List.of();
    }

    /** A router works under this epoch. */
    public List<ChangeDirective> ready(String router, Epoch epoch) {
        boolean current = stage == Stage.ROUTERS && WireTypes.compare(epoch, cluster.epoch()) >= 0;
        return current && routers.remove(router) && routers.isEmpty() ? answer() : List.of();
    }

    /** A router has left, and is no longer waited for. */
    public List<ChangeDirective> routerLeft(String router) {
        return stage == Stage.ROUTERS && routers.remove(router) && routers.isEmpty() ? answer() : List.of();
    }

    /** A node has left, and is no longer waited for. */
    public List<ChangeDirective> nodeLeft(int nid) {
        if (stage == Stage.NODES && nodes.remove(nid)) {
            return nodes.isEmpty() ? publish() : List.of();
        }
        if (stage == Stage.BLOCK && block.nid() == nid) {
            OpenChange change = open.orElseThrow();
            change.refuseBusy("node " + nid + " has left the cluster");
            return goOn(change);
        }
        return List.of();
    }

    /** The orders that are out and not confirmed, once more: they may have been lost. */
    public List<ChangeDirective> again() {
        return switch (stage) {
            case BLOCK -> List.of(blockOrder());
            case NODES -> installOrders();
            case ROUTERS -> List.of(new ChangeDirective.Publish());
            case IDLE -> List.of();
        };
    }

    /** The answer to a change that comes before the machine runs. */
    public static ChangeAnswer notRunning(ChangeRequest request, BootPhase phase) {
        return ChangeAnswer.newBuilder()
                .setId(request.getId())
                .setCode(Status.Code.UNAVAILABLE.value())
                .setError("the machine is in boot phase " + phase + "; ask again once it runs")
                .build();
    }
}
