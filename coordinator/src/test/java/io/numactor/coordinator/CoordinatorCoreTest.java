package io.numactor.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.proto.Timing;
import io.numactor.wire.ChangeAnswer;
import io.numactor.wire.Install;
import io.numactor.wire.MemberInfo;
import io.numactor.wire.Offer;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Promise;
import io.numactor.wire.Promised;
import io.numactor.wire.RouterLease;
import io.numactor.wire.StartNode;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A coordinator that rules the ring of four from one JVM. */
final class CoordinatorCoreTest {
    private static final Timing TIMING = Timing.DEFAULT;

    private final AtomicLong clock = new AtomicLong(1);
    private final CoordinatorCore core = new CoordinatorCore(
            new BootableMachine("ring", TestMachines.ring4(), 1), 17, TIMING, clock::get, uid -> true, new Nowhere());

    @BeforeEach
    void rule() {
        core.hostOffers(
                "host",
                Offer.newBuilder()
                        .setMember(MemberInfo.newBuilder().setUid(1))
                        .addAllNodes(List.of(0, 1, 2, 3))
                        .build());
        assertThat(core.isRuling()).isTrue();
    }

    private void says(long term) {
        core.nodePromised(Promised.newBuilder().setNode(0).setTerm(term).build());
    }

    @Test
    void isOutvotedWhenANodeHasPromisedMoreToOneWhoDoesNotRuleWithinALease() {
        says(2);
        assertThat(core.isOutvoted()).isFalse();
        clock.addAndGet(TIMING.leaseNanos());
        says(2);
        assertThat(core.isOutvoted()).isFalse();
        clock.addAndGet(1);

        assertThat(core.isOutvoted()).isTrue();
    }

    @Test
    void isNotOutvotedByItsOwnTerm() {
        says(1);
        clock.addAndGet(10 * TIMING.leaseNanos());

        assertThat(core.isOutvoted()).isFalse();
    }

    private static final class Nowhere implements ControlWire {
        @Override
        public void start(String hostRef, StartNode start) {}

        @Override
        public void order(String nodeRef, PhaseOrder order) {}

        @Override
        public void promise(String nodeRef, Promise promise) {}

        @Override
        public void lease(String routerRef, RouterLease lease) {}

        @Override
        public void install(String routerRef, Install install) {}

        @Override
        public void answer(String routerRef, ChangeAnswer answer) {}

        @Override
        public void note(String what) {}
    }
}
