package io.numactor.mm.boot.memblock;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.phase.BootLog;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Places are those that a real 6.1 kernel printed, or follow from the form of the option. */
class CrashKernelTest {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    private final BootLog log = new BootLog();

    private List<ByteRange> reserve(String option, long end) {
        Memblock memblock = new Memblock();
        memblock.add(MIB, Math.min(end, 3 * GIB));
        if (end > 3 * GIB) {
            memblock.add(4 * GIB, end + GIB);
        }
        return CrashKernel.reserve(CommandLine.parse("crashkernel=" + option), memblock, log);
    }

    private static ByteRange range(long startMib, long mib) {
        return new ByteRange(startMib * MIB, (startMib + mib) * MIB);
    }

    @Test
    void takesTheHighestPlaceBelow4Gib() {
        assertThat(reserve("128M", 6 * GIB)).containsExactly(range(3072 - 128, 128));
        assertThat(log.lines())
                .containsExactly("Reserving 128MB of memory at 2944MB for crashkernel (System RAM: 6143MB)");
    }

    @Test
    void takesThePlaceThatIsAskedFor() {
        assertThat(reserve("64M@512M", GIB)).containsExactly(range(512, 64));
        assertThat(reserve("64M@1000M", GIB)).isEmpty();
        assertThat(log.lines()).last().isEqualTo("crashkernel reservation failed - memory is in use.");
    }

    @Test
    void chooses256MibBelowForAKernelAbove4Gib() {
        assertThat(reserve("512M,high", 6 * GIB)).containsExactly(range(3072 - 256, 256), range(7168 - 512, 512));
    }

    @Test
    void takesTheSizeForAsMuchMemoryAsThereIs() {
        String ranges = "1G-4G:192M,4G-:256M";
        assertThat(reserve(ranges, 2 * GIB)).extracting(ByteRange::bytes).containsExactly(192 * MIB);
        assertThat(reserve(ranges, 6 * GIB)).extracting(ByteRange::bytes).containsExactly(256 * MIB);
        assertThat(reserve(ranges, 512 * MIB)).isEmpty();
    }

    @Test
    void saysThatThereIsNoRoom() {
        assertThat(reserve("2G", GIB)).isEmpty();
        assertThat(log.lines()).containsExactly("crashkernel reservation failed - No suitable area found.");
    }

    @Test
    void ignoresNonsense() {
        assertThat(reserve("", GIB)).isEmpty();
        assertThat(reserve("many", GIB)).isEmpty();
        assertThat(reserve(":@,", GIB)).isEmpty();
        assertThat(log.lines()).isEmpty();
    }
}
