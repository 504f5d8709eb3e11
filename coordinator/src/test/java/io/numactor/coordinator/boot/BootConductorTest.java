package io.numactor.coordinator.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.coordinator.TestMachines;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.machine.MachineState;
import io.numactor.mm.topology.ZoneType;
import io.numactor.proto.WireTypes;
import io.numactor.wire.BootPhaseState;
import io.numactor.wire.HostedNode;
import io.numactor.wire.MemberInfo;
import io.numactor.wire.PhaseDone;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.ZoneReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BootConductorTest {
    private static final long FREE_PAGES = 30_000;

    private final AtomicLong clock = new AtomicLong();
    private final BootConductor conductor = until(BootPhase.RUNNING);

    private static MemberInfo jvm(long uid) {
        return MemberInfo.newBuilder().setUid(uid).setAddress("jvm" + uid).build();
    }

    private List<Directive> offerAll() {
        List<Directive> last = List.of();
        for (int nid = 0; nid < 4; nid++) {
            last = conductor.offered(jvm(100 + nid), List.of(nid));
        }
        return last;
    }

    private List<Directive> confirm(int nid, String phase) {
        return conductor.done(PhaseDone.newBuilder()
                .setNode(nid)
                .setIncarnation(1000 + nid)
                .setEpoch(conductor.epoch())
                .setPhase(phase)
                .addZones(ZoneReport.newBuilder()
                        .setZone(WireTypes.zone(ZoneType.DMA32))
                        .setManaged(FREE_PAGES))
                .build());
    }

    private List<Directive> confirmAll() {
        String phase = conductor.sequence().phase().toString();
        List<Directive> last = List.of();
        for (int nid = 0; nid < 4; nid++) {
            last = confirm(nid, phase);
        }
        return last;
    }

    private static List<PhaseOrder> orders(List<Directive> directives) {
        List<PhaseOrder> orders = new ArrayList<>();
        for (Directive directive : directives) {
            if (directive instanceof Directive.Order order) {
                orders.add(order.order());
            }
        }
        return orders;
    }

    @Test
    void waitsForAHostOfEveryNode() {
        assertThat(conductor.roster().unhosted()).containsExactly(0, 1, 2, 3);
        conductor.offered(jvm(1), List.of(0, 2));
        assertThat(conductor.roster().unhosted()).containsExactly(1, 3);
        List<Directive> started = conductor.offered(jvm(2), List.of());
        assertThat(conductor.roster().hosting(3).hostUid()).isEqualTo(2);
        assertThat(started.stream().filter(Directive.Start.class::isInstance)).hasSize(4);
    }

    @Test
    void goesOnOnlyWhenAllNodesHaveConfirmed() {
        offerAll();
        for (int nid = 0; nid < 3; nid++) {
            assertThat(confirm(nid, "free_area_init")).isEmpty();
        }
        assertThat(conductor.sequence().phase()).isEqualTo(BootPhase.FREE_AREA_INIT);
        assertThat(orders(confirm(3, "free_area_init")))
                .hasSize(4)
                .allSatisfy(order -> assertThat(order.getPhase()).isEqualTo("setup_per_cpu_areas"));
    }

    @Test
    void takesNoConfirmationTwiceNorOfAnotherPhase() {
        offerAll();
        confirm(0, "free_area_init");
        confirm(0, "free_area_init");
        confirm(1, "mem_init");
        confirm(9, "free_area_init");
        assertThat(conductor.again()).hasSize(3);
    }

    @Test
    void takesNoConfirmationOfAnotherLife() {
        offerAll();
        confirmAll();
        conductor.done(PhaseDone.newBuilder()
                .setNode(2)
                .setIncarnation(77)
                .setEpoch(conductor.epoch())
                .setPhase("setup_per_cpu_areas")
                .build());
        assertThat(conductor.again()).hasSize(4);
    }

    @Test
    void installsMarksOnceTheyAreComputed() {
        offerAll();
        List<Directive> directives = List.of();
        while (conductor.sequence().phase() != BootPhase.INIT_PER_ZONE_WMARK_MIN) {
            directives = confirmAll();
        }
        // Four zones of 30000 pages: isqrt(4 * 30000 * 4 * 16) = 2771 KiB, a quarter of 692 pages each.
        assertThat(orders(directives))
                .hasSize(4)
                .allSatisfy(order -> assertThat(order.getSettingsList()).anySatisfy(zone -> {
                    assertThat(zone.getZone()).isEqualTo(WireTypes.zone(ZoneType.DMA32));
                    assertThat(zone.getMin()).isEqualTo(173);
                    assertThat(zone.getLow()).isEqualTo(216);
                }));
    }

    @Test
    void runsWhenTheLastPhaseIsConfirmed() {
        offerAll();
        int barriers = 0;
        while (!conductor.running()) {
            confirmAll();
            barriers++;
        }
        assertThat(barriers)
                .isEqualTo(Stream.of(BootPhase.values())
                        .filter(BootPhase::isOnNodes)
                        .count());
        assertThat(conductor.phases()).allSatisfy(phase -> {
            assertThat(phase.getState()).isEqualTo("done");
            assertThat(phase.getDurationNanos()).isPositive();
        });
        assertThat(conductor.epoch().getCounter())
                .as("one for each, and one to run")
                .isEqualTo(barriers + 1);
    }

    @Test
    void takesNoConfirmationOfAnEarlierEpoch() {
        offerAll();
        conductor.done(PhaseDone.newBuilder()
                .setNode(2)
                .setIncarnation(1002)
                .setPhase("free_area_init")
                .build());
        assertThat(conductor.again()).hasSize(4);
    }

    private BootConductor running() {
        offerAll();
        while (!conductor.running()) {
            confirmAll();
        }
        confirmAll();
        return conductor;
    }

    @Test
    void aNodeThatReturnsIsStartedWhenAMajorityKnows() {
        running().left(103);
        conductor.returns(jvm(203), 3);
        assertThat(confirm(0, "running")).isEmpty();
        assertThat(confirm(1, "running"))
                .hasSize(1)
                .allSatisfy(directive -> assertThat(directive)
                        .isInstanceOfSatisfying(
                                Directive.Start.class,
                                start -> assertThat(start.hostUid()).isEqualTo(203)));
    }

    @Test
    void aNodeThatReturnsIsLostUntilItRuns() {
        running().left(103);
        conductor.returns(jvm(203), 3);
        confirm(0, "running");
        confirm(1, "running");
        done(3, 77, "free_area_init");
        assertThat(conductor.roster().isLost(3)).isTrue();
        done(3, 77, "running");
        assertThat(conductor.roster().isLost(3)).isFalse();
        assertThat(conductor.roster().hosting(3).incarnation()).isEqualTo(77);
    }

    private List<Directive> done(int nid, long incarnation, String phase) {
        return conductor.done(PhaseDone.newBuilder()
                .setNode(nid)
                .setIncarnation(incarnation)
                .setEpoch(conductor.epoch())
                .setPhase(phase)
                .build());
    }

    @Test
    void anEarlierLifeIsNotTakenForTheOneThatIsStarted() {
        running().left(103);
        PhaseDone late = PhaseDone.newBuilder()
                .setNode(3)
                .setIncarnation(1003)
                .setEpoch(conductor.epoch())
                .setPhase("running")
                .build();
        conductor.returns(jvm(203), 3);
        confirm(0, "running");
        confirm(1, "running");
        conductor.done(late);
        assertThat(conductor.roster().hosting(3).incarnation()).isZero();
    }

    @Test
    void aSecondCoordinatorComesToTheSameMachine() {
        PhaseOrder last = orders(running().reap(List.of(5L))).get(0);
        BootConductor second = until(BootPhase.RUNNING);
        second.begin(2);
        assertThat(orders(second.takeUp(last.getRecord()))).hasSize(4);
        assertThat(second.running()).isTrue();
        assertThat(second.roster().hosting(2)).isEqualTo(conductor.roster().hosting(2));
        assertThat(second.sequence().tuned()).isEqualTo(conductor.sequence().tuned());
        assertThat(second.sequence().zonelists()).isEqualTo(conductor.sequence().zonelists());
        assertThat(WireTypes.compare(second.epoch(), conductor.epoch())).isPositive();
    }

    @Test
    void aSecondCoordinatorKnowsWhichNodesAreGone() {
        running().left(102);
        PhaseOrder last = orders(conductor.left(100)).get(0);
        assertThat(last.getSettingsList()).isNotEmpty();
        BootConductor second = until(BootPhase.RUNNING);
        second.begin(2);
        second.takeUp(last.getRecord());
        MachineState machine = second.changes().orElseThrow().machine();
        assertThat(machine.online().ids()).containsExactly(1, 3);
        assertThat(machine.tuned())
                .isEqualTo(conductor.changes().orElseThrow().machine().tuned());
        assertThat(machine.zonelists())
                .isEqualTo(conductor.changes().orElseThrow().machine().zonelists());
    }

    @Test
    void aSecondCoordinatorGoesOnWithANodeThatWasReturning() {
        running().left(103);
        conductor.returns(jvm(203), 3);
        confirm(0, "running");
        confirm(1, "running");
        done(3, 77, "free_area_init");
        BootConductor second = until(BootPhase.RUNNING);
        second.begin(2);
        second.takeUp(orders(conductor.reap(List.of(5L))).get(0).getRecord());
        HostedNode hosted =
                HostedNode.newBuilder().setNode(3).setIncarnation(77).build();
        assertThat(orders(second.hosts(jvm(203), hosted)))
                .singleElement()
                .satisfies(order -> assertThat(order.getPhase()).isEqualTo("running"));
        second.done(PhaseDone.newBuilder()
                .setNode(3)
                .setIncarnation(77)
                .setEpoch(second.epoch())
                .setPhase("running")
                .build());
        assertThat(second.roster().isLost(3)).isFalse();
    }

    @Test
    void aNodeThatReturnsHasItsMarksFromTheBeginningAndItsPlaceInTheListsOnceItRuns() {
        running().left(103);
        MachineState machine = conductor.changes().orElseThrow().machine();
        assertThat(machine.zonelists().get(0).order()).containsExactly(0, 1, 2);
        conductor.returns(jvm(203), 3);
        confirm(0, "running");
        confirm(1, "running");
        assertThat(orders(done(3, 77, "free_area_init")))
                .singleElement()
                .satisfies(order -> assertThat(order.getSettingsList())
                        .anySatisfy(setting -> assertThat(setting.getMin()).isPositive()));
        done(3, 77, "running");
        assertThat(machine.zonelists().get(0).order()).containsExactly(0, 1, 3, 2);
    }

    @Test
    void everyOrderNamesTheRoutersToReapUntilAllHaveConfirmed() {
        assertThat(orders(running().reap(List.of(5L))))
                .allSatisfy(order -> assertThat(order.getReapedSessionsList()).containsExactly(5L));
        confirmAll();
        assertThat(orders(conductor.left(100)))
                .hasSize(3)
                .allSatisfy(order -> assertThat(order.getReapedSessionsList()).isEmpty());
    }

    @Test
    void buildsTheRingsListsAtTheKernelsPhase() {
        offerAll();
        confirmAll();
        assertThat(conductor.log()).noneMatch(line -> line.startsWith("Fallback order"));
        confirmAll();
        assertThat(conductor.log())
                .contains("Fallback order for Node 0: 0 1 3 2 ", "Fallback order for Node 3: 3 0 2 1 ");
    }

    @Test
    void aJvmThatLeavesDuringBootIsNotWaitedFor() {
        offerAll();
        for (int nid = 0; nid < 3; nid++) {
            confirm(nid, "free_area_init");
        }
        List<Directive> directives = conductor.left(103);
        assertThat(conductor.roster().isLost(3)).isTrue();
        assertThat(orders(directives)).hasSize(3);
    }

    @Test
    void staysAtThePhaseThatItIsToldToStayAt() {
        BootConductor staying = until(BootPhase.BUILD_ALL_ZONELISTS);
        List<Directive> last = staying.offered(jvm(1), List.of());
        while (!staying.halted()) {
            last = confirmAll(staying);
        }
        assertThat(last).containsExactly(new Directive.Publish());
        assertThat(staying.running()).isFalse();
        assertThat(staying.phase()).isEqualTo(BootPhase.BUILD_ALL_ZONELISTS);
        assertThat(staying.log()).last().isEqualTo("Policy zone: DMA32");
        assertThat(staying.again()).isEmpty();
    }

    @Test
    void startsNoNodeWhenItStaysAtAPhaseBeforeThem() {
        BootConductor staying = until(BootPhase.E820__MEMORY_SETUP);
        assertThat(staying.offered(jvm(1), List.of())).containsExactly(new Directive.Publish());
        assertThat(staying.halted()).isTrue();
        assertThat(staying.log()).noneMatch(line -> line.startsWith("last_pfn"));
        assertThat(staying.phases())
                .filteredOn(phase -> phase.getState().equals("done"))
                .extracting(BootPhaseState::getName)
                .containsExactly("boot_cpu_init", "page_address_init", "setup_arch", "e820__memory_setup");
    }

    @Test
    void staysAtAPhaseThatNoNodeHasAPartIn() {
        BootConductor staying = until(BootPhase.SETUP_NR_CPU_IDS);
        staying.offered(jvm(1), List.of());
        confirmAll(staying);
        assertThat(staying.phase()).isEqualTo(BootPhase.SETUP_NR_CPU_IDS);
        assertThat(staying.halted()).isTrue();
    }

    private BootConductor until(BootPhase phase) {
        BootConductor made = new BootConductor("ring", TestMachines.ring4(), phase, clock::incrementAndGet);
        made.begin(1);
        return made;
    }

    private static List<Directive> confirmAll(BootConductor conductor) {
        String phase = conductor.sequence().phase().toString();
        List<Directive> last = List.of();
        for (int nid = 0; nid < 4; nid++) {
            last = conductor.done(PhaseDone.newBuilder()
                    .setNode(nid)
                    .setIncarnation(1000 + nid)
                    .setEpoch(conductor.epoch())
                    .setPhase(phase)
                    .build());
        }
        return last;
    }
}
