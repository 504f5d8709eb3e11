package io.numactor.machine.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.machine.Fixtures;
import io.numactor.machine.Machines;
import io.numactor.mm.boot.BootSequence;
import io.numactor.mm.boot.input.TransparentHugepage;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.machine.ChangeRefused;
import io.numactor.mm.machine.EventRule;
import io.numactor.mm.machine.MachineEvent;
import io.numactor.mm.machine.MachineState;
import io.numactor.mm.machine.OnlineType;
import io.numactor.mm.machine.Recomputed;
import io.numactor.mm.machine.VmSysctl;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of events is what the machine does, and the page is the table. */
final class EventRuleTest {
    private static final Path PAGE = Path.of("../docs/events.md");
    private static final String HEAD = """
            # What is recomputed when

            <!-- Generated from EventRule; to write it anew:
                 ./mvnw -pl machine -am test -Dtest=EventRuleTest -Dsurefire.failIfNoSpecifiedTests=false -Dregenerate=true -->

            What Linux 6.1 computes over the whole machine it computes on these occasions and no others: what a machine shows
            depends on its history. Everything recomputed is installed on all nodes, and then on all gateways, under a new
            epoch; whoever asked for the change is answered after that.

            | event | recomputed | remarks |
            | --- | --- | --- |
            """;

    private static final long BLOCK = 32_768;
    private static final PfnRange FIRST = new PfnRange(32 * BLOCK, 33 * BLOCK);
    private static final PfnRange SECOND = new PfnRange(33 * BLOCK, 34 * BLOCK);
    private static final PfnRange ON_NODE_1 = new PfnRange(34 * BLOCK, 35 * BLOCK);

    private final MachineState machine = running();

    /** Nodes 0 and 1 have CPUs and memory, node 2 has nothing. */
    private static MachineState running() {
        BootSequence boot = new BootSequence(
                Machines.read(Fixtures.capture("hotplug-3n-movable")).boot());
        Map<ZoneKey, Long> managed = new HashMap<>();
        for (NodeLayout node : boot.layout().nodes()) {
            for (ZoneLayout zone : node.zones()) {
                long pages = zone.free().stream().mapToLong(PfnRange::pages).sum();
                managed.put(new ZoneKey(node.nid(), zone.type()), pages);
            }
        }
        while (boot.phase() != BootPhase.RUNNING) {
            boot.completed(managed);
        }
        return MachineState.of(boot);
    }

    private void holds(EventRule rule, MachineEvent event) {
        assertThat(machine.apply(event).recomputed()).as(rule.event()).isEqualTo(rule.recomputed());
    }

    private static MachineEvent written(VmSysctl sysctl, String value) {
        return new MachineEvent.SysctlWritten(sysctl, value);
    }

    @Test
    void tunables() {
        holds(EventRule.MIN_FREE_WRITTEN, written(VmSysctl.MIN_FREE_KBYTES, "9000"));
        holds(EventRule.SCALE_FACTOR_WRITTEN, written(VmSysctl.WATERMARK_SCALE_FACTOR, "20"));
        holds(EventRule.RESERVE_RATIO_ACCESSED, written(VmSysctl.LOWMEM_RESERVE_RATIO, "64"));
        holds(EventRule.RESERVE_RATIO_ACCESSED, new MachineEvent.SysctlRead(VmSysctl.LOWMEM_RESERVE_RATIO));
        holds(EventRule.HIGH_FRACTION_WRITTEN, written(VmSysctl.PERCPU_PAGELIST_HIGH_FRACTION, "8"));
        assertThat(machine.apply(written(VmSysctl.PERCPU_PAGELIST_HIGH_FRACTION, "8"))
                        .recomputed())
                .isEmpty();
        holds(EventRule.OTHER_WRITTEN, written(VmSysctl.ZONE_RECLAIM_MODE, "1"));
        holds(EventRule.OTHER_WRITTEN, written(VmSysctl.WATERMARK_BOOST_FACTOR, "0"));
        holds(EventRule.OTHER_WRITTEN, written(VmSysctl.NUMA_ZONELIST_ORDER, "Node"));
        holds(EventRule.HUGE_PAGES_WRITTEN, new MachineEvent.HugePagesWritten(TransparentHugepage.NEVER));
        holds(EventRule.HUGE_PAGES_WRITTEN, new MachineEvent.HugePagesWritten(TransparentHugepage.ALWAYS));
    }

