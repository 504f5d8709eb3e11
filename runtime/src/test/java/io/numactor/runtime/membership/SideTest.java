package io.numactor.runtime.membership;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Four node JVMs unless said otherwise; "away" may be dead, or cut off. */
class SideTest {
    @Test
    void nodesThatDieTakeNobodyAlong() {
        assertThat(side(1, 3, 1, 0, true).livesOn()).isTrue();
        assertThat(side(1, 1, 1, 0, true).livesOn())
                .as("a machine of two nodes")
                .isTrue();
        assertThat(side(0, 1, 1, 0, true).livesOn()).as("a machine of one node").isTrue();
    }

    @Test
    void nodesOutliveTheOnlyControlJvm() {
        assertThat(side(4, 0, 0, 1, false).livesOn()).isTrue();
        assertThat(side(1, 0, 0, 1, false).livesOn())
                .as("a machine of one node")
                .isTrue();
        assertThat(side(3, 1, 0, 1, false).livesOn()).as("a node dies with it").isTrue();
    }

    @Test
    void nodesWithoutControlThatCouldNotMakeACoordinatorEnd() {
        assertThat(side(1, 3, 0, 1, false).livesOn()).isFalse();
        assertThat(side(2, 2, 0, 1, false).livesOn()).isFalse();
    }

    @Test
    void aStandbyGoesOnWhenTheRulingControlJvmDies() {
        assertThat(side(4, 0, 1, 1, false).livesOn()).isTrue();
        assertThat(side(3, 1, 1, 1, false).livesOn()).as("a node dies with it").isTrue();
    }

    @Test
    void theRulingControlJvmGoesOnWhenAStandbyDies() {
        assertThat(side(4, 0, 1, 1, true).livesOn()).isTrue();
        assertThat(side(2, 2, 1, 1, true).livesOn()).isTrue();
    }

    @Test
    void ofTwoSidesWithControlExactlyOneLivesOn() {
        for (int nodes = 0; nodes <= 5; nodes++) {
            for (int here = 0; here <= nodes; here++) {
                Side oldest = side(here, nodes - here, 1, 1, true);
                Side standby = side(nodes - here, here, 1, 1, false);
                assertThat(oldest.livesOn()).as(oldest + " and " + standby).isNotEqualTo(standby.livesOn());
            }
        }
    }

    @Test
    void aControlJvmThatIsCutOffFromAllNodesLeavesThemTheirPages() {
        assertThat(side(0, 4, 1, 0, true).livesOn()).isFalse();
        assertThat(side(4, 0, 0, 1, false).livesOn()).isTrue();
    }

    @Test
    void aGatewayAloneEnds() {
        assertThat(side(0, 4, 0, 2, false).livesOn()).isFalse();
    }

    private static Side side(int nodesHere, int nodesAway, int controlsHere, int controlsAway, boolean oldestHere) {
        return new Side(nodesHere, nodesAway, controlsHere, controlsAway, oldestHere);
    }
}
