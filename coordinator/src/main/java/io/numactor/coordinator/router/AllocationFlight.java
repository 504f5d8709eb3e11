package io.numactor.coordinator.router;

import io.grpc.Status;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.Failure;
import io.numactor.api.v1.OperationResult;
import io.numactor.coordinator.router.lane.Flight;
import io.numactor.coordinator.router.lane.Outbox;
import io.numactor.coordinator.router.lane.RoutedMachine;
import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.alloc.ReclaimAnswer;
import io.numactor.mm.policy.Interleaving;
import io.numactor.mm.policy.MemPolicy;
import io.numactor.mm.policy.PolicyChoice;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zonelist.WalkEffect;
import io.numactor.mm.zonelist.WalkPlan;
import io.numactor.mm.zonelist.ZonelistWalk;
import io.numactor.proto.RunColumns;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.PagesReclaimed;
import io.numactor.wire.Refused;
import io.numactor.wire.Undo;
import io.numactor.wire.WakeKswapd;
import io.numactor.wire.ZonesTried;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One allocation request on its way, or several equal ones that follow each other: drives {@link ZonelistWalk}, turning
 * its effects into messages and the nodes' answers into its input. A large request flies in legs: one for each node of an
 * interleaving, each cut into steps that a message can carry.
 */
final class AllocationFlight extends Flight {
    private static final int NOBODY = -1;

    /** A part of the request with a choice of its own. */
    private record Leg(PolicyChoice choice, int count) {}

    private final RouterCore router;
    private final Ask ask;
    private final ZoneType highestZone;
    private final FlightLog journey;
    private final int requests;
    private final ResultSlots results;
    private final Deque<Leg> legs = new ArrayDeque<>();
    private final ServedBlocks served;
    private final WalkSteps steps;
    private int preferredNid = NOBODY;
    private Leg leg = new Leg(new PolicyChoice(0, NodeMask.ALL, NOBODY, 0, false), 0);
    private Optional<ZonelistWalk> walk = Optional.empty();
    private Optional<WalkEffect> question = Optional.empty();
    /** Nodes that might have served, had they said anything. */
    private NodeMask silent = NodeMask.EMPTY;

    private boolean givenUp;
    private int stepCount;

    /**
     * @param ask what all the requests ask for together
     * @param requests how many equal ones these are
     */
    AllocationFlight(RouterCore router, Ask ask, int requests, long sequence, ResultSlots results) {
        super(ask.owner().id(), ask.owner().token(), sequence);
        this.router = router;
        this.ask = ask;
        this.highestZone = GfpFlags.highestZone(ask.gfp(), router.machine().zones());
        this.requests = requests;
        this.results = results;
        this.served = new ServedBlocks(ask.order());
        this.journey = new FlightLog(router.nanoTime());
        this.steps = new WalkSteps(router, ask, journey);
    }

    void takeOff() {
        ask.owner().takesOff();
        chooseLegs();
        nextLeg();
    }

    private void chooseLegs() {
        Owner owner = ask.owner();
        if (ask.policy() instanceof MemPolicy.Interleave interleave && ask.count() > 1) {
            Interleaving.bulkShares(interleave.nodes(), owner.ilPrev(), ask.count())
                    .forEach((nid, share) -> addLeg(new PolicyChoice(nid, NodeMask.ALL, nid, nid, false), share));
            return;
        }
        PolicyChoice choice =
                ask.policy().choose(ask.cpuNode(), highestZone, router.machine().policyMachine(), owner.ilPrev());
        owner.ilPrev(choice.ilPrev());
        addLeg(choice, ask.count());
    }

    private void addLeg(PolicyChoice choice, int count) {
        if (count > 0) {
            legs.add(new Leg(choice, count));
        }
    }

    private void nextLeg() {
        if (legs.isEmpty()) {
            finish(Optional.empty());
            return;
        }
        leg = legs.remove();
        RoutedMachine machine = router.machine();
        stepCount = Math.min(leg.count(), Outbox.MAX_WEIGHT);
        WalkPlan plan = new WalkPlan(
                leg.choice().gfp(ask.gfp()),
                ask.order(),
                stepCount,
                machine.walks(leg.choice().startNid()),
                leg.choice().mask(),
                machine.online().size(),
                router.unreachable(),
                machine.nodeReclaim(ask.cpuNode()),
                false);
        ZonelistWalk next = ZonelistWalk.start(plan);
        if (preferredNid == NOBODY && next.hasPreferred()) {
            preferredNid = next.preferred().nid();
        }
        walk = Optional.of(next);
        question = Optional.empty();
        journey.begins();
        fly(next);
    }

