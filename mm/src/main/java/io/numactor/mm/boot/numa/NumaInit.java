package io.numactor.mm.boot.numa;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.BootRefused;
import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.input.CommandLine.Leading;
import io.numactor.mm.boot.input.Slit;
import io.numactor.mm.boot.input.Srat;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * From SRAT and SLIT to nodes (initmem_init, x86-64, 6.1). Proximity domains become node ids in the order in which the
 * tables name them; a configuration that is missing, switched off or does not fit the memory is replaced by one node.
 */
public final class NumaInit {
    private final BootInput input;
    private final CommandLine commandLine;
    private final Memblock memblock;
    private final long maxPfn;
    private final BootLog log;

    private final Map<Integer, Integer> nodeOf = new LinkedHashMap<>();
    private final Map<Integer, Integer> apicNodes = new HashMap<>();
    private final SortedSet<Integer> parsed = new TreeSet<>();
    private final SortedSet<Integer> initiators = new TreeSet<>();
    private final DistanceTable distances;
    private Map<Integer, Integer> physicalOf = Map.of();
    private NumaMeminfo meminfo = new NumaMeminfo();
    private long maxPossiblePfn;

    private NumaInit(BootInput input, CommandLine commandLine, Memblock memblock, long maxPfn, BootLog log) {
        this.input = input;
        this.commandLine = commandLine;
        this.memblock = memblock;
        this.maxPfn = maxPfn;
        this.maxPossiblePfn = maxPfn;
        this.log = log;
        this.distances = new DistanceTable(memblock, log);
    }

    public static NumaConfig run(
            BootInput input, CommandLine commandLine, Memblock memblock, long maxPfn, BootLog log) {
        NumaInit init = new NumaInit(input, commandLine, memblock, maxPfn, log);
        boolean off = commandLine.values("numa").stream().anyMatch(value -> value.startsWith("off"));
        boolean noTables = commandLine.values("numa").contains("noacpi");
        if (off || noTables || !init.fromTables()) {
            init.fakeOneNode(off);
        }
        return init.config();
    }

    private boolean fromTables() {
        input.srat().ifPresent(this::readSrat);
        input.slit().ifPresent(this::readSlit);
        if (meminfo.blocks().isEmpty()) {
            return false;
        }
        memblock.topDown();
        return finish();
    }

    private void fakeOneNode(boolean off) {
        reset();
        log.line(off ? "NUMA turned off" : "No NUMA configuration found");
        log.line("Faking a node at %s", BootLog.wideMem(0, maxPfn << PfnRange.PAGE_SHIFT));
        parsed.add(0);
        meminfo.add(0, 0, maxPfn << PfnRange.PAGE_SHIFT);
        memblock.topDown();
        finish();
    }

    private void reset() {
        nodeOf.clear();
        apicNodes.clear();
        parsed.clear();
        initiators.clear();
        distances.reset();
        physicalOf = Map.of();
        meminfo = new NumaMeminfo();
        memblock.setNode(0, Long.MAX_VALUE, Memblock.ANY_NODE);
        memblock.setHotPluggable(0, Long.MAX_VALUE, false);
    }

    private void readSrat(Srat srat) {
        for (Srat.Initiator initiator : srat.initiators()) {
            int nid = node(initiator.domain());
            if (initiator.isCpu()) {
                apicNodes.put(initiator.apicId(), nid);
                String format = initiator.apicId() > 0xfe ? "0x%04x" : "0x%02x";
                log.line("SRAT: PXM %d -> APIC " + format + " -> Node %d", initiator.domain(), initiator.apicId(), nid);
            } else {
                initiators.add(nid);
            }
        }
        srat.memory().forEach(this::readMemory);
    }

    private void readMemory(Srat.Memory memory) {
        int nid = node(memory.domain());
        meminfo.add(nid, memory.start(), memory.end());
        log.line(
                "ACPI: SRAT: Node %d PXM %d %s%s%s",
                nid,
                memory.domain(),
                BootLog.mem(memory.start(), memory.end()),
                memory.hotPluggable() ? " hotplug" : "",
                memory.nonVolatile() ? " non-volatile" : "");
        if (memory.hotPluggable()) {
            memblock.setHotPluggable(memory.start(), memory.end(), true);
        }
        maxPossiblePfn = Math.max(
                maxPossiblePfn, PfnRange.inside(memory.end(), memory.end()).start());
    }

