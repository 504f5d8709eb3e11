package io.numactor.machine.verify;

import io.numactor.machine.MachineDescription;
import io.numactor.machine.capture.Capture;
import io.numactor.machine.capture.KernelLog;
import io.numactor.machine.capture.MemoryBlocksFile;
import io.numactor.machine.capture.ZoneInfo;
import io.numactor.machine.inputs.InputsReader;
import io.numactor.machine.inputs.PluggedMemory;
import io.numactor.mm.boot.MachineLayout;
import io.numactor.mm.machine.MachineEvent;
import io.numactor.mm.machine.MachineState;
import io.numactor.mm.machine.MemoryBlock;
import io.numactor.mm.machine.VmSysctl;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.Watermarks;
import io.numactor.mm.watermark.ZoneParams;
import io.numactor.mm.zone.ZoneSpan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds a machine that was changed while it ran (memory, CPUs, tunables) against what the kernel said after each step.
 * What was plugged in is read from the inputs, what was done with it from the names of the steps.
 */
final class HotplugChecks {
    private static final List<String> LOG_LINES = List.of(
            "Fallback order for Node ",
            "Built ",
            "Policy zone: ",
            "mminit::memmap_init Initialising map node ",
            "min_free_kbytes is not updated ",
            "khugepaged: raising min_free_kbytes ");

    private final List<HotplugStep> steps;
    private final HotplugMachine machine;
    private final KernelLog logOfBoot;
    private final Map<String, Differences> compared = new LinkedHashMap<>();

    private HotplugChecks(List<HotplugStep> steps, HotplugMachine machine, KernelLog logOfBoot) {
        this.steps = steps;
        this.machine = machine;
        this.logOfBoot = logOfBoot;
    }

    /** The checks of a capture's steps; none when there are no steps. */
    static List<Check> all(Path folder, MachineDescription description, EmulatedBoot boot) {
        List<HotplugStep> steps = HotplugStep.of(folder);
        if (steps.isEmpty()) {
            return List.of();
        }
        Capture first = steps.get(0).capture();
        Optional<ZoneInfo> zones = first.zoneInfo();
        if (zones.isEmpty()) {
            return List.of(Check.absent("hotplug", "the first step has no zoneinfo.txt"));
        }
        KernelLog log = first.log().orElse(KernelLog.of(List.of()));
        Map<ZoneKey, Long> managed = new TreeMap<>(); // the state that the steps begin with
        zones.get().zones().forEach((key, zone) -> managed.put(key, zone.managed()));
        Map<ZoneKey, Long> lately = freedLater(boot.layout());
        Path inside = folder.resolve("inputs");
        Path inputs = InputsReader.isInputs(inside) ? inside : folder;
        HotplugMachine machine = HotplugMachine.boot(description.boot(), managed, lately, PluggedMemory.read(inputs));
        return new HotplugChecks(steps, machine, log).run();
    }

    private static Map<ZoneKey, Long> freedLater(MachineLayout layout) {
        Map<ZoneKey, Long> pages = new TreeMap<>();
        for (NodeLayout node : layout.nodes()) {
            for (ZoneLayout zone : node.zones()) {
                pages.put(
                        new ZoneKey(node.nid(), zone.type()),
                        zone.freedLater().stream().mapToLong(PfnRange::pages).sum());
            }
        }
        return pages;
    }

    private List<Check> run() {
        readReserveRatio(); // the snapshot before the first step did
        for (HotplugStep step : steps) {
            carryOut(step);
            compare(step);
            readReserveRatio();
        }
        return compared.entrySet().stream()
                .map(check ->
                        check.getValue().check("hotplug-" + check.getKey(), "values in " + steps.size() + " steps"))
                .toList();
    }

    /** Every snapshot reads all of /proc/sys/vm, after zoneinfo. */
    private void readReserveRatio() {
        machine.state().apply(new MachineEvent.SysctlRead(VmSysctl.LOWMEM_RESERVE_RATIO));
    }

    private Differences check(String name) {
        return compared.computeIfAbsent(name, n -> new Differences());
    }

    private void carryOut(HotplugStep step) {
        if (step.plugs()) {
            machine.plugAll();
            return;
        }
        Optional<List<MachineEvent>> events = step.events(machine.state());
        if (events.isEmpty()) {
            check("steps").add("step " + step.number() + ": '" + step.name() + "' is no step that is known");
        } else if (step.refused() && events.get().stream().anyMatch(MachineEvent.BlockOfflined.class::isInstance)) {
            return; // a page of the block was in use, which only that kernel knew
        } else {
            check("steps").compare(where(step) + "refused", step.refused(), machine.refuses(events.get()));
        }
    }

    private static String where(HotplugStep step) {
        return "step " + step.number() + " (" + step.name() + ") ";
    }

