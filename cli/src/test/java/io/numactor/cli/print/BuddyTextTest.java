package io.numactor.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.TypedFree;
import io.numactor.api.v1.ZoneState;
import io.numactor.api.v1.ZoneType;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.mm.topology.NodeMask;
import org.junit.jupiter.api.Test;

/** Captured /proc/buddyinfo and /proc/pagetypeinfo (6.1), read into messages, must print as they were. */
class BuddyTextTest {
    @Test
    void printsACapturedBuddyinfo() {
        assertThat(BuddyText.buddyinfo(CapturedZones.read(), NodeMask.EMPTY))
                .isEqualTo(CapturedZones.text("buddyinfo.txt"));
    }

    @Test
    void printsACapturedPagetypeinfo() {
        assertThat(BuddyText.pagetypeinfo(CapturedZones.read(), NodeMask.EMPTY))
                .isEqualTo(CapturedZones.text("pagetypeinfo.txt"));
    }

    @Test
    void leavesOutNodesWithoutMemory() {
        Zoneinfo memoryless = Zoneinfo.newBuilder()
                .addNodes(NodeState.newBuilder().addZones(ZoneState.newBuilder().setZone(ZoneType.ZONE_TYPE_NORMAL)))
                .build();
        assertThat(BuddyText.buddyinfo(memoryless, NodeMask.EMPTY)).isEmpty();
        assertThat(BuddyText.pagetypeinfo(memoryless, NodeMask.EMPTY)).isEmpty();
    }

    @Test
    void saysThatACountWentBeyondTheLimit() {
        ZoneState zone = ZoneState.newBuilder()
                .setZone(ZoneType.ZONE_TYPE_NORMAL)
                .setPresent(1)
                .addTypedFree(TypedFree.newBuilder().setType("Movable").addBlocks(123_456))
                .build();
        Zoneinfo zoneinfo = Zoneinfo.newBuilder()
                .addNodes(NodeState.newBuilder().addZones(zone))
                .build();
        assertThat(BuddyText.pagetypeinfo(zoneinfo, NodeMask.EMPTY)).contains("type      Movable >100000 \n");
    }
}
