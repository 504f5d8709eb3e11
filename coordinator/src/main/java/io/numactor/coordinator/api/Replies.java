package io.numactor.coordinator.api;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.numactor.api.v1.OpenClientRequest;
import io.numactor.api.v1.OpenOwnerRequest;
import io.numactor.api.v1.OpenOwnerResponse;
import io.numactor.api.v1.OperationError;
import io.numactor.coordinator.router.GatewayCommand;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The router's replies, as gRPC wants them. */
final class Replies {
    private static final int DEFAULT_LEASE_SECONDS = 60;

    private Replies() {}

    static Status status(OperationError error) {
        return Status.fromCodeValue(error.getCode()).withDescription(error.getMessage());
    }

    /** After how long a silence of its client the owner is closed; 0: never. */
    static long leaseNanos(OpenOwnerRequest request) {
        return TimeUnit.SECONDS.toNanos(Integer.toUnsignedLong(request.getLeaseSeconds()));
    }

    static OpenOwnerResponse adopted(OpenOwnerRequest request, long pages) {
        return OpenOwnerResponse.newBuilder()
                .setOwner(request.getAdopt())
                .setPages(pages)
                .build();
    }

    /** Within how many seconds a client has to be heard of. */
    static int leaseSeconds(OpenClientRequest request) {
        return request.getLeaseSeconds() == 0 ? DEFAULT_LEASE_SECONDS : request.getLeaseSeconds();
    }

    static long leaseNanos(OpenClientRequest request) {
        return TimeUnit.SECONDS.toNanos(Integer.toUnsignedLong(leaseSeconds(request)));
    }

    /** A reply that answers a unary call. */
    static <A, T> GatewayCommand.Reply<A> to(StreamObserver<T> response, Function<A, T> message) {
        return new GatewayCommand.Reply<>() {
            @Override
            public void accept(A answer) {
                response.onNext(message.apply(answer));
                response.onCompleted();
            }

            @Override
            public void refuse(Status status) {
                response.onError(status.asRuntimeException());
            }
        };
    }
}
