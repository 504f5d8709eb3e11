package io.numactor.mm.boot;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.Hmat;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.input.MemoryMap.Entry;
import io.numactor.mm.boot.input.PerCpuArea;
import io.numactor.mm.boot.input.Slit;
import io.numactor.mm.boot.input.Srat;
import io.numactor.mm.boot.input.TransparentHugepage;
import io.numactor.mm.kernel.KernelVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A PC for tests: a memory map, SRAT and SLIT put together entry by entry. */
public final class MachineBuilder {
    public static final long MIB = 1L << 20;
    public static final long GIB = 1L << 30;

    private final List<Entry> entries = new ArrayList<>();
    private final List<Srat.Initiator> initiators = new ArrayList<>();
    private final List<Srat.Memory> memory = new ArrayList<>();
    private final List<List<Integer>> slit = new ArrayList<>();
    private final List<Hmat.Access> hmat = new ArrayList<>();
    private final List<Integer> apicIds = new ArrayList<>();
    private boolean hasSrat;
    private String commandLine = "quiet";

    /** Usable memory from 0 to {@code end}, with the hole below 1 MiB. */
    public static MachineBuilder pc(long end) {
        return new MachineBuilder().usable(0, 0x9fc00).usable(MIB, end);
    }

    public MachineBuilder usable(long start, long end) {
        entries.add(new Entry(start, end, MemoryMap.Type.USABLE));
        return this;
    }

    /** A CPU with the next APIC id, in no domain. */
    public MachineBuilder cpu() {
        apicIds.add(apicIds.size());
        return this;
    }

    public MachineBuilder cpu(int domain) {
        hasSrat = true;
        initiators.add(new Srat.Initiator(domain, apicIds.size()));
        return cpu();
    }

    public MachineBuilder generic(int domain) {
        initiators.add(new Srat.Initiator(domain, Srat.Initiator.NOT_A_CPU));
        return this;
    }

    public MachineBuilder memory(int domain, long start, long end) {
        hasSrat = true;
        memory.add(new Srat.Memory(domain, start, end, false, false));
        return this;
    }

    public MachineBuilder hotPluggable(int domain, long start, long end) {
        memory.add(new Srat.Memory(domain, start, end, true, false));
        return this;
    }

    public MachineBuilder slit(Integer... row) {
        slit.add(Arrays.asList(row));
        return this;
    }

    public MachineBuilder hmat(Hmat.Kind kind, int from, int to, long value) {
        hmat.add(new Hmat.Access(kind, from, to, value));
        return this;
    }

    public MachineBuilder commandLine(String text) {
        commandLine = text;
        return this;
    }

    public MachineLayout boot() {
        return MachineSetup.layout(input());
    }

    public BootInput input() {
        return new BootInput(
                KernelVersion.V6_1,
                "6.1.0-56-amd64",
                new MemoryMap(entries),
                hasSrat ? Optional.of(new Srat(initiators, memory)) : Optional.empty(),
                slit.isEmpty() ? Optional.empty() : Optional.of(new Slit(slit)),
                hmat.isEmpty() ? Optional.empty() : Optional.of(new Hmat(hmat)),
                commandLine,
                apicIds,
                new KernelImage(
                        new ByteRange(0x1000000, 0x1e01d32),
                        new ByteRange(0x2000000, 0x28eb000),
                        new ByteRange(0x2a00000, 0x2c48980),
                        new ByteRange(0x3044000, 0x3306000),
                        new ByteRange(0x3310000, 0x4400000),
                        new ByteRange(0x4400000, 0x4430000)),
                new BootInput.ImageKiB(14343, 2338, 9132, 2824, 17344),
                Optional.empty(),
                new PerCpuArea(62, 217088, 8192, 28672, 1 << 20),
                36,
                1 << 17,
                TransparentHugepage.ALWAYS);
    }
}
