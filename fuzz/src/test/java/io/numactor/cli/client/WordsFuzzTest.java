package io.numactor.cli.client;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeInfo;
import io.numactor.cli.DurationConverter;
import io.numactor.cli.UsageProblem;
import io.numactor.cli.print.Look;
import io.numactor.fuzz.Only;
import io.numactor.machine.document.Quantity;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.topology.NodeMask;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.TypeConversionException;

/** Words that a user types. */
final class WordsFuzzTest {
    private static final MachineNodes MACHINE = MachineNodes.of(Machine.newBuilder()
            .addNodes(NodeInfo.newBuilder().setNode(0))
            .addNodes(NodeInfo.newBuilder().setNode(3))
            .build());

    static Stream<Arguments> seeds() {
        return Stream.of(
                        "GFP_HIGHUSER_MOVABLE|__GFP_THISNODE|0xcc0",
                        "0-3,7",
                        "4194221647633391377",
                        "0:4194221647633391377:1:0x3308:2:1",
                        "preferred-many:0,3",
                        "20.5s",
                        "64GiB",
                        "0x4000000",
                        "page:0x1a00",
                        "127.0.0.1:26002")
                .map(Arguments::arguments);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void parse(@NotNull String word) {
        Only.refuses(() -> GfpFlags.checked(GfpFlags.parse(word)), IllegalArgumentException.class);
        Only.refuses(() -> NodeMask.parse(word), IllegalArgumentException.class);
        Only.refuses(() -> Quantity.parse(word));
        Only.refuses(() -> Look.of(word), IllegalArgumentException.class);
        Only.refuses(() -> new DurationConverter().convert(word), TypeConversionException.class);
        Only.refuses(() -> PolicyText.parse(word, MACHINE), UsageProblem.class);
        Only.refuses(() -> Handle.parse(word), UsageProblem.class);
        Only.refuses(() -> OwnerId.parse(word), UsageProblem.class);
        Only.refuses(() -> GfpText.checked(word), UsageProblem.class);
        Only.refuses(() -> LoadAddress.parse(word), UsageProblem.class);
    }
}