    private void fly(ZonelistWalk current) {
        while (true) {
            WalkEffect effect = current.next();
            current.takePassedOver().forEach(this::passOver);
            if (effect instanceof WalkEffect.WakeKswapd wake) {
                wake.nids().forEach(this::wakeKswapd);
            } else if (effect instanceof WalkEffect.Failed failed) {
                legFailed(current, failed);
                return;
            } else if (effect instanceof WalkEffect.Served) {
                legServed();
                return;
            } else if (!leftOut(current, effect)) {
                ask(current, effect);
                return;
            }
        }
    }

    private void passOver(WalkEffect.TryZones zones) {
        steps.addUnreachable(zones);
        if (router.suspects().contains(zones.nid())) {
            silent = silent.plus(zones.nid());
        }
    }

    /** A first pass leaves out a node that is known to have nothing above its low marks. */
    private boolean leftOut(ZonelistWalk current, WalkEffect effect) {
        if (!(effect instanceof WalkEffect.TryZones tryZones)
                || (tryZones.allocFlags() & AllocFlags.WMARK_MASK) != AllocFlags.WMARK_LOW
                || tryZones.nodeReclaim()
                || ask.withoutHints()) {
            return false;
        }
        long version = router.hints().version(tryZones.nid(), highestZone);
        if (version == 0) {
            return false;
        }
        steps.add(tryZones.nid(), step -> step.setPass("low").setHintVersion(version));
        current.answered(0);
        return true;
    }

    private void legServed() {
        addFirst(leg.choice(), leg.count() - stepCount);
        nextLeg();
    }

    private void legFailed(ZonelistWalk current, WalkEffect.Failed failed) {
        if (leg.choice().retriesUnmasked()) {
            addFirst(leg.choice().retry(), leg.count() - stepCount + current.remaining());
            nextLeg();
        } else {
            finish(Optional.of(FailureTexts.failure(failed, GfpFlags.format(ask.gfp()), silent)));
        }
    }

    private void addFirst(PolicyChoice choice, int count) {
        if (count > 0) {
            legs.addFirst(new Leg(choice, count));
        }
    }

    private void ask(ZonelistWalk current, WalkEffect effect) {
        int nid = NodeQuestions.nid(effect);
        question = Optional.of(effect);
        if (router.machine().unreachable().contains(nid)) {
            lost(nid);
            return;
        }
        journey.asked(router.nanoTime(), nid);
        ask.owner().usesNode(nid, router.machine().incarnation(nid));
        if (effect instanceof WalkEffect.TryZones tryZones) {
            router.ask(
                    this,
                    nid,
                    question()
                            .setTryZones(NodeQuestions.tryZones(
                                    ask, current, tryZones, leg.choice().interleaveNid())),
                    current.remaining());
        } else {
            router.ask(this, nid, NodeQuestions.write(ask, highestZone, effect, question()), 1);
        }
    }

    private void wakeKswapd(int nid) {
        steps.add(nid, step -> step.setPass("kswapd"));
        router.wake(
                nid,
                question()
                        .setWakeKswapd(
                                WakeKswapd.newBuilder().setOrder(ask.order()).setHighestZone(highestZone.ordinal())));
    }

    @Override
    public void answered(int nid, NodeAnswer answer) {
        if (givenUp) {
            land(FlightEnds.GIVEN_UP);
            return;
        }
        if (walk.isEmpty()) {
            return;
        }
        if (answer.hasRefused()) {
            refused(answer.getRefused());
            return;
        }
        take(nid, answer, walk.get());
        fly(walk.get());
    }

    private void take(int nid, NodeAnswer answer, ZonelistWalk current) {
        if (answer.hasReclaimed()) {
            PagesReclaimed reclaimed = answer.getReclaimed();
            steps.add(nid, step -> step.setPass("reclaim").setReclaimedPages(reclaimed.getPages()));
            current.reclaimed(
                    new ReclaimAnswer(reclaimed.getPages(), reclaimed.getMayHelp(), reclaimed.getHighatomic()));
        } else if (answer.hasRelieved()) {
            steps.add(nid, step -> step.setPass("drain"));
            current.relieved(answer.getRelieved().getReleased());
        } else {
            tried(nid, answer.getTried(), current);
        }
    }

