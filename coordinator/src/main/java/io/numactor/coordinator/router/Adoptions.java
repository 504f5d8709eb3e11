package io.numactor.coordinator.router;

import io.numactor.wire.AdoptionAsk;
import io.numactor.wire.AdoptionVerdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The owners that this router is taking over from routers that are gone. */
public final class Adoptions {
    /** Questions to the coordinator in one message: more of them wait for the next. */
    private static final int MOST_ASKED = 1024;

    private final RouterCore router;
    private final long patienceNanos;
    private final Map<Long, AdoptFlight> open = new LinkedHashMap<>();

    Adoptions(RouterCore router, long patienceNanos) {
        this.router = router;
        this.patienceNanos = patienceNanos;
    }

    /** Whoever asks for the same owner meanwhile waits for the same. */
    void adopt(long owner, Lease lease, long client, GatewayCommand.Reply<Long> reply) {
        AdoptFlight known = open.get(owner);
        if (known != null && !known.isOver()) {
            known.wanted(lease, client, reply);
            return;
        }
        AdoptFlight flight = new AdoptFlight(router, owner, lease, router.nextSequence());
        flight.wanted(lease, client, reply);
        open.put(owner, flight);
        flight.takeOff();
    }

    /** What the coordinator is to decide; asked again until it has. */
    public List<AdoptionAsk> asks() {
        return open.values().stream()
                .map(AdoptFlight::ask)
                .flatMap(Optional::stream)
                .limit(MOST_ASKED)
                .toList();
    }

    /** What the coordinator has decided. */
    public void decided(List<AdoptionVerdict> verdicts) {
        for (AdoptionVerdict verdict : verdicts) {
            AdoptFlight flight = open.get(verdict.getOwner());
            if (flight != null) {
                flight.decided(verdict);
            }
        }
    }

    void tick(long now) {
        open.values().removeIf(AdoptFlight::isOver);
        List.copyOf(open.values()).stream()
                .filter(flight -> flight.isOverdue(now, patienceNanos))
                .forEach(AdoptFlight::giveUp);
    }

    void strand() {
        open.values().forEach(AdoptFlight::endStranded);
        open.clear();
    }
}
