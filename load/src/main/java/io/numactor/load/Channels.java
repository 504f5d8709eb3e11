package io.numactor.load;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import io.numactor.runtime.security.ApiToken;
import io.numactor.runtime.security.Credentials;
import io.numactor.runtime.security.TlsFiles;
import java.io.IOException;
import java.util.List;

/** Ways to a gateway: with certificate and token where there are some. */
final class Channels {
    private Channels() {}

    /** To the first of these that answers. */
    static ManagedChannelBuilder<?> builder(List<GatewayAddress> gateways, Credentials credentials) {
        ChannelCredentials transport =
                credentials.tls().map(Channels::mutual).orElseGet(InsecureChannelCredentials::create);
        GatewayAddress first = gateways.get(0);
        ManagedChannelBuilder<?> builder = gateways.size() == 1
                ? Grpc.newChannelBuilderForAddress(first.host(), first.port(), transport)
                : Grpc.newChannelBuilder(GatewayList.target(gateways), transport);
        credentials
                .token()
                .ifPresent(token -> builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers(token))));
        return builder;
    }

    private static Metadata headers(ApiToken token) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of(ApiToken.HEADER, Metadata.ASCII_STRING_MARSHALLER), token.header());
        return headers;
    }

    /** Whoever answers must have a certificate that names the host we asked for. */
    private static ChannelCredentials mutual(TlsFiles files) {
        try {
            return TlsChannelCredentials.newBuilder()
                    .keyManager(files.certificate().toFile(), files.key().toFile())
                    .trustManager(files.authority().toFile())
                    .build();
        } catch (IOException e) {
            throw new IllegalStateException("certificates that were read before cannot be read any more", e);
        }
    }
}
