package io.numactor.load.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.policy.MemPolicy;
import io.numactor.mm.topology.NodeMask;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoliciesTest {
    private static final int KERNEL = GfpFlags.GFP_KERNEL;

    private final Policies policies = new Policies(NodeMask.of(List.of(0, 1, 2)), Workload.UNKNOWN);

    @Test
    void aChildHasItsParentsPolicyAndTurn() {
        policies.marker("lab: start pid=7 mode=fork policy=interleave nodes=0,2 cpu=0 mb=16 cycles=40");
        policies.setIlPrev(7, 2);
        policies.fork(7, 8);
        assertThat(policies.of(8, false, KERNEL)).isEqualTo(new MemPolicy.Interleave(NodeMask.of(List.of(0, 2))));
        assertThat(policies.ilPrev(8)).isEqualTo(2);
    }

    @Test
    void aChildOfATaskWithoutPolicyHasNone() {
        policies.marker("lab: start pid=7 mode=fork policy=bind nodes=1 cpu=0 mb=16 cycles=40");
        policies.fork(6, 8);
        assertThat(policies.of(8, true, KERNEL)).isEqualTo(MemPolicy.DEFAULT);
    }
}
