package io.numactor.sim;

import io.grpc.Status;
import io.numactor.coordinator.router.GatewayCommand;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An owner whose gateway has died, and what its client believed to hold then.
 *
 * @param refusals how often another gateway was said to have it
 */
record Orphan(long owner, List<Claims.Claim> before, int refusals) {
    private static final int PATIENCE = 20;

    Orphan(long owner, List<Claims.Claim> before) {
        this(owner, before, 0);
    }

    /** What is left of it after a refusal: nothing when it is gone, or when no gateway wants to have it. */
    Optional<Orphan> after(Status why) {
        return switch (why.getCode()) {
            case UNAVAILABLE -> Optional.of(this);
            case FAILED_PRECONDITION ->
                refusals < PATIENCE ? Optional.of(new Orphan(owner, before, refusals + 1)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Tells the client over the connection with this number. */
    <T> GatewayCommand.Reply<T> reply(SimClient client, long connection, Consumer<T> goOn) {
        return new GatewayCommand.Reply<>() {
            @Override
            public void accept(T answer) {
                client.hears(connection, () -> goOn.accept(answer));
            }

            @Override
            public void refuse(Status status) {
                client.hears(connection, () -> client.notAdopted(Orphan.this, status));
            }
        };
    }

    /**
     * What was held, and not asked to be freed, is there but for what died with its node. Where another gateway had it
     * meanwhile, it may have been closed there, because nothing was heard of this client.
     */
    void check(World world, GatewayJvm gateway, Set<Claims.Claim> held) {
        if (refusals > 0) {
            return;
        }
        for (Claims.Claim claim : before) {
            boolean lives = world.life(claim.incarnation()).isPresent() && gateway.has(claim.incarnation());
            if (lives && !held.contains(claim)) {
                throw new SimFailure(claim.client() + " has adopted its owner, but lacks " + claim);
            }
        }
    }
}
