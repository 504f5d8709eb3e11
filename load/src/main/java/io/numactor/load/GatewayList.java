package io.numactor.load;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Several gateways as one target of gRPC: {@code gateways:///HOST:PORT,HOST:PORT}. A channel to it connects to the first
 * that accepts, and when that goes away to the first that accepts then.
 */
final class GatewayList extends NameResolverProvider {
    private static final String SCHEME = "gateways";

    static {
        NameResolverRegistry.getDefaultRegistry().register(new GatewayList());
    }

    static String target(List<GatewayAddress> gateways) {
        return SCHEME + ":///" + gateways.stream().map(GatewayAddress::toString).collect(Collectors.joining(","));
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return 5;
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
        return Set.of(InetSocketAddress.class);
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
        return new Resolver(GatewayAddress.parse(target.getPath().substring(1)));
    }

    /** Each is asked by its own name, so that its certificate may be its own. */
    private static final class Resolver extends NameResolver {
        private final List<GatewayAddress> gateways;
        private Listener2 listener = new Unheard();

        Resolver(List<GatewayAddress> gateways) {
            this.gateways = gateways;
        }

        @Override
        public String getServiceAuthority() {
            return gateways.get(0).toString();
        }

        @Override
        public void start(Listener2 told) {
            listener = told;
            refresh();
        }

        @Override
        public void refresh() {
            listener.onResult(ResolutionResult.newBuilder()
                    .setAddressesOrError(StatusOr.fromValue(
                            gateways.stream().map(Resolver::group).toList()))
                    .build());
        }

        private static EquivalentAddressGroup group(GatewayAddress gateway) {
            return new EquivalentAddressGroup(
                    new InetSocketAddress(gateway.host(), gateway.port()),
                    Attributes.newBuilder()
                            .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, gateway.toString())
                            .build());
        }

        @Override
        public void shutdown() {
            listener = new Unheard();
        }

        private static final class Unheard extends Listener2 {
            @Override
            public void onResult(ResolutionResult result) {}

            @Override
            public void onError(io.grpc.Status error) {}
        }
    }
}