    private int node(int domain) {
        int nid = nodeOf.computeIfAbsent(domain, unseen -> nodeOf.size());
        if (nid >= NodeMask.MAX_NUMNODES) {
            throw new BootRefused("srat", "names more than " + NodeMask.MAX_NUMNODES + " proximity domains");
        }
        parsed.add(nid);
        return nid;
    }

    private void readSlit(Slit slit) {
        if (!isValid(slit)) {
            log.line("ACPI: SLIT table looks invalid. Not used.");
            return;
        }
        nodeOf.forEach((fromDomain, from) -> nodeOf.forEach((toDomain, to) -> {
            if (fromDomain < slit.size() && toDomain < slit.size()) {
                distances.set(from, to, slit.rows().get(fromDomain).get(toDomain), parsed);
            }
        }));
    }

    /** A table with anything but 10 on the diagonal and more than 10 elsewhere is ignored as a whole. */
    static boolean isValid(Slit slit) {
        for (int from = 0; from < slit.size(); from++) {
            for (int to = 0; to < slit.size(); to++) {
                int distance = slit.rows().get(from).get(to);
                boolean local = from == to;
                if (local ? distance != NodeDistance.LOCAL_DISTANCE : distance <= NodeDistance.LOCAL_DISTANCE) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean finish() {
        if (!meminfo.cleanup(memblock, maxPfn, log)) {
            return false;
        }
        fakeOption().ifPresent(this::emulate);
        return registerBlocks();
    }

    private Optional<String> fakeOption() {
        return commandLine.values("numa").stream()
                .filter(value -> value.startsWith("fake="))
                .map(value -> value.substring("fake=".length()))
                .reduce((first, last) -> last);
    }

    private void emulate(String option) {
        NumaEmulation.run(option, meminfo, parsed, memblock, maxPfn, log).ifPresent(fake -> {
            NodeDistance physical = distances.snapshot();
            meminfo = fake.meminfo();
            physicalOf = fake.physicalOf();
            apicNodes.replaceAll((apicId, nid) -> firstFakeOf(nid));
            parsed.clear();
            meminfo.blocks().forEach(block -> parsed.add(block.nid()));
            fakeDistances(physical, fake.distances());
        });
    }

    private int firstFakeOf(int physical) {
        return physicalOf.entrySet().stream()
                .filter(entry -> entry.getValue() == physical)
                .mapToInt(Map.Entry::getKey)
                .min()
                .orElse(0);
    }

    private void fakeDistances(NodeDistance physical, String list) {
        distances.replace();
        int count = parsed.last() + 1;
        String rest = list;
        int unmapped = physicalOf.getOrDefault(parsed.first(), 0);
        for (int from = 0; from < count; from++) {
            for (int to = 0; to < count; to++) {
                Leading given = Leading.number(rest);
                boolean isGiven = given.rest().startsWith(",") && !given.rest().equals(rest);
                rest = isGiven ? given.rest().substring(1) : "";
                int known = physical.between(
                        physicalOf.getOrDefault(from, unmapped), physicalOf.getOrDefault(to, unmapped));
                distances.set(from, to, isGiven ? (int) given.value() : known, parsed);
            }
        }
        distances.replaced();
    }

    private boolean registerBlocks() {
        for (NumaBlock block : meminfo.blocks()) {
            memblock.setNode(block.start(), block.end(), block.nid());
        }
        for (int nid : memblock.nodesWithReservations()) {
            meminfo.blocks().stream()
                    .filter(block -> block.nid() == nid)
                    .forEach(block -> memblock.setHotPluggable(block.start(), block.end(), false));
        }
        return meminfo.coversMemory(memblock, maxPfn, log);
    }

    private NumaConfig config() {
        Map<Integer, Integer> domains = new HashMap<>();
        nodeOf.forEach((domain, nid) -> domains.put(nid, domain));
        return new NumaConfig(
                meminfo.blocks(),
                new TreeSet<>(parsed),
                new TreeSet<>(initiators),
                Map.copyOf(domains),
                Map.copyOf(apicNodes),
                physicalOf,
                distances.snapshot(),
                maxPossiblePfn);
    }
}
