package io.numactor.coordinator.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.AddMemory;
import io.numactor.api.v1.Epoch;
import io.numactor.api.v1.MachineChange;
import io.numactor.api.v1.OfflineMemory;
import io.numactor.api.v1.OnlineMemory;
import io.numactor.api.v1.SetSysctl;
import io.numactor.coordinator.TestMachines;
import io.numactor.mm.boot.BootSequence;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.machine.MachineEvent;
import io.numactor.mm.machine.MachineState;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.proto.WireTypes;
import io.numactor.wire.ChangeAnswer;
import io.numactor.wire.ChangeRequest;
import io.numactor.wire.MachineRecord;
import io.numactor.wire.MemoryDone;
import io.numactor.wire.MemoryOrder;
import io.numactor.wire.PageHolder;
import io.numactor.wire.PhaseDone;
import io.numactor.wire.PhaseOrder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Changes of a ring of four nodes, with a hand that plays nodes and routers. */
final class MachineChangesTest {
    private static final long MIB_128 = 32_768;

    private final Set<Integer> present = new TreeSet<>(Set.of(0, 1, 2, 3));
    private long counter = 20;
    private final MachineChanges changes = new MachineChanges(running(), new Ruled() {
        @Override
        public Epoch epoch() {
            return WireTypes.epoch(1, counter);
        }

        @Override
        public void raiseEpoch() {
            counter++;
        }

        @Override
        public Set<Integer> presentNodes() {
            return present;
        }
    });
    private long lastId;

    private static MachineState running() {
        BootSequence boot = new BootSequence(TestMachines.ring4());
        Map<ZoneKey, Long> managed = new TreeMap<>();
        for (NodeLayout node : boot.layout().nodes()) {
            for (ZoneLayout zone : node.zones()) {
                managed.put(
                        new ZoneKey(node.nid(), zone.type()),
                        zone.free().stream().mapToLong(PfnRange::pages).sum());
            }
        }
        while (boot.phase() != BootPhase.RUNNING) {
            boot.completed(managed);
        }
        return MachineState.of(boot);
    }

    private List<ChangeDirective> ask(MachineChange change) {
        return changes.asked(ChangeRequest.newBuilder()
                .setRouterRef("router")
                .setId(++lastId)
                .setChange(change)
                .build());
    }

    private static MachineChange sysctl(String name, String value) {
        return MachineChange.newBuilder()
                .setSetSysctl(SetSysctl.newBuilder().setName(name).setValue(value))
                .build();
    }

    private static MachineChange add(int node, long pages) {
        return MachineChange.newBuilder()
                .setAddMemory(AddMemory.newBuilder().setNode(node).setPages(pages))
                .build();
    }

    private static MachineChange online(Long... blocks) {
        return MachineChange.newBuilder()
                .setOnlineMemory(OnlineMemory.newBuilder().addAllBlocks(List.of(blocks)))
                .build();
    }

    private static MachineChange offline(Long... blocks) {
        return MachineChange.newBuilder()
                .setOfflineMemory(OfflineMemory.newBuilder().addAllBlocks(List.of(blocks)))
                .build();
    }

    private static PhaseOrder order(ChangeDirective directive) {
        return ((ChangeDirective.Order) directive).order();
    }

    private static ChangeAnswer answer(List<ChangeDirective> directives) {
        assertThat(directives).hasSize(1);
        return ((ChangeDirective.Answer) directives.get(0)).answer();
    }

    private List<ChangeDirective> installed(int... nodes) {
        List<ChangeDirective> last = List.of();
        for (int nid : nodes) {
            last = changes.done(PhaseDone.newBuilder()
                    .setNode(nid)
                    .setEpoch(WireTypes.epoch(1, counter))
                    .build());
        }
        return last;
    }

    /** Nodes and the one router take in what was ordered; the answer. */
    private ChangeAnswer taken(List<ChangeDirective> orders) {
        assertThat(orders).hasSize(present.size());
        assertThat(installed(present.stream().mapToInt(Integer::intValue).toArray()))
                .containsExactly(new ChangeDirective.Publish());
        assertThat(changes.published(List.of("router"))).isEmpty();
        return answer(changes.ready("router", WireTypes.epoch(1, counter)));
    }

    private List<ChangeDirective> worked(ChangeDirective directive, MemoryDone.Builder done) {
        ChangeDirective.Order order = (ChangeDirective.Order) directive;
        return changes.done(PhaseDone.newBuilder()
                .setNode(order.nid())
                .setMemory(done.setChange(order.order().getMemory().getChange()))
                .build());
    }

