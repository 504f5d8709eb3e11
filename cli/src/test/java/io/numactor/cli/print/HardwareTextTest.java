package io.numactor.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.DistanceRow;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeInfo;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HardwareTextTest {
    @Test
    void looksLikeNumactl() {
        Machine machine = Machine.newBuilder()
                .addNodes(node(0, true, 4096, 1024, 0, 1))
                .addNodes(node(1, true, 262_144, 262_143))
                .addDistances(row(10, 21))
                .addDistances(row(21, 10))
                .build();
        assertThat(HardwareText.print(machine)).isEqualTo("""
                        available: 2 nodes (0-1)
                        node 0 cpus: 0 1
                        node 0 size: 16 MB
                        node 0 free: 4 MB
                        node 1 cpus:
                        node 1 size: 1024 MB
                        node 1 free: 1023 MB
                        node distances:
                        node   0   1\s
                          0:  10  21\s
                          1:  21  10\s
                        """);
    }

    @Test
    void keepsColumnsInLineWithThreeDigits() {
        Machine machine = Machine.newBuilder()
                .addNodes(node(0, true, 1, 1))
                .addNodes(node(1, true, 1, 1))
                .addDistances(row(10, 254))
                .addDistances(row(254, 10))
                .build();
        assertThat(HardwareText.distances(machine).lines().toList())
                .containsExactly("node distances:", "node   0   1 ", "  0:  10 254 ", "  1: 254  10 ");
    }

    @Test
    void leavesOutNodesThatAreGone() {
        Machine machine = Machine.newBuilder()
                .addNodes(node(0, true, 1, 1))
                .addNodes(node(1, false, 1, 1))
                .addNodes(node(2, true, 1, 1))
                .addDistances(row(10, 16, 22))
                .addDistances(row(16, 10, 16))
                .addDistances(row(22, 16, 10))
                .build();
        assertThat(HardwareText.print(machine))
                .startsWith("available: 2 nodes (0,2)\n")
                .endsWith("node   0   2 \n  0:  10  22 \n  2:  22  10 \n");
    }

    private static NodeInfo node(int nid, boolean online, long managed, long free, Integer... cpus) {
        return NodeInfo.newBuilder()
                .setNode(nid)
                .setOnline(online)
                .setManagedPages(managed)
                .setFreePages(free)
                .addAllCpus(List.of(cpus))
                .build();
    }

    private static DistanceRow row(Integer... to) {
        return DistanceRow.newBuilder().addAllTo(Arrays.asList(to)).build();
    }
}