    private void compare(HotplugStep step) {
        Capture real = step.capture();
        real.log().ifPresent(log -> compareLog(step, log));
        real.zoneInfo().ifPresent(zones -> compareZones(step, zones));
        real.sysctls().ifPresent(sysctls -> compareSysctls(step, name -> sysctls.value(name)));
        real.memoryBlocks().ifPresent(blocks -> compareBlocks(step, blocks));
        compareMasks(step, real);
    }

    /** All lines since the first step: a later log has those of all steps before. */
    private void compareLog(HotplugStep step, KernelLog log) {
        List<String> since = log.lines()
                .subList(
                        Math.min(logOfBoot.lines().size(), log.lines().size()),
                        log.lines().size());
        List<String> emulated = ours(machine.log());
        Differences lines = check("log");
        List<String> real = ours(since);
        for (int i = 0; i < Math.max(real.size(), emulated.size()); i++) {
            lines.compare(where(step) + "line " + (i + 1), at(real, i), at(emulated, i));
        }
    }

    private static String at(List<String> lines, int index) {
        return index < lines.size() ? "'" + lines.get(index).strip() + "'" : "nothing";
    }

    private static List<String> ours(List<String> lines) {
        return lines.stream()
                .filter(line -> LOG_LINES.stream().anyMatch(line::startsWith))
                .toList();
    }

    private void compareZones(HotplugStep step, ZoneInfo zones) {
        MachineState state = machine.state();
        List<ZoneKey> ours = state.online().ids().stream()
                .flatMap(nid -> ZoneSet.X86_64.types().stream().map(type -> new ZoneKey(nid, type)))
                .toList();
        check("zones").compare(where(step) + "zones", List.copyOf(zones.zones().keySet()), ours);
        zones.zones().forEach((key, zone) -> compareZone(where(step) + key + " ", key, zone));
    }

    private void compareZone(String where, ZoneKey key, ZoneInfo.Zone zone) {
        ZoneSpan span = machine.state().span(key);
        check("zones").compare(where + "start_pfn", zone.startPfn(), span.startPfn());
        check("zones").compare(where + "spanned", zone.spanned(), span.spanned());
        check("zones").compare(where + "present", zone.present(), span.present());
        check("zones")
                .compare(where + "managed", zone.managed(), machine.state().managed(key));
        ZoneParams params = machine.state().tuned().zone(key);
        Watermarks marks = params.watermarks();
        check("watermarks")
                .compare(
                        where + "min, low, high",
                        List.of(zone.min() - zone.boost(), zone.low() - zone.boost(), zone.high() - zone.boost()),
                        List.of(marks.min(), marks.low(), marks.high()));
        check("protection")
                .compare(where + "protection", zone.protection(), ZoneSet.X86_64.narrowed(params.lowmemReserve()));
        zone.pagesets()
                .forEach((cpu, pageset) -> check("pagesets")
                        .compare(
                                where + "cpu " + cpu + " high, batch",
                                List.of(pageset.high(), pageset.batch()),
                                List.of((long) params.pagesetHigh(), (long) params.pagesetBatch())));
    }

    private void compareSysctls(HotplugStep step, Function<String, Optional<String>> real) {
        MachineState state = machine.state();
        for (VmSysctl sysctl : VmSysctl.values()) {
            real.apply(sysctl.toString())
                    .ifPresent(value -> check("sysctls")
                            .compare(where(step) + sysctl, value, sysctl.read(state.sysctls(), state.tuned())));
        }
    }

    private void compareBlocks(HotplugStep step, MemoryBlocksFile real) {
        Map<Long, String> ours = machine.state().blocks().stream()
                .collect(Collectors.toMap(MemoryBlock::id, HotplugChecks::text, (a, b) -> a, TreeMap::new));
        real.blocks()
                .forEach((id, text) ->
                        check("blocks").compare(where(step) + "memory" + id, text, ours.getOrDefault(id, "nothing")));
        check("blocks").compare(where(step) + "blocks", real.blocks().keySet(), ours.keySet());
    }

    private static String text(MemoryBlock block) {
        String zones = block.zones().isEmpty()
                ? "none"
                : block.zones().stream().map(ZoneType::label).collect(Collectors.joining(","));
        return MemoryBlocksFile.text(block.online() ? "online" : "offline", "node" + block.nid(), zones);
    }

    private void compareMasks(HotplugStep step, Capture real) {
        MachineState state = machine.state();
        Map<String, NodeMask> ours = new LinkedHashMap<>();
        ours.put("online", state.online());
        ours.put("has_memory", state.memory());
        ours.put(
                "has_normal_memory",
                NodeMask.of(state.memory().ids().stream()
                        .filter(nid -> Stream.of(ZoneType.DMA, ZoneType.DMA32, ZoneType.NORMAL)
                                .anyMatch(type ->
                                        state.span(new ZoneKey(nid, type)).present() > 0))
                        .toList()));
        ours.forEach((name, mask) -> real.nodes()
                .mask(name)
                .ifPresent(printed -> check("node-masks").compare(where(step) + name, printed, mask)));
    }
}
