package io.numactor.coordinator.api;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import io.numactor.runtime.security.ApiToken;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets through only calls that show the token, when there is one; whoever asks for health needs none. */
final class TokenCheck implements ServerInterceptor {
    private static final Metadata.Key<String> HEADER =
            Metadata.Key.of(ApiToken.HEADER, Metadata.ASCII_STRING_MARSHALLER);
    private static final Status REFUSAL = Status.UNAUTHENTICATED.withDescription(
            "show this cluster's token, in the metadata: authorization: Bearer TOKEN (numactor: --token-file FILE)");

    private final Optional<ApiToken> token;

    TokenCheck(Optional<ApiToken> token) {
        this.token = token;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (isAllowed(call.getMethodDescriptor().getServiceName(), headers.get(HEADER))) {
            return next.startCall(call, headers);
        }
        call.close(REFUSAL, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private boolean isAllowed(@Nullable String service, @Nullable String shown) {
        return token.isEmpty()
                || HealthGrpc.SERVICE_NAME.equals(service)
                || (shown != null && token.get().isShownBy(shown));
    }
}
