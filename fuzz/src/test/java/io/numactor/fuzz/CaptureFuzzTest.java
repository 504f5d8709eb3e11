package io.numactor.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.capture.BuddyInfo;
import io.numactor.machine.capture.KernelLog;
import io.numactor.machine.capture.MemInfo;
import io.numactor.machine.capture.MemoryBlocksFile;
import io.numactor.machine.capture.PageTypeInfo;
import io.numactor.machine.capture.SysctlFile;
import io.numactor.machine.capture.ZoneInfo;
import io.numactor.machine.document.SourceFile;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a kernel printed. */
final class CaptureFuzzTest {
    private static final List<String> FILES = List.of(
            "zoneinfo.txt",
            "buddyinfo.txt",
            "pagetypeinfo.txt",
            "memory-blocks.txt",
            "sysctl-vm.txt",
            "meminfo.txt",
            "dmesg.txt");
    private static final List<Consumer<SourceFile>> READERS = List.of(
            ZoneInfo::parse,
            BuddyInfo::parse,
            PageTypeInfo::parse,
            MemoryBlocksFile::parse,
            SysctlFile::parse,
            MemInfo::parse,
            KernelLog::parse);

    static Stream<Arguments> seeds() {
        return Seeds.tagged(
                FILES,
                "machine/src/test/resources/captures/boot-3n-cxl-hmat",
                "machine/src/test/resources/captures/hotplug-2n-grow/hotplug/0-before",
                "load/src/test/resources/replay/spill-4n-ring");
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void read(byte[] tagged) {
        if (tagged.length < 1) {
            return;
        }
        int which = Math.floorMod(tagged[0], READERS.size());
        byte[] text = Arrays.copyOfRange(tagged, 1, tagged.length);
        Only.refuses(() -> READERS.get(which).accept(SourceFile.of(FILES.get(which), text)), MachineRefused.class);
    }
}
