package io.numactor.coordinator.api;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.numactor.runtime.security.CallRates;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Lets through only calls of clients that do not call too often. */
final class RateCheck implements ServerInterceptor {
    private final CallRates rates;

    RateCheck(CallRates rates) {
        this.rates = rates;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        Object client = remote instanceof InetSocketAddress address ? address.getAddress() : "unknown";
        if (rates.allows(client)) {
            return next.startCall(call, headers);
        }
        call.close(Status.RESOURCE_EXHAUSTED.withDescription(rates.refusal()), new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
