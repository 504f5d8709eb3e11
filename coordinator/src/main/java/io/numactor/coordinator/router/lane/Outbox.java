package io.numactor.coordinator.router.lane;

import io.numactor.proto.RoomMakers;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Requests gathered by destination, so that those of one node travel together. What is put into one message is
 * bounded by weight, because the transport drops what is larger than a frame: one unit is a block asked for or a run
 * freed, up to 32 bytes there or back. Questions go through their node's {@link Lane}.
 */
public final class Outbox {
    /** Keeps a message and its answer well under Artery's frame of 256 KiB. */
    public static final int MAX_WEIGHT = 4096;

    private final long session;
    private final long retryNanos;
    private final NodeWire wire;
    private final Map<Integer, Lane> lanes = new TreeMap<>();
    private final Hints hints;
    private final Map<Integer, Parcel> parcels = new TreeMap<>();
    private final Set<Integer> woken = new HashSet<>();

    private static final class Parcel {
        private final List<NodeRequest> requests = new ArrayList<>();
        private int weight;
        private boolean owed;
    }

    public Outbox(long session, long retryNanos, NodeWire wire, Hints hints) {
        this.session = session;
        this.retryNanos = retryNanos;
        this.wire = wire;
        this.hints = hints;
    }

    /** A message is owed to the node, with or without requests. */
    public void owe(int nid) {
        parcels.computeIfAbsent(nid, key -> new Parcel()).owed = true;
    }

    public long session() {
        return session;
    }

    /** The way to the node's present life; a lane to an earlier one is dropped with all that is in it. */
    public Lane lane(RoutedMachine machine, int nid) {
        return lanes.compute(
                nid,
                (key, lane) -> lane != null && lane.incarnation() == machine.incarnation(nid)
                        ? lane
                        : new Lane(machine.incarnation(nid), retryNanos, machine.nodesBeside(nid)));
    }

    public Optional<Lane> lane(int nid) {
        return Optional.ofNullable(lanes.get(nid));
    }

    /** The node is gone: nothing of what it was asked will be answered. */
    public void drop(int nid) {
        lanes.remove(nid);
        parcels.remove(nid);
    }

    /** Nodes whose answers have been missing for so long. */
    public List<Integer> silentFor(long nanos, long now) {
        return lanes.entrySet().stream()
                .filter(lane -> lane.getValue().silence(now) > nanos)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Adds a wake-up that wants no answer, once per node and flush. */
    public void addWakeUp(RoutedMachine machine, int nid, NodeRequest request) {
        if (woken.add(nid)) {
            add(machine, nid, request, 1);
        }
    }

    /** Asks again what is overdue. */
    public void repeatOverdue(RoutedMachine machine, long now) {
        lanes.forEach((nid, lane) -> lane.overdue(now).forEach(again(machine, nid)));
    }

    /** Asks again what was refused for its epoch. */
    public void repeatUnderNewEpoch(RoutedMachine machine, long now) {
        lanes.forEach((nid, lane) -> lane.refusedForEpoch(now).forEach(again(machine, nid)));
    }

    private Consumer<Question> again(RoutedMachine machine, int nid) {
        return question -> add(machine, nid, question.request(), question.weight());
    }

    /** Sends everything gathered that there is room for. */
    public void flush(RoutedMachine machine, long now) {
        lanes.forEach((nid, lane) -> lane.admitted(now).forEach(again(machine, nid)));
        parcels.forEach((nid, parcel) -> send(machine, nid, parcel));
        parcels.clear();
        woken.clear();
    }

    /** Adds a request; sends what was gathered for the node before when it would grow too large. */
    private void add(RoutedMachine machine, int nid, NodeRequest request, int weight) {
        Parcel parcel = parcels.computeIfAbsent(nid, key -> new Parcel());
        if (parcel.weight + weight > MAX_WEIGHT && !parcel.requests.isEmpty()) {
            send(machine, nid, parcel);
        }
        if (RoomMakers.makesRoom(request)) {
            hints.roomComes(nid);
        }
        parcel.requests.add(request);
        parcel.weight += weight;
    }

    private void send(RoutedMachine machine, int nid, Parcel parcel) {
        if (parcel.requests.isEmpty() && !parcel.owed) {
            return;
        }
        Lane lane = lane(machine, nid);
        wire.send(
                nid,
                NodeWork.newBuilder()
                        .setSession(session)
                        .setEpoch(machine.epoch())
                        .setIncarnation(lane.incarnation())
                        .setAnsweredBelow(lane.answeredBelow())
                        .setMessage(hints.sends(nid))
                        .setHintsWithdrawn(hints.withdrawn(nid))
                        .addAllRequests(parcel.requests)
                        .build());
        parcel.owed = false;
        parcel.requests.clear();
        parcel.weight = 0;
    }
}
