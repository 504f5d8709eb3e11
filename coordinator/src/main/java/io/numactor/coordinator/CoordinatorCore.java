package io.numactor.coordinator;

import io.numactor.coordinator.boot.BootConductor;
import io.numactor.coordinator.boot.Directive;
import io.numactor.coordinator.change.ChangeDirective;
import io.numactor.coordinator.change.MachineChanges;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.proto.Timing;
import io.numactor.wire.ChangeRequest;
import io.numactor.wire.ControlAudited;
import io.numactor.wire.HostedNode;
import io.numactor.wire.Install;
import io.numactor.wire.MachineRecord;
import io.numactor.wire.MemberInfo;
import io.numactor.wire.Offer;
import io.numactor.wire.PhaseDone;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Promised;
import io.numactor.wire.RouterHello;
import io.numactor.wire.RouterInstalled;
import io.numactor.wire.RouterLease;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * The coordinator without its actor. It begins as a {@link Candidacy}; when it rules it carries the
 * {@link BootConductor}'s orders to hosts and nodes, their confirmations back, and every new epoch to the routers, and
 * renews {@link Leases}.
 */
public final class CoordinatorCore {
    private final BootableMachine machine;
    private final Timing timing;
    private final LongSupplier clock;
    private final LongPredicate isMember;
    private final ControlWire wire;
    private final Candidacy candidacy;
    private final SortedMap<Long, Offer> offers = new TreeMap<>();
    private final Map<Long, String> hosts = new HashMap<>();
    private final Map<Integer, String> nodes = new HashMap<>();
    private final Map<String, Long> routers = new LinkedHashMap<>();
    private final BootConductor conductor;
    private final AdoptionDecisions adoptions;
    private boolean ruling;
    private long outvotedAt;
    private Leases leases;

    /**
     * A coordinator of this machine that waits for hosts.
     *
     * @param candidate a number that no other coordinator has
     * @param isMember whether the JVM with this uid is in the cluster
     */
    public CoordinatorCore(
            BootableMachine machine,
            long candidate,
            Timing timing,
            LongSupplier nanoTime,
            LongPredicate isMember,
            ControlWire wire) {
        this.machine = machine;
        this.timing = timing;
        this.clock = nanoTime;
        this.isMember = isMember;
        this.wire = wire;
        this.candidacy = new Candidacy(machine.term(), candidate, nanoTime.getAsLong());
        this.leases = Leases.first(timing, nanoTime.getAsLong());
        this.conductor = new BootConductor(machine.name(), machine.input(), machine.until(), nanoTime);
        this.adoptions = new AdoptionDecisions(conductor.roster(), isMember);
        wire.note("machine " + machine.name() + ": waiting for nodes "
                + conductor.roster().unhosted());
    }

    /** A JVM offers to host nodes, and says which it hosts; repeated every second. */
    public void hostOffers(String hostRef, Offer offer) {
        MemberInfo member = offer.getMember();
        if (!isMember.test(member.getUid())) {
            return;
        }
        boolean isNew = hosts.put(member.getUid(), hostRef) == null;
        offers.put(member.getUid(), offer);
        if (isNew) {
            wire.note(member.getAddress() + " (pid " + member.getPid() + ") hosts nodes " + offer.getNodesList());
        }
        conductor.roster().joined(member);
        if (!ruling) {
            askForPromises(offer);
            considerRuling();
        } else {
            takeIn(offer);
        }
    }

    private void askForPromises(Offer offer) {
        for (HostedNode node : offer.getHostedList()) {
            if (!candidacy.hasPromiseOf(node.getIncarnation())) {
                wire.promise(node.getNodeRef(), candidacy.question());
            }
        }
    }

    /** A node has promised its obedience, or has promised it to another. */
    public void nodePromised(Promised promised) {
        if (!ruling) {
            candidacy.answered(promised, clock.getAsLong());
            considerRuling();
        } else if (promised.getTerm() > candidacy.term() && outvotedAt == 0) {
            outvotedAt = clock.getAsLong();
        }
    }

    /**
     * Whether nodes have promised more to somebody who has had the time of a lease to rule, and does not: they will obey
     * this coordinator never again, so it has to begin anew, and to ask them for a higher term.
     */
    public boolean isOutvoted() {
        return outvotedAt != 0 && clock.getAsLong() - outvotedAt > timing.leaseNanos();
    }

    private void considerRuling() {
        MachineRecord record = candidacy.record();
        if (record.hasEpoch() && candidacy.hasMajority()) {
            takeOver(record);
        } else if (!record.hasEpoch()
                && candidacy.isFirst(offers.values(), conductor.roster().unhosted())) {
            begin();
        }
    }

