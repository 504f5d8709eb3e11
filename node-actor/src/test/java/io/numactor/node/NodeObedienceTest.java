package io.numactor.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.proto.WireTypes;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Promise;
import io.numactor.wire.Promised;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a node obeys, and what it says to those it does not. */
final class NodeObedienceTest extends NodeFixture {
    private static final PhaseOrder OF_TERM_1 = PhaseOrder.newBuilder()
            .setPhase("running")
            .setEpoch(WireTypes.epoch(1, 99))
            .build();

    @BeforeEach
    void start() {
        boot();
    }

    @Test
    void aCoordinatorWithoutThePromiseIsToldWhatWasPromised() {
        assertThat(core.promise(Promise.newBuilder().setTerm(4).setCandidate(17).build())
                        .getGranted())
                .isTrue();

        assertThat(core.run(OF_TERM_1)).isFalse();
        assertThat(core.refusal(OF_TERM_1)).hasValueSatisfying(promised -> {
            assertThat(promised.getTerm()).isEqualTo(4);
            assertThat(promised.getGranted()).isFalse();
            assertThat(promised.getIncarnation()).isEqualTo(INCARNATION);
        });
    }

    @Test
    void anOldOrderOfTheRulingCoordinatorIsPassedOverInSilence() {
        PhaseOrder newer =
                OF_TERM_1.toBuilder().setEpoch(WireTypes.epoch(1, 100)).build();
        assertThat(core.run(newer)).isTrue();

        assertThat(core.run(OF_TERM_1)).isFalse();
        assertThat(core.refusal(OF_TERM_1)).isEmpty();
    }

    @Test
    void theSameTermIsPromisedOnce() {
        Promised first =
                core.promise(Promise.newBuilder().setTerm(4).setCandidate(17).build());
        Promised other =
                core.promise(Promise.newBuilder().setTerm(4).setCandidate(18).build());

        assertThat(first.getGranted()).isTrue();
        assertThat(other.getGranted()).isFalse();
    }
}
