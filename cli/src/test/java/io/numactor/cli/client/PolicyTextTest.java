package io.numactor.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeInfo;
import io.numactor.api.v1.Policy;
import io.numactor.cli.UsageProblem;
import org.junit.jupiter.api.Test;

class PolicyTextTest {
    private static final MachineNodes FOUR = MachineNodes.of(Machine.newBuilder()
            .addNodes(NodeInfo.newBuilder().setNode(0))
            .addNodes(NodeInfo.newBuilder().setNode(1))
            .addNodes(NodeInfo.newBuilder().setNode(2))
            .addNodes(NodeInfo.newBuilder().setNode(3))
            .build());

    @Test
    void readsModesWithTheirNodes() {
        assertThat(PolicyText.parse("bind:0,2-3", FOUR))
                .contains(Policy.newBuilder()
                        .setMode(Policy.Mode.MODE_BIND)
                        .setNodes("0,2-3")
                        .build());
        assertThat(PolicyText.parse("preferred-many:1,2", FOUR))
                .map(Policy::getMode)
                .contains(Policy.Mode.MODE_PREFERRED_MANY);
        assertThat(PolicyText.parse("default", FOUR)).isEmpty();
    }

    @Test
    void refusesWhatIsNoPolicy() {
        assertThatThrownBy(() -> PolicyText.parse("bind", FOUR)).hasMessageStartingWith("--policy 'bind' is none of");
        assertThatThrownBy(() -> PolicyText.parse("preferred:0,1", FOUR)).isInstanceOf(UsageProblem.class);
        assertThatThrownBy(() -> PolicyText.parse("bind:x", FOUR)).hasMessageStartingWith("--policy: 'x'");
    }

    @Test
    void namesTheNodesThatThereAre() {
        assertThatThrownBy(() -> PolicyText.parse("bind:2,9", FOUR))
                .hasMessage("--policy bind: 9: the machine has nodes 0-3");
    }
}