    private void begin() {
        ruling = true;
        conductor.begin(candidacy.term());
        leases = Leases.first(timing, clock.getAsLong());
        offers.values().forEach(offer -> carryOut(conductor.offered(offer.getMember(), offer.getNodesList())));
    }

    private void takeOver(MachineRecord record) {
        wire.note("machine " + machine.name() + ": taken over in term " + candidacy.term() + ", where epoch "
                + record.getEpoch().getTerm() + "." + record.getEpoch().getCounter() + " left it");
        ruling = true;
        conductor.begin(candidacy.term());
        leases = Leases.takenOver(timing, candidacy.askedAt(), clock.getAsLong());
        List<Directive> orders = conductor.takeUp(record);
        offers.values().forEach(offer -> offer.getHostedList().forEach(this::learnRef));
        candidacy.promises().forEach(this::learnFrom);
        carryOut(orders);
        change(changes -> changes.resume(record.getPending()));
        takeLeave();
    }

    /** Whether it was not known. */
    private boolean learnRef(HostedNode node) {
        return isLife(node.getNode(), node.getIncarnation())
                && !node.getNodeRef().equals(nodes.put(node.getNode(), node.getNodeRef()));
    }

    private void learnFrom(Promised promise) {
        if (isLife(promise.getNode(), promise.getIncarnation())
                && !conductor.roster().isLost(promise.getNode())) {
            leases.nodeClock(promise.getNode(), promise.getSentAt());
            leases.holds(promise.getSessionsList(), clock.getAsLong());
        }
    }

    private boolean isLife(int nid, long incarnation) {
        return conductor
                .roster()
                .host(nid)
                .filter(host -> host.incarnation() == incarnation)
                .isPresent();
    }

    private void takeIn(Offer offer) {
        for (HostedNode node : offer.getHostedList()) {
            List<Directive> directives = conductor.hosts(offer.getMember(), node);
            if (learnRef(node)) {
                publish();
            }
            carryOut(directives);
        }
        if (offer.getHostedCount() == 0 && conductor.running()) {
            offer.getNodesList().forEach(nid -> takeIn(nid, offer.getMember()));
        }
    }

    private void takeIn(int nid, MemberInfo member) {
        if (conductor.isVacant(nid) && leases.mayReuse(nid, clock.getAsLong())) {
            wire.note("node " + nid + " returns on " + member.getAddress());
            nodes.remove(nid);
            leases.forget(nid);
            carryOut(conductor.returns(member, nid));
        }
    }

    /** A node has carried out an order. */
    public void nodeDone(String nodeRef, PhaseDone done) {
        if (!ruling) {
            return;
        }
        BootPhase before = conductor.sequence().phase();
        boolean wasRunning = conductor.running();
        List<Directive> directives = conductor.done(done);
        if (isLife(done.getNode(), done.getIncarnation())) {
            nodes.put(done.getNode(), nodeRef);
            obeyed(done);
        }
        carryOut(directives);
        change(changes -> changes.done(done));
        if (conductor.sequence().phase() != before || conductor.running() != wasRunning) {
            wire.note(before + ": all nodes have confirmed");
        }
    }

    /** A client of a router wants the running machine changed. */
    public void changeMachine(String routerRef, ChangeRequest asked) {
        ChangeRequest request = asked.toBuilder().setRouterRef(routerRef).build();
        if (conductor.changes().isEmpty()) {
            wire.answer(
                    routerRef,
                    MachineChanges.notRunning(request, conductor.sequence().phase()));
            return;
        }
        wire.note("change " + MachineChanges.text(request));
        change(changes -> changes.asked(request));
    }

    /** A router works under this epoch. */
    public void routerReady(String routerRef, RouterInstalled installed) {
        change(changes -> changes.ready(routerRef, installed.getEpoch()));
    }

    /** Something has happened that the running machine's changes may wait for. */
    private void change(Function<MachineChanges, List<ChangeDirective>> event) {
        conductor
                .changes()
                .ifPresent(changes -> event.apply(changes).forEach(directive -> carryOut(changes, directive)));
    }

    private void carryOut(MachineChanges changes, ChangeDirective directive) {
        if (directive instanceof ChangeDirective.Order order) {
            carryOut(new Directive.Order(order.nid(), conductor.complete(order.order())));
        } else if (directive instanceof ChangeDirective.Answer answer) {
            wire.answer(answer.routerRef(), answer.answer());
        } else {
            publish();
            changes.published(List.copyOf(routers.keySet())).forEach(next -> carryOut(changes, next));
        }
    }