    @Test
    void memory() {
        holds(EventRule.NODE_ONLINE, new MachineEvent.MemoryAdded(2, new PfnRange(FIRST.start(), SECOND.end())));
        holds(EventRule.MEMORY_ADDED, new MachineEvent.MemoryAdded(1, ON_NODE_1));
        holds(EventRule.FIRST_BLOCK_ONLINE, new MachineEvent.BlockOnlined(32, OnlineType.ONLINE_MOVABLE));
        holds(EventRule.BLOCK_ONLINE, new MachineEvent.BlockOnlined(33, OnlineType.ONLINE_MOVABLE));
        holds(EventRule.BLOCK_OFFLINE, new MachineEvent.BlockOfflined(33));
        holds(EventRule.LAST_BLOCK_OFFLINE, new MachineEvent.BlockOfflined(32));
        holds(EventRule.NODE_OFFLINE, new MachineEvent.MemoryRemoved(new PfnRange(FIRST.start(), SECOND.end())));
        assertThat(machine.online().ids()).containsExactly(0, 1);
    }

    @Test
    void cpusAndNodes() {
        holds(EventRule.CPU_OFFLINE, new MachineEvent.CpuOfflined(3));
        holds(EventRule.CPU_ONLINE, new MachineEvent.CpuOnlined(3));
        holds(EventRule.NODE_LOST, new MachineEvent.NodeLost(1));
        assertThat(machine.zonelists().get(0).order()).containsExactly(0);
        holds(EventRule.NODE_RETURNED, new MachineEvent.NodeReturned(1));
        assertThat(machine.zonelists().get(0).order()).containsExactly(0, 1);
    }

    /** A machine without changes but a death and a return has the same memory as before. */
    @Test
    void aNodeReturnsAsItWasAtBoot() {
        MachineState before = running();
        for (int nid : List.of(1, 0)) {
            machine.apply(new MachineEvent.NodeLost(nid));
        }
        assertThat(machine.online().ids()).isEmpty();
        assertThat(machine.blocks()).isEmpty();
        for (int nid : List.of(0, 1)) {
            machine.apply(new MachineEvent.NodeReturned(nid));
        }
        assertThat(machine.online()).isEqualTo(before.online());
        assertThat(machine.memory()).isEqualTo(before.memory());
        assertThat(machine.blocks()).isEqualTo(before.blocks());
        assertThat(machine.cpusOf(1)).isEqualTo(before.cpusOf(1));
        assertThat(machine.zonelists().get(1).order()).containsExactly(1, 0);
    }

    @Test
    void memoryIsNotPluggedInWhereALostNodeWouldReturn() {
        PfnRange before = machine.place(BLOCK);
        machine.apply(new MachineEvent.NodeLost(1));
        assertThat(machine.place(BLOCK)).isEqualTo(before);
    }

    /** The history, shortened as it is, makes the same machine, whatever happened; the seed is in the message. */
    @Test
    void theHistoryMakesTheSameMachine() {
        for (int seed = 0; seed < 300; seed++) {
            MachineState lived = running();
            RandomEvents.happen(lived, new Random(seed), 40);
            MachineState again = running();
            lived.history().forEach(again::apply);
            assertThat(again.tuned())
                    .as("seed " + seed + ": " + lived.history())
                    .isEqualTo(lived.tuned());
            assertThat(again.sysctls()).as("seed " + seed).isEqualTo(lived.sysctls());
            assertThat(again.blocks()).as("seed " + seed).isEqualTo(lived.blocks());
            assertThat(again.online()).as("seed " + seed).isEqualTo(lived.online());
            assertThat(again.memory()).as("seed " + seed).isEqualTo(lived.memory());
            assertThat(again.zonelists()).as("seed " + seed).isEqualTo(lived.zonelists());
            assertThat(again.history()).as("seed " + seed).isEqualTo(lived.history());
        }
    }

