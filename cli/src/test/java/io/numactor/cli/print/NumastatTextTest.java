package io.numactor.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.NodeNumastat;
import io.numactor.api.v1.Numastat;
import org.junit.jupiter.api.Test;

class NumastatTextTest {
    private static final Numastat TWO = Numastat.newBuilder()
            .addNodes(NodeNumastat.newBuilder()
                    .setNumaHit(76_557_759)
                    .setNumaForeign(7)
                    .setLocalNode(76_557_759))
            .addNodes(NodeNumastat.newBuilder().setNode(1).setNumaMiss(7).setOtherNode(7))
            .addNodes(NodeNumastat.newBuilder().setNode(2))
            .build();

    @Test
    void looksLikeNumastat() {
        assertThat(NumastatText.print(TWO, 80, false)).isEqualTo("""
                                                   node0           node1           node2
                        numa_hit                76557759               0               0
                        numa_miss                      0               7               0
                        numa_foreign                   7               0               0
                        interleave_hit                 0               0               0
                        local_node              76557759               0               0
                        other_node                     0               7               0
                        """);
    }

    @Test
    void foldsToTheWidth() {
        String folded = NumastatText.print(TWO, 50, false);
        assertThat(folded.lines().filter(line -> line.contains("node0") || line.contains("node2")))
                .containsExactly(
                        "                           node0           node1", "                           node2");
        assertThat(folded.lines().mapToInt(String::length).max()).hasValue(48);
    }

    @Test
    void hidesZeros() {
        assertThat(NumastatText.print(TWO, 80, true))
                .doesNotContain("interleave_hit")
                .doesNotContain("node2")
                .contains("numa_miss");
    }
}