    @Test
    void aTunableIsAnsweredOnceAllNodesAndRoutersHaveIt() {
        List<ChangeDirective> orders = ask(sysctl("vm.min_free_kbytes", "8000"));
        assertThat(orders).hasSize(4);
        assertThat(order(orders.get(1)).getEpoch()).isEqualTo(WireTypes.epoch(1, 21));
        assertThat(order(orders.get(1)).getSettingsList())
                .anySatisfy(setting -> assertThat(setting.getMin()).isPositive());
        assertThat(installed(0, 1, 2)).isEmpty();
        assertThat(installed(3)).containsExactly(new ChangeDirective.Publish());
        assertThat(changes.published(List.of("a", "b"))).isEmpty();
        assertThat(changes.ready("a", WireTypes.epoch(1, 20))).isEmpty();
        assertThat(changes.ready("a", WireTypes.epoch(1, 21))).isEmpty();
        ChangeAnswer answer = answer(changes.ready("b", WireTypes.epoch(1, 21)));
        assertThat(answer.getChanged().getSysctl().getValue()).isEqualTo("8000");
        assertThat(answer.getChanged().getRecomputedList()).contains("watermarks", "pagesets");
    }

    @Test
    void whatTheKernelWouldNotTakeChangesNothing() {
        ChangeAnswer tooHigh = answer(ask(sysctl("vm.watermark_scale_factor", "3001")));
        assertThat(tooHigh.getCode()).isEqualTo(3);
        assertThat(tooHigh.getError()).contains("1..3000");
        assertThat(answer(ask(sysctl("vm.swappiness", "1"))).getCode()).isEqualTo(5);
        assertThat(answer(ask(online(999L))).getCode()).isEqualTo(5);
        assertThat(answer(ask(add(0, 1))).getError()).contains("whole memory blocks");
        assertThat(answer(ask(MachineChange.getDefaultInstance())).getCode()).isEqualTo(3);
        assertThat(answer(ask(add(2, 1L << 30))).getError()).contains("at most 8192 are allowed");
        assertThat(counter).isEqualTo(20);
    }

    @Test
    void oneChangeAfterTheOther() {
        List<ChangeDirective> first = ask(sysctl("vm.zone_reclaim_mode", "1"));
        assertThat(ask(sysctl("vm.watermark_boost_factor", "0"))).isEmpty();
        assertThat(order(first.get(0)).getTunables().getZoneReclaimMode()).isEqualTo(1);
        installed(0, 1, 2, 3);
        changes.published(List.of("router"));
        List<ChangeDirective> next = changes.ready("router", WireTypes.epoch(1, counter));
        assertThat(next).hasSize(1 + 4);
        assertThat(order(next.get(1)).getTunables().getWatermarkBoostFactor()).isZero();
    }

    @Test
    void aBlockGoesOnlineOnItsNodeFirst() {
        ChangeAnswer added = taken(ask(add(2, MIB_128)));
        long block = added.getChanged().getBlocks(0);
        List<ChangeDirective> work = ask(online(block));
        assertThat(work).hasSize(1);
        MemoryOrder memory = order(work.get(0)).getMemory();
        assertThat(memory.getOnline()).isTrue();
        assertThat(memory.getRange().getEnd() - memory.getRange().getStart()).isEqualTo(MIB_128);
        assertThat(changes.again()).isEqualTo(work);
        ChangeAnswer answer = taken(worked(work.get(0), MemoryDone.newBuilder()));
        assertThat(answer.getChanged().getRecomputedList()).contains("zonelists", "watermarks", "lowmem reserve");
        assertThat(answer.getChanged().getLogList())
                .anyMatch(line -> line.startsWith("Fallback order for Node 0: "))
                .anyMatch(line -> line.startsWith("Built 4 zonelists"));
        assertThat(changes.machine().blocks()).anyMatch(known -> known.id() == block && known.online());
    }

    @Test
    void aBlockInUseStaysOnlineAndItsOwnersAreNamed() {
        long block = taken(ask(add(1, MIB_128))).getChanged().getBlocks(0);
        taken(worked(ask(online(block)).get(0), MemoryDone.newBuilder()));
        long epoch = counter;
        ChangeAnswer busy = answer(worked(
                ask(offline(block)).get(0),
                MemoryDone.newBuilder()
                        .addHolders(PageHolder.newBuilder().setOwner(77).setPages(3))));
        assertThat(busy.getCode()).isEqualTo(9);
        assertThat(busy.getError()).contains("owner 77 holds 3 pages");
        assertThat(counter).isEqualTo(epoch);
        assertThat(changes.machine().blocks()).anyMatch(known -> known.id() == block && known.online());
    }