    private void obeyed(PhaseDone done) {
        if (done.getSentAt() != 0) {
            leases.nodeClock(done.getNode(), done.getSentAt());
        }
        if (done.getEpoch().getTerm() == conductor.epoch().getTerm()) {
            leases.obeyed(done.getNode(), done.getOrderSentAt());
        }
        if (!conductor.roster().isLost(done.getNode())) {
            leases.holds(done.getSessionsList(), clock.getAsLong());
        }
    }

    /** A router wants to be kept up to date, and to keep its owners; repeated every second. */
    public void routerJoins(String routerRef, RouterHello hello) {
        if (!ruling || !isMember.test(hello.getMember().getUid())) {
            return;
        }
        conductor.roster().joined(hello.getMember(), hello.getSession());
        routers.put(routerRef, hello.getMember().getUid());
        if (mayLend()) {
            leases.claimed(hello.getSession(), clock.getAsLong());
        }
        long sentAt = mayLend() ? hello.getSentAt() : 0;
        if (hello.getEpoch().equals(conductor.epoch())) {
            RouterLease.Builder lease =
                    RouterLease.newBuilder().setSentAt(sentAt).setEpoch(conductor.epoch());
            if (mayLend()) {
                lease.addAllAdoptions(adoptions.decide(hello, leases, candidacy.term(), clock.getAsLong()));
            }
            wire.lease(routerRef, lease.build());
        } else {
            wire.install(
                    routerRef,
                    InstallMessages.of(conductor, nodes).toBuilder()
                            .setSentAt(sentAt)
                            .build());
        }
    }

    private boolean mayLend() {
        return !conductor.running() || leases.hasMajority(conductor.roster().present(), clock.getAsLong());
    }

    /** A JVM has left the cluster for good. */
    public void memberLeft(long uid, String address) {
        wire.note(address + " has left the cluster");
        forget(uid);
        if (ruling) {
            leaves(uid);
        }
    }

    private void forget(long uid) {
        hosts.remove(uid);
        offers.remove(uid);
        List<String> gone = routers.entrySet().stream()
                .filter(router -> router.getValue() == uid)
                .map(Map.Entry::getKey)
                .toList();
        gone.forEach(routers::remove);
        gone.forEach(router -> change(changes -> changes.routerLeft(router)));
    }

    private void leaves(long uid) {
        carryOut(conductor.left(uid));
        conductor.roster().hostedNodes().stream()
                .filter(conductor.roster()::isLost)
                .forEach(nid -> change(changes -> changes.nodeLeft(nid)));
    }

    /** Looks at the clock, once a second: sends unconfirmed orders again, renews leases, gives up what nobody claims. */
    public void tick() {
        if (!ruling) {
            offers.values().forEach(this::askForPromises);
            return;
        }
        takeLeave();
        carryOut(conductor.again());
        change(MachineChanges::again);
        carryOut(conductor.renewals());
        if (conductor.running() && mayLend()) {
            carryOut(conductor.reap(leases.takeAbandoned(conductor.roster().present())));
        }
    }

    /** Nodes whose JVM left while nobody listened. */
    private void takeLeave() {
        conductor.roster().hostUids().stream()
                .filter(uid -> !isMember.test(uid))
                .toList()
                .forEach(uid -> {
                    forget(uid);
                    leaves(uid);
                });
    }

    private void carryOut(List<Directive> directives) {
        directives.forEach(this::carryOut);
    }

    private void carryOut(Directive directive) {
        if (directive instanceof Directive.Start start) {
            String host = hosts.get(start.hostUid());
            if (host != null) {
                wire.start(host, start.start());
            }
        } else if (directive instanceof Directive.Order order) {
            String node = nodes.get(order.nid());
            if (node != null) {
                wire.order(node, stamped(order));
            }
        } else {
            publish();
        }
    }

    private PhaseOrder stamped(Directive.Order order) {
        long now = clock.getAsLong();
        PhaseOrder.Builder stamped = order.order().toBuilder().setSentAt(now);
        if (mayLend()) {
            stamped.setNodeSentAt(leases.lend(order.nid(), now));
        }
        return stamped.build();
    }

    private void publish() {
        Install install = InstallMessages.of(conductor, nodes);
        routers.keySet().forEach(router -> wire.install(router, install));
    }

    /** What it rules, for an audit. */
    public ControlAudited audited() {
        return ControlAudits.of(ruling, conductor, leases, offers.values(), routers.keySet(), clock.getAsLong());
    }

    /** Whether it rules. */
    public boolean isRuling() {
        return ruling;
    }
}
