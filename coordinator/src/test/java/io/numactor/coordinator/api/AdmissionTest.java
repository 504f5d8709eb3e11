package io.numactor.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final int MOST = 32_768;

    private long now;
    private final Admission admission = new Admission(MOST, () -> now);

    /** So many a second are taken and answered, for so long. */
    private void serve(int perSecond, int seconds) {
        for (int step = 0; step < 100 * seconds; step++) {
            assertThat(admission.enter(perSecond / 100)).isTrue();
            now += TimeUnit.MILLISECONDS.toNanos(10);
            admission.leave(perSecond / 100);
        }
    }

    private void takesJust(int operations) {
        assertThat(admission.enter(operations + 1)).isFalse();
        assertThat(admission.enter(operations)).isTrue();
        assertThat(admission.enter(1)).isFalse();
        admission.leave(operations);
    }

    @Test
    void takesNoMoreThanIsAnsweredInHalfASecond() {
        serve(40_000, 3);
        takesJust(20_000);
    }

    @Test
    void takesWhatOneClientMayHaveOpenHoweverSlowTheNodesAre() {
        takesJust(Admission.FEWEST);
        serve(1_000, 3);
        takesJust(Admission.FEWEST);
    }

    @Test
    void takesNeverMoreThanTheMost() {
        serve(400_000, 3);
        takesJust(MOST);
    }

    @Test
    void aPauseIsNoSlownessButThreeSecondsAre() {
        serve(40_000, 3);
        now += TimeUnit.SECONDS.toNanos(1);
        takesJust(20_000);
        now += TimeUnit.SECONDS.toNanos(3);
        takesJust(Admission.FEWEST);
    }

    @Test
    void saysHowManyItHas() {
        assertThat(admission.enter(MOST)).isFalse();
        assertThat(admission.refusal().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(admission.refusal().getDescription()).contains("this gateway has 8192 operations without an answer");
    }
}
