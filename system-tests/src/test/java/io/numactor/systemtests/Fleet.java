package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.NodeInfo;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.PageRun;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A cluster whose nodes are made to fail, through the commands that people have for it. */
record Fleet(RunningCluster cluster) {
    /** Far more than it takes on an idle computer: how long it took is for the benchmarks to say. */
    static final double GENEROUS_SECONDS = 20;
    /** Blocks a second: work for every JVM, and time left for heartbeats where they share few cores. */
    private static final String LOAD_RATE = "20000";

    /** {@code numactor node VERB NODE --json}, which must succeed. */
    JsonNode node(String verb, int node, String... options) {
        List<String> words = new ArrayList<>(List.of("node", verb, String.valueOf(node), "--name", cluster.name()));
        words.addAll(List.of(options));
        words.add("--json");
        Numactor.Outcome outcome = cluster.run(words.toArray(String[]::new));
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        return outcome.json();
    }

    /** A load that frees what it takes, beginning at a node; it ends after so long. */
    Background load(int node, String duration) {
        return cluster.start(
                "load",
                "--node",
                String.valueOf(node),
                "--free",
                "--rate",
                LOAD_RATE,
                "--json",
                "--duration",
                duration,
                "--port-offset",
                String.valueOf(cluster.portOffset()));
    }

    /** A load that takes pages of a node, one after the other, and has them until it ends. */
    Background holder(int node, int pages) {
        return cluster.start(
                "load",
                "--node",
                String.valueOf(node),
                "--pages",
                String.valueOf(pages),
                "--rate",
                "5000",
                "--port-offset",
                String.valueOf(cluster.portOffset()));
    }

    /** Pages of a node that owners hold. */
    long ownedPages(int node) {
        return cluster.gateway().zoneinfo().getNodesList().stream()
                .filter(state -> state.getNode() == node)
                .mapToLong(NodeState::getOwnedPages)
                .sum();
    }

    /** Tells a node's JVM directly, which takes no time: {@code isolate}, {@code heal}. */
    void fault(int node, String fault) {
        int port = cluster.jvms().stream()
                .filter(jvm -> jvm.who().equals("node" + node))
                .findFirst()
                .orElseThrow()
                .httpPort();
        HttpSite.Answer answer = HttpSite.onPort(port).send("PUT", "/faults/" + fault, "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    /** Cuts the JVMs of these nodes off from the JVM in control and from those of the other nodes, but not from each other. */
    void cutOff(List<Integer> nodes, List<Integer> others) {
        String from = IntStream.concat(IntStream.of(26_000), others.stream().mapToInt(node -> 26_100 + node))
                .mapToObj(port -> "127.0.0.1:" + (port + cluster.portOffset()))
                .collect(Collectors.joining(","));
        nodes.forEach(node -> fault(node, "isolate?from=" + from));
    }

    /** One page wanted of a node that has been silent for long enough to be passed over. */
    AllocateResponse allocateAfterSilence(long owner, int node) {
        await("node " + node + " to be found silent").until(() -> info(node).getPresentPages() == 0);
        return allocate(owner, node, 1);
    }

    /** Waits until a node says how it stands. */
    void awaitAnswer(int node) {
        await("answer of node " + node).until(() -> info(node).getPresentPages() > 0);
    }

    /** Every invariant of ownership holds over the whole cluster. */
    void assertClean() {
        Numactor.Outcome audit = cluster.run("audit", "--port-offset", String.valueOf(cluster.portOffset()));
        assertThat(audit.exit()).as(audit.toString()).isZero();
    }

    /** So many single pages wanted of a node. */
    AllocateResponse allocate(long owner, int node, int count) {
        return cluster.gateway()
                .allocate(AllocateRequest.newBuilder()
                        .setOwner(owner)
                        .setNode(node)
                        .setCount(count)
                        .build());
    }

    /** The nodes that served. */
    static List<Integer> servers(AllocateResponse answer) {
        return answer.getRunsList().stream().map(PageRun::getNode).distinct().toList();
    }

    NodeInfo info(int node) {
        return cluster.gateway().machine().getNodesList().stream()
                .filter(info -> info.getNode() == node)
                .findFirst()
                .orElseThrow();
    }

    /** Nodes that are part of the machine. */
    List<Integer> online() {
        return cluster.gateway().machine().getNodesList().stream()
                .filter(NodeInfo::getOnline)
                .map(NodeInfo::getNode)
                .toList();
    }
}