    @Test
    void whatWasDoneBeforeARefusalIsInstalledAllTheSame() {
        List<Long> blocks = taken(ask(add(1, 2 * MIB_128))).getChanged().getBlocksList();
        List<ChangeDirective> second =
                worked(ask(online(blocks.get(0), blocks.get(1))).get(0), MemoryDone.newBuilder());
        ChangeAnswer answer =
                taken(worked(second.get(0), MemoryDone.newBuilder().setRefusal("no room")));
        assertThat(answer.getCode()).isEqualTo(9);
        assertThat(answer.getError()).contains("no room").contains("done with memory blocks [" + blocks.get(0) + "]");
    }

    @Test
    void nodesAndRoutersThatLeaveAreNotWaitedFor() {
        ask(sysctl("vm.min_free_kbytes", "9000"));
        installed(0, 1, 2);
        assertThat(changes.nodeLeft(3)).containsExactly(new ChangeDirective.Publish());
        changes.published(List.of("a", "b"));
        changes.ready("a", WireTypes.epoch(1, counter));
        assertThat(answer(changes.routerLeft("b")).getCode()).isZero();
    }

    private MachineRecord record() {
        MachineRecord.Builder record = MachineRecord.newBuilder();
        changes.addTo(record);
        return record.build();
    }

    private MachineChanges successor(MachineRecord record) {
        MachineChanges next = new MachineChanges(running(), new Ruled() {
            @Override
            public Epoch epoch() {
                return WireTypes.epoch(2, 1);
            }

            @Override
            public void raiseEpoch() {}

            @Override
            public Set<Integer> presentNodes() {
                return present;
            }
        });
        next.liveThrough(record);
        return next;
    }

    @Test
    void whatHappenedIsInTheRecordAndMakesTheSameMachine() {
        taken(ask(sysctl("vm.min_free_kbytes", "8000")));
        long block = taken(ask(add(2, MIB_128))).getChanged().getBlocks(0);
        taken(worked(ask(online(block)).get(0), MemoryDone.newBuilder()));
        changes.lost(3);
        changes.lost(1);
        changes.returned(1);
        MachineState again = successor(record()).machine();
        assertThat(again.tuned()).isEqualTo(changes.machine().tuned());
        assertThat(again.sysctls()).isEqualTo(changes.machine().sysctls());
        assertThat(again.blocks()).isEqualTo(changes.machine().blocks());
        assertThat(again.zonelists()).isEqualTo(changes.machine().zonelists());
        assertThat(again.online().ids()).containsExactly(0, 1, 2);
    }

    @Test
    void aNodeIsLostAndReturnsOnce() {
        changes.lost(1);
        changes.lost(1);
        changes.returned(2);
        assertThat(changes.machine().history()).containsExactly(new MachineEvent.NodeLost(1));
        assertThat(successor(record()).machine().history()).containsExactly(new MachineEvent.NodeLost(1));
    }

    @Test
    void anOrderWhoseOutcomeIsUnknownIsGivenAgainByTheNextCoordinatorUnderItsNumber() {
        long block = taken(ask(add(2, MIB_128))).getChanged().getBlocks(0);
        ChangeDirective work = ask(online(block)).get(0);
        MachineChanges next = successor(record());
        List<ChangeDirective> again = next.resume(record().getPending());
        assertThat(order(again.get(0)).getMemory()).isEqualTo(order(work).getMemory());
        List<ChangeDirective> installs = next.done(PhaseDone.newBuilder()
                .setNode(2)
                .setMemory(MemoryDone.newBuilder()
                        .setChange(order(work).getMemory().getChange()))
                .build());
        assertThat(installs).hasSize(4);
        assertThat(next.machine().blocks()).anyMatch(known -> known.id() == block && known.online());
    }

    @Test
    void noTwoCoordinatorsGiveDifferentOrdersTheSameNumber() {
        List<Long> blocks = taken(ask(add(1, 2 * MIB_128))).getChanged().getBlocksList();
        MachineRecord before = record();
        long first = order(ask(online(blocks.get(0))).get(0)).getMemory().getChange();
        List<ChangeDirective> second = successor(before)
                .asked(ChangeRequest.newBuilder()
                        .setChange(online(blocks.get(1)))
                        .build());
        assertThat(order(second.get(0)).getMemory().getChange()).isNotEqualTo(first);
        assertThat(record().hasPending()).isTrue();
        assertThat(before.hasPending()).isFalse();
    }

    @Test
    void aNodeThatLeavesWithItsBlockEndsTheChange() {
        long block = taken(ask(add(3, MIB_128))).getChanged().getBlocks(0);
        ask(online(block));
        ChangeAnswer answer = answer(changes.nodeLeft(3));
        assertThat(answer.getError()).contains("node 3 has left");
        assertThat(changes.again()).isEmpty();
    }
}
