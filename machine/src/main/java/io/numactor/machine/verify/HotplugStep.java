package io.numactor.machine.verify;

import io.numactor.machine.MachineRefused;
import io.numactor.machine.capture.Capture;
import io.numactor.machine.document.SourceFile;
import io.numactor.mm.boot.input.TransparentHugepage;
import io.numactor.mm.machine.MachineEvent;
import io.numactor.mm.machine.MachineState;
import io.numactor.mm.machine.MemoryBlock;
import io.numactor.mm.machine.OnlineType;
import io.numactor.mm.machine.VmSysctl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One step of a machine that was changed while it ran: a folder {@code hotplug/2-first-block-online_movable} with what
 * the kernel said afterwards. Its name says what was done.
 *
 * @param number its place in the order
 * @param name what was done, {@code first-block-online_movable}
 * @param capture what the kernel said afterwards
 * @param refused whether the kernel refused it, by the file {@code result.txt}
 */
record HotplugStep(int number, String name, Capture capture, boolean refused) {
    private static final Pattern FOLDER = Pattern.compile("([0-9]{1,4})-(.+)");
    private static final Pattern MEMORY = Pattern.compile("memory([0-9]{1,9})-(\\S+)");
    private static final Pattern CPU = Pattern.compile("cpu([0-9]{1,5})-([01])");
    private static final Pattern SYSCTL = Pattern.compile("sysctl-([a-z_.]+)-(.+)");
    private static final String FIRST_BLOCK = "first-block-";
    private static final String ALL = "all-";
    private static final String POLICY = "policy-";
    private static final String HUGE_PAGES = "thp-";

    /** The steps of a capture in their order; none when it was not changed. */
    static List<HotplugStep> of(Path capture) {
        Path folder = capture.resolve("hotplug");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> steps = Files.list(folder)) {
            return steps.filter(Files::isDirectory)
                    .flatMap(step -> read(step).stream())
                    .sorted(Comparator.comparingInt(HotplugStep::number))
                    .toList();
        } catch (IOException e) {
            throw new MachineRefused(folder + ": cannot be read (" + e.getMessage() + ")");
        }
    }

    private static Optional<HotplugStep> read(Path step) {
        Matcher name = FOLDER.matcher(step.getFileName().toString());
        if (!name.matches()) {
            return Optional.empty();
        }
        boolean refused = SourceFile.readIfPresent(step.resolve("result.txt"))
                .filter(result -> !result.text().startsWith("0"))
                .isPresent();
        return Optional.of(new HotplugStep(Integer.parseInt(name.group(1)), name.group(2), Capture.at(step), refused));
    }

    /** Whether memory was plugged in, and nothing else. */
    boolean plugs() {
        return name.equals("plugged-offline");
    }

    /**
     * What happened to the machine.
     *
     * @return empty when the name says nothing that is known
     */
    Optional<List<MachineEvent>> events(MachineState machine) {
        Matcher memory = MEMORY.matcher(name);
        Matcher cpu = CPU.matcher(name);
        Matcher sysctl = SYSCTL.matcher(name);
        if (name.equals("before")) {
            return Optional.of(List.of());
        } else if (name.startsWith(FIRST_BLOCK)) {
            OnlineType type = OnlineType.of(name.substring(FIRST_BLOCK.length()));
            return Optional.of(onlined(offline(machine).limit(1), type));
        } else if (name.startsWith(ALL)) {
            return Optional.of(onlined(offline(machine), OnlineType.of(name.substring(ALL.length()))));
        } else if (memory.matches()) {
            return Optional.of(List.of(block(Long.parseLong(memory.group(1)), memory.group(2))));
        } else if (cpu.matches()) {
            int number = Integer.parseInt(cpu.group(1));
            return Optional.of(List.of(
                    cpu.group(2).equals("1")
                            ? new MachineEvent.CpuOnlined(number)
                            : new MachineEvent.CpuOfflined(number)));
        } else if (sysctl.matches()) {
            return Optional.of(List.of(new MachineEvent.SysctlWritten(
                    VmSysctl.of(sysctl.group(1)), sysctl.group(2).replace('+', ' '))));
        } else if (name.startsWith(POLICY)) {
            return Optional.of(List.of(new MachineEvent.OnlinePolicyWritten(name.substring(POLICY.length()))));
        } else if (name.startsWith(HUGE_PAGES)) {
            String setting = name.substring(HUGE_PAGES.length()).toUpperCase(Locale.ROOT);
            return Optional.of(List.of(new MachineEvent.HugePagesWritten(TransparentHugepage.valueOf(setting))));
        }
        return Optional.empty();
    }

    private static Stream<Long> offline(MachineState machine) {
        return machine.blocks().stream().filter(block -> !block.online()).map(MemoryBlock::id);
    }

    private static List<MachineEvent> onlined(Stream<Long> blocks, OnlineType type) {
        return blocks.<MachineEvent>map(block -> new MachineEvent.BlockOnlined(block, type))
                .toList();
    }

    private static MachineEvent block(long block, String word) {
        return word.equals("offline")
                ? new MachineEvent.BlockOfflined(block)
                : new MachineEvent.BlockOnlined(block, OnlineType.of(word));
    }
}
