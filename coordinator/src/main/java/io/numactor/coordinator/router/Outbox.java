package io.numactor.coordinator.router;

import io.numactor.api.v1.Epoch;
import io.numactor.proto.RoomMakers;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Requests gathered by destination, so that those of one node travel together. What is put into one message is
 * bounded by weight, because the transport drops what is larger than a frame: one unit is a block asked for or a run
 * freed, up to 32 bytes there or back.
 */
final class Outbox {
    /** Keeps a message and its answer well under Artery's frame of 256 KiB. */
    static final int MAX_WEIGHT = 4096;

    /** Carries a finished message to a node. */
    @FunctionalInterface
    interface Wire {
        void send(int nid, NodeWork work);
    }

    private final long session;
    private final Wire wire;
    private final Hints hints;
    private final Map<Integer, Parcel> parcels = new TreeMap<>();
    private final Set<Integer> woken = new HashSet<>();

    private static final class Parcel {
        private final List<NodeRequest> requests = new ArrayList<>();
        private int weight;
        private boolean owed;
    }

    Outbox(long session, Wire wire, Hints hints) {
        this.session = session;
        this.wire = wire;
        this.hints = hints;
    }

    /** A message is owed to the node, with or without requests. */
    void owe(int nid) {
        parcels.computeIfAbsent(nid, key -> new Parcel()).owed = true;
    }

    /** Adds a request; sends what was gathered for the node before when it would grow too large. */
    void add(RoutedMachine machine, int nid, NodeRequest request, int weight) {
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

    /** Adds a wake-up that wants no answer, once per node and flush. */
    void addWakeUp(RoutedMachine machine, int nid, NodeRequest request) {
        if (woken.add(nid)) {
            add(machine, nid, request, 1);
        }
    }

    /** Sends everything gathered. */
    void flush(RoutedMachine machine) {
        parcels.forEach((nid, parcel) -> send(machine, nid, parcel));
        parcels.clear();
        woken.clear();
    }

    private void send(RoutedMachine machine, int nid, Parcel parcel) {
        if (parcel.requests.isEmpty() && !parcel.owed) {
            return;
        }
        Epoch epoch = machine.epoch();
        wire.send(
                nid,
                NodeWork.newBuilder()
                        .setSession(session)
                        .setEpoch(epoch)
                        .setIncarnation(machine.incarnation(nid))
                        .setMessage(hints.sends(nid))
                        .setHintsWithdrawn(hints.withdrawn(nid))
                        .addAllRequests(parcel.requests)
                        .build());
        parcel.owed = false;
        parcel.requests.clear();
        parcel.weight = 0;
    }
}
