package io.numactor.coordinator.api;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import java.util.concurrent.Semaphore;

/**
 * Lets through only calls of so many connections. A connection takes a place with its first call, if one is free, and
 * keeps it; one that has none is refused its calls, and closed as idle.
 */
final class ConnectionCheck extends ServerTransportFilter implements ServerInterceptor {
    private static final Attributes.Key<Place> PLACE = Attributes.Key.create("place");

    private final int most;
    private final Semaphore places;

    ConnectionCheck(int most) {
        this.most = most;
        this.places = new Semaphore(most);
    }

    private final class Place {
        private boolean taken;

        synchronized boolean take() {
            taken = taken || places.tryAcquire();
            return taken;
        }

        synchronized void leave() {
            if (taken) {
                places.release();
            }
        }
    }

    @Override
    public Attributes transportReady(Attributes attributes) {
        return attributes.toBuilder().set(PLACE, new Place()).build();
    }

    @Override
    public void transportTerminated(Attributes attributes) {
        Place place = attributes.get(PLACE);
        if (place != null) {
            place.leave();
        }
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Place place = call.getAttributes().get(PLACE);
        if (place == null || place.take()) {
            return next.startCall(call, headers);
        }
        call.close(
                Status.RESOURCE_EXHAUSTED.withDescription("there are " + most
                        + " connections to this gateway already; close some, or use one for several streams"),
                new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
