package io.numactor.cli.demo;

import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeInfo;
import io.numactor.api.v1.NodeZonelist;
import io.numactor.cli.running.Child;
import io.numactor.cli.running.ClusterProblem;
import io.numactor.load.ApiClient;
import io.numactor.load.ClientSession;
import io.numactor.load.LoadGenerator;
import io.numactor.load.LoadPlan;
import io.numactor.load.LoadPlan.Lifetime;
import io.numactor.load.LoadReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A load that wants more memory of one node than it has, and is watched while it falls back to the others. */
final class Overflow {
    /** More blocks than this only take longer; on larger machines the blocks are larger instead. */
    private static final long MAX_BLOCKS = 600_000;
    /** The part of a round in which memory fills; in the rest it can be looked at. */
    private static final double FILLING_SHARE = 0.7;
    /** A host too busy to fill memory in the time of a round may go on for so long: the overflow is what it is about. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** It is enough when the last node has served this part of an average node's share. */
    private static final double ENOUGH = 0.1;

    private static final int BATCH = 128;
    /** When this process is killed, what it took is freed after that. */
    private static final Duration LEASE = Duration.ofSeconds(10);

    private final ApiClient client;
    private final CompletableFuture<Child> death;
    private final NodeInfo home;
    private final List<Integer> order;
    private final int blockOrder;
    private final long blocks;

    private Overflow(ApiClient client, CompletableFuture<Child> death, NodeInfo home, List<Integer> order, long free) {
        this.client = client;
        this.death = death;
        this.home = home;
        this.order = order;
        this.blockOrder = blockOrder(free);
        this.blocks = free >> blockOrder;
    }

    /** Of the first node that has CPUs and memory. */
    static Overflow of(ApiClient client, CompletableFuture<Child> death) {
        Machine machine = client.machine();
        NodeInfo home = machine.getNodesList().stream()
                .filter(node -> node.getCpusCount() > 0 && node.getFreePages() > 0)
                .findFirst()
                .orElseThrow(() -> ClusterProblem.failed("no node of this machine has both CPUs and memory"));
        long free = machine.getNodesList().stream()
                .mapToLong(NodeInfo::getFreePages)
                .sum();
        return new Overflow(client, death, home, fallbackOrder(client, home.getNode()), free);
    }

    private static List<Integer> fallbackOrder(ApiClient client, int node) {
        return client.zonelists().getNodesList().stream()
                .filter(list -> list.getNode() == node)
                .map(NodeZonelist::getFallbackOrderList)
                .findFirst()
                .orElse(List.of(node));
    }

    private static int blockOrder(long pages) {
        int order = 0;
        while (order < LoadPlan.MAX_ORDER && pages >> order > MAX_BLOCKS) {
            order++;
        }
        return order;
    }

    /**
     * Fills memory from the first node on until the last one serves, shows it, and frees it when the time is over; on a
     * busy host that may be later than asked.
     */
    LoadReport round(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        double rate = blocks / (time.toMillis() / 1000.0 * FILLING_SHARE);
        LoadGenerator generator = new LoadGenerator(client, plan(time), rate);
        ServedTable table = new ServedTable(order, title());
        try (ClientSession session = ClientSession.open(client, LEASE)) {
            LoadReport report = generator.runFor(session, progress -> {
                table.show(progress);
                if (death.isDone() || isEnough(progress)) {
                    generator.stop();
                }
            });
            table.last(report);
            hold(deadline);
            client.closeOwner(report.owner(), home.getCpus(0));
            client.closeClient(session.id());
            return report;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ClusterProblem.failed("interrupted");
        }
    }

    private LoadPlan plan(Duration time) {
        return new LoadPlan(
                OptionalInt.empty(),
                OptionalInt.of(home.getCpus(0)),
                blockOrder,
                Math.min(LoadPlan.MAX_PAGES, blocks << blockOrder),
                Lifetime.HOLD,
                BATCH,
                LoadPlan.DEFAULT_OUTSTANDING,
                Optional.empty(),
                "",
                Optional.of(time.plus(PATIENCE)),
                true);
    }

    /** The last node serves, or somebody failed to: then all memory is used down to the low marks. */
    private boolean isEnough(LoadReport report) {
        long last = report.servedByNode().getOrDefault(order.get(order.size() - 1), 0L);
        return last >= ENOUGH * blocks / order.size() || report.failedBlocks() > 0;
    }

    private void hold(long deadline) throws InterruptedException {
        try {
            throw death.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
                    .death();
        } catch (TimeoutException stillAlive) {
            // all JVMs live, as they should
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private String title() {
        return "an emulated process on CPU " + home.getCpus(0) + " of node " + home.getNode() + " takes "
                + (1 << blockOrder) + "-page blocks and keeps them";
    }
}
