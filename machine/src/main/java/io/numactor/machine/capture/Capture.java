package io.numactor.machine.capture;

import io.numactor.machine.document.SourceFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The folder of one capture: what a real kernel printed. Every answer is empty where the file was not captured. */
public final class Capture {
    private final Path folder;

    private Capture(Path folder) {
        this.folder = folder;
    }

    public static Capture at(Path folder) {
        return new Capture(folder);
    }

    public Path folder() {
        return folder;
    }

    public Optional<KernelLog> log() {
        return parsed("dmesg.txt", KernelLog::parse);
    }

    public Optional<ZoneInfo> zoneInfo() {
        return parsed("zoneinfo.txt", ZoneInfo::parse);
    }

    public Optional<BuddyInfo> buddyInfo() {
        return parsed("buddyinfo.txt", BuddyInfo::parse);
    }

    public Optional<PageTypeInfo> pageTypeInfo() {
        return parsed("pagetypeinfo.txt", PageTypeInfo::parse);
    }

    public Optional<MemoryBlocksFile> memoryBlocks() {
        return parsed("memory-blocks.txt", MemoryBlocksFile::parse);
    }

    public Optional<SysctlFile> sysctls() {
        return parsed("sysctl-vm.txt", SysctlFile::parse);
    }

    /** Lines of /proc/iomem, as they are. */
    public Optional<List<String>> iomem() {
        return parsed("iomem.txt", SourceFile::lines);
    }

    /** Symbols that bound the kernel image, {@code ffffffff81000000 T _text}. */
    public Optional<List<String>> symbols() {
        return parsed("kallsyms-sections.txt", SourceFile::lines);
    }

    public Optional<MemInfo> memInfo() {
        return parsed("meminfo.txt", MemInfo::parse);
    }

    public NodeFiles nodes() {
        return new NodeFiles(folder.resolve("sys/devices/system/node"));
    }

    private <T> Optional<T> parsed(String name, Function<SourceFile, T> parser) {
        return SourceFile.readIfPresent(folder.resolve(name)).map(parser);
    }
}
