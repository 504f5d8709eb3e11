package io.numactor.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole clusters under faults. How many seeds: {@code -Dsim.seeds=N}, from {@code -Dsim.seed=N} on. */
final class SimulationTest {
    private static final long FIRST = Long.getLong("sim.seed", 1);
    private static final long SEEDS = Long.getLong("sim.seeds", 12);
    private static final int STEPS = 2_000;
    /** An owner can be adopted when leases have run out, and what was asked before must come only then. */
    private static final int ADOPTION_STEPS = 8_000;

    /** Something that is broken must be noticed within so many seeds. */
    private static final long ENOUGH = 200;

    @Test
    void nothingIsLostOrHeldTwiceUnderCruelFaults() {
        long hinted = LongStream.range(FIRST, FIRST + SEEDS)
                .mapToObj(seed -> fine(SimPlan.of(seed, 8, STEPS, FaultLevel.CRUEL)))
                .mapToLong(SimReport::hinted)
                .sum();
        assertThat(hinted).isPositive();
    }

    @Test
    void nothingIsLostOrHeldTwiceInAStorm() {
        fine(SimPlan.of(FIRST, 8, 4 * STEPS, FaultLevel.STORMY));
    }

    @Test
    void nothingIsLostOrHeldTwiceWithoutFaults() {
        SimReport calm = fine(SimPlan.of(FIRST, 4, STEPS, FaultLevel.NONE));
        assertThat(calm.incidents()).isZero();
        assertThat(calm.served()).isGreaterThan(100);
    }

    @Test
    void whatWasChangedStaysChangedWhoeverRules() {
        LongStream.range(FIRST, FIRST + SEEDS)
                .forEach(seed ->
                        fine(SimPlan.of(seed, 4, 2 * STEPS, FaultLevel.CRUEL).changing()));
    }

    private static SimReport fine(SimPlan plan) {
        SimReport report = Simulation.run(plan);
        assertThat(report.failure()).as("%s", plan).isEmpty();
        return report;
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        SimPlan plan = SimPlan.of(FIRST, 8, STEPS, FaultLevel.CRUEL);
        assertThat(Simulation.run(plan).digest()).isEqualTo(Simulation.run(plan).digest());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
    void everySafeguardIsMissed(Sabotage broken) {
        int steps = broken == Sabotage.ADOPTION ? ADOPTION_STEPS : STEPS;
        SimReport noticed = LongStream.rangeClosed(1, ENOUGH)
                .mapToObj(seed -> Simulation.run(
                        SimPlan.of(seed, 8, steps, FaultLevel.CRUEL).breaking(broken)))
                .filter(report -> !report.isFine())
                .findFirst()
                .orElseThrow(() -> new AssertionError("without " + broken + " " + ENOUGH + " seeds passed"));
        assertThat(noticed.failure()).isNotEmpty();
    }

    @Test
    void aFailingRunIsMadeSmaller() {
        SimReport failed = LongStream.rangeClosed(1, ENOUGH)
                .mapToObj(seed -> Simulation.run(
                        SimPlan.of(seed, 8, STEPS, FaultLevel.CRUEL).breaking(Sabotage.TOMBSTONE)))
                .filter(report -> !report.isFine())
                .findFirst()
                .orElseThrow();
        SimReport smaller = Shrinker.shrink(failed);
        assertThat(smaller.isFine()).isFalse();
        assertThat(smaller.plan().steps()).isLessThan(failed.plan().steps());
        assertThat(smaller.trace()).isNotEmpty();
    }
}
