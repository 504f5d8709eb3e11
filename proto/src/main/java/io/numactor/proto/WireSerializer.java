package io.numactor.proto;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.NotSerializableException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.jspecify.annotations.Nullable;

/** Pekko's way to {@link WireCodec}: the only serializer for our messages; Java serialization stays off. */
public final class WireSerializer extends SerializerWithStringManifest {
    /** Unique among the serializers of a system (0 to 40 are Pekko's own) and fixed for ever. */
    private static final int IDENTIFIER = 770_001;

    private final Map<Class<?>, WireCodec<?>> byType =
            WireCodec.ALL.stream().collect(Collectors.toUnmodifiableMap(WireCodec::type, Function.identity()));
    private final Map<String, WireCodec<?>> byManifest =
            WireCodec.ALL.stream().collect(Collectors.toUnmodifiableMap(WireCodec::manifest, Function.identity()));
    private final ExtendedActorSystem system;
    private volatile WireCodec.@Nullable Refs refs;

    public WireSerializer(ExtendedActorSystem system) {
        this.system = system;
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return codecOf(message).manifest();
    }

    @Override
    public byte[] toBinary(Object message) {
        return codecOf(message).toBytes(message, refs());
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        WireCodec<?> codec = byManifest.get(manifest);
        if (codec == null) {
            throw new NotSerializableException("unknown message '" + manifest + "'");
        }
        try {
            return codec.fromBytes(bytes, refs());
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new NotSerializableException("message '" + manifest + "' is malformed: " + e.getMessage());
        }
    }

    private WireCodec<?> codecOf(Object message) {
        WireCodec<?> codec = byType.get(message.getClass());
        if (codec == null) {
            throw new IllegalArgumentException(message.getClass().getName() + " has no codec");
        }
        return codec;
    }

    /** Made on first use: the resolver is an extension of a system that is still being built when we are. */
    private WireCodec.Refs refs() {
        WireCodec.Refs known = refs;
        if (known == null) {
            known = new WireCodec.Refs(ActorRefResolver.get(ActorSystem.wrap(system)));
            refs = known;
        }
        return known;
    }
}
