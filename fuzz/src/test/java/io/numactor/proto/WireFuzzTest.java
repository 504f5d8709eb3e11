package io.numactor.proto;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.typesafe.config.ConfigFactory;
import io.numactor.fuzz.Only;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes from another JVM, as any of the messages; what was read is written and read again. */
final class WireFuzzTest {
    private static final WireSerializer SERIALIZER = new WireSerializer((ExtendedActorSystem) ActorSystem.create(
            "fuzz",
            ConfigFactory.parseString("pekko.loglevel = OFF, pekko.stdout-loglevel = OFF, pekko.daemonic = on")
                    .withFallback(ConfigFactory.load())));

    /** An empty message of each kind, and one that no kind has. */
    static Stream<Arguments> seeds() {
        return IntStream.rangeClosed(0, WireCodec.ALL.size())
                .mapToObj(kind -> Arguments.of((Object) new byte[] {(byte) kind}));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void decode(byte[] tagged) {
        if (tagged.length < 1) {
            return;
        }
        int kind = Math.floorMod(tagged[0], WireCodec.ALL.size() + 1);
        String manifest = kind < WireCodec.ALL.size() ? WireCodec.ALL.get(kind).manifest() : "?";
        byte[] bytes = Arrays.copyOfRange(tagged, 1, tagged.length);
        Only.refuses(
                () -> {
                    Object message = SERIALIZER.fromBinary(bytes, manifest);
                    byte[] again = SERIALIZER.toBinary(message);
                    SERIALIZER.fromBinary(again, SERIALIZER.manifest(message));
                },
                NotSerializableException.class);
    }
}
