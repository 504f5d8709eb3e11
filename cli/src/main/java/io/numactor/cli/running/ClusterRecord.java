package io.numactor.cli.running;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A local cluster, as {@code cluster.json} has it.
 *
 * @param name the cluster's name
 * @param machine name of the machine that it emulates
 * @param profile how its JVMs are tuned
 * @param portOffset added to all default ports
 * @param reach where its JVMs bind, and what they ask of clients
 * @param startedMillis when it was started, milliseconds since 1970
 * @param members its processes in the order in which they were started
 */
public record ClusterRecord(
        String name,
        String machine,
        Profile profile,
        int portOffset,
        Reach reach,
        long startedMillis,
        List<MemberRecord> members) {
    public ClusterRecord {
        members = List.copyOf(members);
    }

    public ClusterRecord with(MemberRecord member) {
        List<MemberRecord> more = new ArrayList<>(members);
        more.add(member);
        return new ClusterRecord(name, machine, profile, portOffset, reach, startedMillis, more);
    }

    /** With the member of that name replaced. */
    ClusterRecord replacing(MemberRecord member) {
        List<MemberRecord> changed = members.stream()
                .map(old -> old.who().equals(member.who()) ? member : old)
                .toList();
        return new ClusterRecord(name, machine, profile, portOffset, reach, startedMillis, changed);
    }

    /** The JVM that hosts a NUMA node. */
    public Optional<MemberRecord> hostOf(int node) {
        return members.stream().filter(member -> member.nodes().contains(node)).findFirst();
    }

    /** Members with the public API, the first of them first. */
    public List<MemberRecord> gateways() {
        return members.stream().filter(member -> member.hasRole("gateway")).toList();
    }

    public boolean isAlive() {
        return members.stream().anyMatch(member -> member.process().isAlive());
    }

    public long jvms() {
        return members.stream().filter(MemberRecord::isJvm).count();
    }
}