    @Test
    void tunablesWrittenAgainAndAgainDoNotLengthenTheHistory() {
        for (int i = 0; i < 1_000; i++) {
            machine.apply(written(VmSysctl.MIN_FREE_KBYTES, String.valueOf(9_000 + i)));
            machine.apply(written(VmSysctl.WATERMARK_SCALE_FACTOR, String.valueOf(10 + i)));
            machine.apply(written(VmSysctl.PERCPU_PAGELIST_HIGH_FRACTION, i % 2 == 0 ? "0" : "8"));
            machine.apply(new MachineEvent.SysctlRead(VmSysctl.LOWMEM_RESERVE_RATIO));
        }
        assertThat(machine.history())
                .containsExactly(
                        written(VmSysctl.PERCPU_PAGELIST_HIGH_FRACTION, "0"),
                        written(VmSysctl.MIN_FREE_KBYTES, "9999"),
                        written(VmSysctl.WATERMARK_SCALE_FACTOR, "1009"),
                        written(VmSysctl.PERCPU_PAGELIST_HIGH_FRACTION, "8"),
                        new MachineEvent.SysctlRead(VmSysctl.LOWMEM_RESERVE_RATIO));
    }

    @Test
    void refusedEventsChangeNothing() {
        int lines = machine.log().size();
        for (MachineEvent event : new MachineEvent[] {
            new MachineEvent.MemoryAdded(7, FIRST),
            new MachineEvent.MemoryAdded(1, new PfnRange(5, 6)),
            new MachineEvent.MemoryAdded(1, new PfnRange(0, BLOCK)),
            new MachineEvent.BlockOnlined(1, OnlineType.ONLINE),
            new MachineEvent.BlockOfflined(0),
            new MachineEvent.BlockOfflined(99),
            new MachineEvent.MemoryRemoved(new PfnRange(BLOCK, 2 * BLOCK)),
            new MachineEvent.CpuOfflined(9),
            new MachineEvent.OnlinePolicyWritten("best"),
            written(VmSysctl.PERCPU_PAGELIST_HIGH_FRACTION, "7"),
            written(VmSysctl.WATERMARK_SCALE_FACTOR, "0"),
            written(VmSysctl.NUMA_ZONELIST_ORDER, "zone"),
            written(VmSysctl.LOWMEM_RESERVE_RATIO, "1 2 3 4 5 6"),
            written(VmSysctl.MIN_FREE_KBYTES, "-1")
        }) {
            assertThatThrownBy(() -> machine.apply(event)).as(event.toString()).isInstanceOf(ChangeRefused.class);
        }
        assertThat(machine.log()).hasSize(lines);
        assertThat(machine.tuned()).isEqualTo(running().tuned());
    }

    @Test
    void thePageIsTheTable() throws IOException {
        String page =
                HEAD + Arrays.stream(EventRule.values()).map(EventRuleTest::row).collect(Collectors.joining());
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as(PAGE + " is stale; its head says how to write it anew")
                .isEqualTo(page);
    }

    private static String row(EventRule rule) {
        String recomputed = Arrays.stream(Recomputed.values())
                .filter(rule.recomputed()::contains)
                .map(Recomputed::label)
                .collect(Collectors.joining(", "));
        return "| %s | %s | %s |\n"
                .formatted(rule.event(), recomputed.isEmpty() ? "nothing" : recomputed, rule.remark());
    }
}
