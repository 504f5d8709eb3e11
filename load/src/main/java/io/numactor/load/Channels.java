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

/** Ways to a gateway: with certificate and token where there are some. */
final class Channels {
    private Channels() {}

    static ManagedChannelBuilder<?> builder(String host, int port, Credentials credentials) {
        ChannelCredentials transport =
                credentials.tls().map(Channels::mutual).orElseGet(InsecureChannelCredentials::create);
        ManagedChannelBuilder<?> builder = Grpc.newChannelBuilderForAddress(host, port, transport);
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
