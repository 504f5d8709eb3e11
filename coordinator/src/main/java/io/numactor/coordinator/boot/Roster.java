package io.numactor.coordinator.boot;

import io.numactor.wire.MachineRecord;
import io.numactor.wire.MemberInfo;
import io.numactor.wire.NodeRecord;
import io.numactor.wire.RouterRecord;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;

/** Which JVM has which node, in which life; which nodes are lost, and which of these are about to return. */
public final class Roster {
    /** Gateways come and go seldom; of those forgotten the leases tell when they are gone. */
    private static final int MOST_ROUTERS = 256;

    private final SortedMap<Integer, Hosting> hosting = new TreeMap<>();
    private final SortedMap<Integer, Arrival> arrivals = new TreeMap<>();
    private final SortedSet<Integer> lost = new TreeSet<>();
    private final Map<Long, MemberInfo> members = new HashMap<>();
    private final Map<Long, RouterRecord> routers = new LinkedHashMap<>();
    private final Collection<Integer> possible;

    /** Which JVM has a node, and in which life. Incarnation 0: not started yet. */
    public record Hosting(long hostUid, String address, long incarnation) {}

    Roster(Collection<Integer> possible) {
        this.possible = possible;
    }

    /** As an earlier coordinator left it. */
    void takeUp(MachineRecord record) {
        record.getRoutersList().forEach(router -> routers.putIfAbsent(router.getSession(), router));
        for (NodeRecord node : record.getNodesList()) {
            hosting.put(node.getNode(), new Hosting(node.getHostUid(), node.getAddress(), node.getIncarnation()));
            if (node.getLost()) {
                lost.add(node.getNode());
            }
            if (node.getLost() && node.getIncarnation() == 0) {
                arrivals.put(node.getNode(), new Arrival());
            }
        }
    }

    /** What a later coordinator goes on from. It learns from its host in which life a node is that was about to return. */
    List<NodeRecord> records() {
        return hosting.entrySet().stream()
                .map(node -> NodeRecord.newBuilder()
                        .setNode(node.getKey())
                        .setHostUid(node.getValue().hostUid())
                        .setAddress(node.getValue().address())
                        .setIncarnation(
                                arrivals.containsKey(node.getKey())
                                        ? 0
                                        : node.getValue().incarnation())
                        .setLost(lost.contains(node.getKey()))
                        .build())
                .toList();
    }

    /** A JVM is in the cluster. */
    public void joined(MemberInfo member) {
        members.put(member.getUid(), member);
    }

    /** A JVM with a router is in the cluster. */
    public void joined(MemberInfo member, long session) {
        joined(member);
        routers.computeIfAbsent(
                session,
                key -> RouterRecord.newBuilder()
                        .setSession(session)
                        .setUid(member.getUid())
                        .setAddress(member.getAddress())
                        .build());
        if (routers.size() > MOST_ROUTERS) {
            routers.remove(routers.keySet().iterator().next());
        }
    }

    /** Routers that have had owners, those that are gone as well; of many the last. */
    Collection<RouterRecord> routers() {
        return routers.values();
    }

    /** Where the router with this session is, or was. */
    public Optional<String> gateway(long session) {
        return Optional.ofNullable(routers.get(session)).map(RouterRecord::getAddress);
    }

    /** Whether the router with this session is known to have left the cluster with its JVM. */
    public boolean isRouterGone(long session, LongPredicate isMember) {
        RouterRecord router = routers.get(session);
        return router != null && !members.containsKey(router.getUid()) && !isMember.test(router.getUid());
    }

    /** A JVM takes those of these nodes that nobody has. */
    void offers(MemberInfo member, Collection<Integer> nodes) {
        joined(member);
        nodes.stream().filter(possible::contains).forEach(nid -> hosting.putIfAbsent(nid, unstarted(member)));
    }

    /** A JVM takes up a node that was lost. */
    Arrival arrives(MemberInfo member, int nid) {
        joined(member);
        Arrival arrival = new Arrival();
        hosting.put(nid, unstarted(member));
        arrivals.put(nid, arrival);
        return arrival;
    }

    private static Hosting unstarted(MemberInfo member) {
        return new Hosting(member.getUid(), member.getAddress(), 0);
    }

    /** The node lives as this now. */
    void startedAs(int nid, long incarnation) {
        Hosting host = hosting(nid);
        hosting.put(nid, new Hosting(host.hostUid(), host.address(), incarnation));
    }

    /** A node that returned is part of the machine again. */
    void arrived(int nid) {
        arrivals.remove(nid);
        lost.remove(nid);
    }

    /** A JVM has left: its nodes are lost now; those that were not before. */
    List<Integer> left(long uid) {
        members.remove(uid);
        return hosting.entrySet().stream()
                .filter(node -> node.getValue().hostUid() == uid)
                .map(Map.Entry::getKey)
                .filter(this::isLostNow)
                .toList();
    }

    private boolean isLostNow(int nid) {
        boolean wasArriving = arrivals.remove(nid) != null;
        return lost.add(nid) || wasArriving;
    }

    Optional<Arrival> arrival(int nid) {
        return Optional.ofNullable(arrivals.get(nid));
    }

    void eachArrival(BiConsumer<Integer, Arrival> action) {
        Map.copyOf(arrivals).forEach(action);
    }

    /** Nodes that no JVM hosts yet. */
    public Set<Integer> unhosted() {
        Set<Integer> missing = new TreeSet<>(possible);
        missing.removeAll(hosting.keySet());
        return missing;
    }

    /** Nodes that are hosted and not lost. */
    public SortedSet<Integer> present() {
        SortedSet<Integer> present = new TreeSet<>(hosting.keySet());
        present.removeAll(lost);
        return present;
    }

    public boolean isLost(int nid) {
        return lost.contains(nid);
    }

    /** Whether the node is lost and nobody is about to take it up. */
    public boolean isVacant(int nid) {
        return lost.contains(nid) && !arrivals.containsKey(nid);
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

    /** JVMs that have a node of the machine, or are about to take one up. */
    public SortedSet<Long> hostUids() {
        SortedSet<Long> uids = new TreeSet<>();
        hosting.forEach((nid, host) -> {
            if (!isVacant(nid)) {
                uids.add(host.hostUid());
            }
        });
        return uids;
    }

    public List<MemberInfo> members() {
        return List.copyOf(members.values());
    }
}
