package io.numactor.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedsTest {
    private static final ProcessIdentity GONE = new ProcessIdentity(Long.MAX_VALUE, 1);
    private static final ProcessIdentity ALIVE = ProcessIdentity.of(ProcessHandle.current());

    private final List<MemberRecord> members = new ArrayList<>();

    @Test
    void aControlJvmJoinsTheOtherOneThatLives() {
        MemberRecord control = control("control", 26_000, GONE);
        control("control2", 26_010, ALIVE);
        node("node0", 26_100, ALIVE);
        assertThat(seeds(control)).containsExactly("127.0.0.1:26010");
    }

    @Test
    void theOnlyControlJvmLooksForTheNodesThatLive() {
        MemberRecord control = control("control", 26_000, GONE);
        node("node0", 26_100, GONE);
        node("node1", 26_101, ALIVE);
        node("node2", 26_102, ALIVE);
        assertThat(seeds(control)).containsExactly("127.0.0.1:26101", "127.0.0.1:26102");
    }

    @Test
    void theFirstControlJvmToLiveAgainBeginsAnew() {
        MemberRecord control = control("control", 26_000, GONE);
        control("control2", 26_010, GONE);
        node("node0", 26_100, GONE);
        assertThat(seeds(control)).containsExactly("127.0.0.1:26000");
    }

    @Test
    void aNodeWaitsForWhicheverControlJvmComesBackFirst() {
        control("control", 26_000, GONE);
        control("control2", 26_010, GONE);
        MemberRecord node = node("node0", 26_100, GONE);
        assertThat(seeds(node)).containsExactly("127.0.0.1:26000", "127.0.0.1:26010");
    }

    @Test
    void onlyTheSeedsOfALineAreReplaced() {
        assertThat(JvmLine.joining(List.of("java", "--seeds", "a:1", "--heartbeat-pause", "3s"), List.of("b:2", "c:3")))
                .containsExactly("java", "--seeds", "b:2,c:3", "--heartbeat-pause", "3s");
    }

    private List<String> seeds(MemberRecord member) {
        return Seeds.of(new ClusterRecord("default", "ring-4", Profile.QUICK, 0, Reach.LOOPBACK, 0, members), member);
    }

    private MemberRecord control(String who, int port, ProcessIdentity process) {
        return add(who, List.of("control", "gateway"), List.of(), port, process);
    }

    private MemberRecord node(String who, int port, ProcessIdentity process) {
        return add(who, List.of("node"), List.of(members.size()), port, process);
    }

    private MemberRecord add(String who, List<String> roles, List<Integer> nodes, int port, ProcessIdentity process) {
        MemberRecord member = new MemberRecord(who, roles, nodes, process, port, 0, 0, "", List.of());
        members.add(member);
        return member;
    }
}
