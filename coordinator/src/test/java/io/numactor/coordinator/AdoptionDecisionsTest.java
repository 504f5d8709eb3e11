package io.numactor.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.coordinator.boot.BootConductor;
import io.numactor.coordinator.boot.Roster;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.proto.AdoptionTokens;
import io.numactor.proto.Timing;
import io.numactor.wire.AdoptionAsk;
import io.numactor.wire.AdoptionVerdict;
import io.numactor.wire.MemberInfo;
import io.numactor.wire.RouterHello;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who goes on with an owner is decided in one place. */
final class AdoptionDecisionsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long OWNER = 77;
    private static final long FIRST = 5;
    private static final long OTHER = 6;
    private static final long THIRD = 7;

    private final Set<Long> members = new HashSet<>(Set.of(51L, 61L, 71L));
    private final BootConductor conductor = new BootConductor("ring", TestMachines.ring4(), BootPhase.RUNNING, () -> 0);
    private final Roster roster = conductor.roster();
    private final AdoptionDecisions adoptions = new AdoptionDecisions(roster, members::contains);
    private final Leases leases = Leases.first(Timing.DEFAULT, 0);
    private long now;

    @BeforeEach
    void gateways() {
        heard(51, FIRST);
        heard(61, OTHER);
        heard(71, THIRD);
    }

    private void heard(long uid, long session) {
        roster.joined(
                MemberInfo.newBuilder()
                        .setUid(uid)
                        .setAddress("gateway-" + session)
                        .build(),
                session);
        leases.claimed(session, now);
    }

    private void dies(long uid) {
        members.remove(uid);
        conductor.left(uid);
    }

    /** A router asks whose clients have waited for so long. */
    private AdoptionVerdict asks(long session, long waited, long term, long... homes) {
        AdoptionAsk.Builder ask =
                AdoptionAsk.newBuilder().setOwner(OWNER).setTerm(term).setWaitedNanos(waited);
        for (long home : homes) {
            ask.addHomes(home);
        }
        RouterHello hello =
                RouterHello.newBuilder().setSession(session).addAdoptions(ask).build();
        return adoptions.decide(hello, leases, 1, now).get(0);
    }

    @Test
    void namesTheGatewayThatLivesAndHasIt() {
        now = 3 * SECOND;
        heard(51, FIRST);
        now += SECOND / 2;
        assertThat(asks(OTHER, SECOND, 1, FIRST).getHeldBy()).isEqualTo("gateway-5");
    }

    @Test
    void waitsForAGatewayThatHasNotBeenHeardOfSinceTheClientAsked() {
        now = 3 * SECOND;
        AdoptionVerdict verdict = asks(OTHER, SECOND, 1, FIRST);
        assertThat(verdict.getHeldBy()).isEmpty();
        assertThat(verdict.getToken()).isZero();
        assertThat(verdict.getWaitNanos()).isPositive();
    }

    @Test
    void grantsWhatWasOnAGatewayThatTheClusterHasRemoved() {
        dies(51);
        assertThat(asks(OTHER, 0, 1, FIRST).getToken()).isEqualTo(AdoptionTokens.of(1, 1));
    }

    @Test
    void grantsWhatIsOnNoGatewayThatItKnowsOnceEveryLeaseIsOver() {
        long unknown = 99;
        assertThat(asks(OTHER, 0, 1, unknown).getToken()).isZero();
        now = 19 * SECOND;
        leases.obeyed(0, now);
        assertThat(leases.mayServeFor(unknown, Set.of(0))).isNegative();
    }

    @Test
    void ofTwoThatAskOneHasIt() {
        dies(51);
        assertThat(asks(OTHER, 0, 1, FIRST).getToken()).isPositive();
        now = SECOND;
        heard(61, OTHER);
        assertThat(asks(THIRD, SECOND, 1, FIRST).getHeldBy()).isEqualTo("gateway-6");
        assertThat(asks(OTHER, 0, 1, FIRST).getToken()).as("again").isEqualTo(AdoptionTokens.of(1, 2));
    }

    @Test
    void grantsAgainWhenTheOneThatHasItIsGoneToo() {
        dies(51);
        asks(OTHER, 0, 1, FIRST);
        dies(61);
        assertThat(asks(THIRD, 0, 1, FIRST, OTHER).getToken()).isEqualTo(AdoptionTokens.of(1, 2));
    }

    @Test
    void decidesOnlyByWhatNodesSaidUnderItsOwnTerm() {
        dies(51);
        AdoptionVerdict verdict = asks(OTHER, 0, 0, FIRST);
        assertThat(verdict.getAskNodes()).isTrue();
        assertThat(verdict.getToken()).isZero();
    }
}