    private void tried(int nid, ZonesTried tried, ZonelistWalk current) {
        int before = served.left();
        served.from(source(nid, tried.getGrant()));
        RunColumns.read(tried, served::add);
        int blocks = served.left() - before;
        String passName = question.map(WalkSteps::pass).orElse("");
        ask.owner().books(nid, (long) blocks << ask.order());
        steps.add(
                nid,
                step -> step.setPass(passName)
                        .setServed(blocks)
                        .setReclaimedPages(tried.getReclaimedPages())
                        .addAllSkips(tried.getSkipsList()));
        current.answered(blocks, tried.getKswapdHelps());
    }

    private ServedBlocks.Source source(int nid, int grant) {
        RoutedMachine machine = router.machine();
        return new ServedBlocks.Source(
                nid,
                machine.incarnation(nid),
                grant,
                machine.distance(ask.cpuNode(), nid),
                machine.accessNanos(ask.cpuNode(), nid),
                journey.hops());
    }

    private void refused(Refused refused) {
        giveBack();
        land(Refusal.error(Status.Code.FAILED_PRECONDITION, refused.getDetail()));
    }

    @Override
    public void lost(int nid) {
        if (givenUp) {
            land(FlightEnds.GIVEN_UP);
            return;
        }
        walk.ifPresent(current -> {
            question.filter(WalkEffect.TryZones.class::isInstance)
                    .map(WalkEffect.TryZones.class::cast)
                    .ifPresent(this::passOver);
            current.skip(nid);
            fly(current);
        });
    }

    @Override
    public void strand() {
        land(FlightEnds.STRANDED);
    }

    /** The client does not wait any more: what was served is given back, what is being asked is undone. */
    void giveUp() {
        if (givenUp || walk.isEmpty()) {
            return;
        }
        givenUp = true;
        giveBack();
        openQuestions()
                .forEach(asked -> router.undo(
                        this, asked, question().setUndo(Undo.newBuilder().setCpu(ask.cpu()))));
    }

    /** A node that served a part may have died since: its pages are gone, and the owner has been told so. */
    private Optional<Failure> orLoss(Optional<Failure> failure) {
        boolean lostSome = served.drop(source -> !router.machine().has(source.nid(), source.incarnation()));
        return lostSome && failure.isEmpty() ? Optional.of(FlightEnds.LOST_WHILE_SERVED) : failure;
    }

    private void finish(Optional<Failure> reason) {
        Optional<Failure> failure = orLoss(reason);
        if (failure.isPresent() && ask.allOrNothing()) {
            giveBack();
        }
        land();
        long nanos = router.nanoTime() - journey.startedAt();
        int count = ask.count() / requests;
        for (int request = 0; request < requests; request++) {
            AllocateResponse done = answer(count, failure, nanos)
                    .addAllLost(ask.owner().takeLosses())
                    .build();
            router.stats().allocated(ask.cpuNode(), done);
            results.set(request, OperationResult.newBuilder().setAllocated(done).build());
        }
        ask.owner().lands(router.nanoTime());
    }

    /** What the next of the requests got: its part of what was served, or what is left of it and why not the rest. */
    private AllocateResponse.Builder answer(int count, Optional<Failure> failure, long nanos) {
        AllocateResponse.Builder answer = AllocateResponse.newBuilder();
        int got = Math.min(count, served.left());
        int hops = served.take(got, answer);
        answer.setHops(requests == 1 || got < count ? journey.hops() : hops);
        if (got < count || requests == 1) {
            failure.ifPresent(answer::setFailure);
        }
        if (preferredNid != NOBODY) {
            answer.setPreferredNode(preferredNid);
        }
        return answer.setServed(got)
                .setRequested(ask.count() / requests)
                .setDurationNanos(nanos)
                .addAllSteps(steps.list());
    }

    /** Frees what was served so far: the client will not hear of it. */
    private void giveBack() {
        if (served.left() > 0) {
            AllocateResponse.Builder unwanted = AllocateResponse.newBuilder();
            served.take(served.left(), unwanted);
            router.giveBack(ask.owner(), ask.cpu(), unwanted.getRunsList());
        }
    }

    private void land() {
        walk = Optional.empty();
        router.landed(this);
    }

    /** All requests end in the same refusal. */
    private void land(OperationResult refusal) {
        land();
        for (int request = 0; request < requests; request++) {
            results.set(request, refusal);
        }
        ask.owner().lands(router.nanoTime());
    }
}
