package io.numactor.coordinator.router;

import io.grpc.Status;
import io.numactor.proto.OwnerIds;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The owners that are open on a router. */
final class Owners {
    private static final int MAX_OWNERS = 65_536;
    private static final int MAX_OWNER_NAME = 64;

    private final Map<Long, Owner> owners = new HashMap<>();
    private final RouterListener listener;
    private long last;

    Owners(RouterListener listener) {
        this.listener = listener;
    }

    /** @param leaseNanos it is closed when nothing is heard of its client for so long; 0: never */
    Owner open(String name, long session, long leaseNanos, long now) throws Refusal {
        if (name.length() > MAX_OWNER_NAME) {
            throw Refusal.invalid("name: longer than " + MAX_OWNER_NAME + " characters");
        }
        if (owners.size() >= MAX_OWNERS) {
            throw new Refusal(
                    Status.Code.RESOURCE_EXHAUSTED, "there are " + MAX_OWNERS + " owners already; close some");
        }
        Owner owner = new Owner(OwnerIds.of(session, ++last), leaseNanos, now);
        owners.put(owner.id(), owner);
        return owner;
    }

    /** An owner that its client may use. */
    Owner get(long id) throws Refusal {
        Owner owner = owners.get(id);
        if (owner == null || owner.isClosing()) {
            throw new Refusal(
                    Status.Code.NOT_FOUND,
                    "owner: no owner " + Long.toUnsignedString(id) + " is open on this gateway; open one first");
        }
        return owner;
    }

    Optional<Owner> find(long id) {
        return Optional.ofNullable(owners.get(id));
    }

    Collection<Owner> all() {
        return owners.values();
    }

    void remove(Owner owner) {
        owners.remove(owner.id());
    }

    List<Owner> abandoned(long now) {
        return owners.values().stream().filter(owner -> owner.isAbandoned(now)).toList();
    }

    /** A node is gone with all that it held. */
    void lose(int nid) {
        for (Owner owner : owners.values()) {
            owner.loses(nid).ifPresent(loss -> listener.pagesLost(owner.id(), loss.nid(), loss.incarnation()));
        }
    }

    /** All owners are lost. */
    void loseAll() {
        List<Long> lost = List.copyOf(owners.keySet());
        owners.clear();
        lost.forEach(listener::ownerLost);
    }

    int size() {
        return owners.size();
    }
}
