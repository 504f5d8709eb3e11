package io.numactor.load.replay;

import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.topology.ZoneKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Counts how often model and kernel agree. */
final class Score {
    /** Disagreements that are kept. */
    private static final int KEPT = 20;

    private final ReplayMachine machine;
    private final long[][] confusion;
    private final List<Disagreement> disagreements = new ArrayList<>();
    private final Map<Cause, Long> causes = new EnumMap<>(Cause.class);
    private long placed;
    private long sameNode;
    private long sameZone;
    private long reclaimed;
    private long unexplained;

    Score(ReplayMachine machine) {
        this.machine = machine;
        int zones = machine.zones().size();
        confusion = new long[zones][zones + 1];
    }

    /**
     * One allocation that both placed.
     *
     * @param real index of the kernel's zone
     * @param emulated of the model's; {@link ReplayMachine#NO_ZONE} when it had none
     * @param reason asked for when they differ
     */
    void placed(Request request, int real, int emulated, Supplier<String> reason) {
        placed++;
        confusion[real][emulated + 1]++;
        if (real == emulated) {
            sameNode++;
            sameZone++;
            return;
        }
        Optional<ZoneKey> key = emulated == ReplayMachine.NO_ZONE
                ? Optional.empty()
                : Optional.of(machine.zone(emulated).key());
        ZoneKey realKey = machine.zone(real).key();
        sameNode += key.isPresent() && key.get().nid() == realKey.nid() ? 1 : 0;
        if (disagreements.size() < KEPT) {
            disagreements.add(new Disagreement(
                    request.event(),
                    request.cpu(),
                    request.order(),
                    GfpFlags.format(request.gfp()),
                    realKey,
                    key,
                    reason.get()));
        }
    }

    /** The trace has the page where the machine has no memory: nothing can agree with that. */
    void nowhere() {
        placed++;
    }

    /** The kernel found a page by reclaiming memory; the model had none. */
    void reclaimed() {
        reclaimed++;
    }

    /** Why the last one was placed elsewhere. */
    void cause(Cause cause) {
        causes.merge(cause, 1L, Long::sum);
    }

    Map<Cause, Long> causes() {
        return causes;
    }

    /** The last one placed differs by more than the counters' slack. */
    void unexplained() {
        unexplained++;
    }

    long allocations() {
        return placed + reclaimed;
    }

    long reclaimedCount() {
        return reclaimed;
    }

    double nodeAgreement() {
        return share(sameNode);
    }

    double zoneAgreement() {
        return share(sameZone);
    }

    double unexplainedShare() {
        return share(unexplained);
    }

    private double share(long part) {
        return (double) part / Math.max(1, placed);
    }

    /** Allocations by the kernel's zone (row) and the model's (column; the first is none). */
    long[][] confusion() {
        return confusion;
    }

    List<Disagreement> disagreements() {
        return disagreements;
    }
}
