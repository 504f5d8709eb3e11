package io.numactor.mm.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneType;
import org.junit.jupiter.api.Test;

class MemPolicyTest {
    private static final PolicyMachine MACHINE = new PolicyMachine(ZoneType.NORMAL, NodeMask.of(0, 1));
    private static final int FRESH = Interleaving.FRESH;

    @Test
    void beginsWhereTheCpuIsByDefault() {
        PolicyChoice choice = MemPolicy.DEFAULT.choose(3, ZoneType.NORMAL, MACHINE, FRESH);

        assertThat(choice.startNid()).isEqualTo(3);
        assertThat(choice.mask()).isEqualTo(NodeMask.ALL);
        assertThat(choice.interleaveNid()).isEqualTo(PolicyChoice.NOT_INTERLEAVED);
    }

    @Test
    void beginsOnThePreferredNodeWithoutAMask() {
        PolicyChoice choice = new MemPolicy.Preferred(1).choose(3, ZoneType.NORMAL, MACHINE, FRESH);

        assertThat(choice.startNid()).isEqualTo(1);
        assertThat(choice.mask()).isEqualTo(NodeMask.ALL);
    }

    @Test
    void walksTheListOfTheCpusNodeWhenBound() {
        PolicyChoice choice = new MemPolicy.Bind(NodeMask.of(1, 3)).choose(2, ZoneType.MOVABLE, MACHINE, FRESH);

        assertThat(choice.startNid()).isEqualTo(2);
        assertThat(choice.mask()).isEqualTo(NodeMask.of(1, 3));
    }

    @Test
    void doesNotBindRequestsBelowThePolicyZone() {
        MemPolicy bind = new MemPolicy.Bind(NodeMask.of(1));

        assertThat(bind.choose(0, ZoneType.DMA32, MACHINE, FRESH).mask()).isEqualTo(NodeMask.ALL);
        assertThat(bind.choose(0, ZoneType.NORMAL, MACHINE, FRESH).mask()).isEqualTo(NodeMask.of(1));
    }

    @Test
    void bindsOnlyMovableRequestsToNodesWithMovableMemoryAlone() {
        MemPolicy bind = new MemPolicy.Bind(NodeMask.of(2));

        assertThat(bind.choose(0, ZoneType.NORMAL, MACHINE, FRESH).mask()).isEqualTo(NodeMask.ALL);
        assertThat(bind.choose(0, ZoneType.MOVABLE, MACHINE, FRESH).mask()).isEqualTo(NodeMask.of(2));
    }

    @Test
    void triesManyPreferredNodesWithoutWaitingThenAnyNode() {
        PolicyChoice first = new MemPolicy.PreferredMany(NodeMask.of(1, 2)).choose(0, ZoneType.NORMAL, MACHINE, FRESH);

        assertThat(first.mask()).isEqualTo(NodeMask.of(1, 2));
        assertThat(first.retriesUnmasked()).isTrue();
        assertThat(GfpFlags.format(first.gfp(GfpFlags.GFP_KERNEL | GfpFlags.NOFAIL)))
                .isEqualTo("GFP_NOWAIT|__GFP_IO|__GFP_FS|__GFP_NOWARN");
        assertThat(first.retry().mask()).isEqualTo(NodeMask.ALL);
        assertThat(first.retry().gfp(GfpFlags.GFP_KERNEL)).isEqualTo(GfpFlags.GFP_KERNEL);
    }

    @Test
    void takesTurnsFromTheLowestNode() {
        MemPolicy interleave = new MemPolicy.Interleave(NodeMask.of(0, 2, 3));
        StringBuilder turns = new StringBuilder();
        int ilPrev = FRESH;
        for (int page = 0; page < 5; page++) {
            PolicyChoice choice = interleave.choose(1, ZoneType.NORMAL, MACHINE, ilPrev);
            turns.append(choice.startNid());
            assertThat(choice.interleaveNid()).isEqualTo(choice.startNid());
            ilPrev = choice.ilPrev();
        }
        assertThat(turns).hasToString("02302");
    }

    @Test
    void interleavesMappedPagesByTheirIndex() {
        MemPolicy.Interleave interleave = new MemPolicy.Interleave(NodeMask.of(0, 2, 3));
        long start = 0x7f0000000000L;
        StringBuilder nodes = new StringBuilder();
        for (int page = 0; page < 4; page++) {
            long index = Interleaving.index(start >> 12, start, start + page * 4096L, 0);
            nodes.append(interleave.chooseAt(index, FRESH).startNid());
        }
        assertThat(nodes).hasToString("2302");
    }

    /** Page 10 of a file is where the mapping begins; of 2 MiB pages the index counts those. */
    @Test
    void countsMappedPagesFromTheFilesBeginningInPagesOfTheirSize() {
        long start = 0x7f0000001000L;
        assertThat(Interleaving.index(10, start, start + 5 * 4096, 0)).isEqualTo(15);
        long huge = 0x7f0000200000L;
        assertThat(Interleaving.index(huge >> 12, huge, huge + 3 * (2L << 20), 9))
                .isEqualTo((huge >> 21) + 3);
        assertThat(Interleaving.index(1024, huge, huge + (2L << 20) - 1, 9)).isEqualTo(2);
    }

    @Test
    void sharesABulkAllocationOutEvenly() {
        assertThat(Interleaving.bulkShares(NodeMask.of(0, 2, 3), 2, 8)).hasToString("{0=3, 2=2, 3=3}");
    }

    @Test
    void refusesEmptySets() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemPolicy.Bind(NodeMask.EMPTY))
                .withMessageContaining("at least one node");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemPolicy.PreferredMany(NodeMask.EMPTY))
                .withMessageContaining("preferred-many policy needs at least one node");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemPolicy.Interleave(NodeMask.EMPTY))
                .withMessageContaining("interleave policy needs at least one node");
    }
}
