package io.numactor.machine.yaml;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.numactor.machine.MachineDescription;
import io.numactor.machine.document.Value;
import io.numactor.mm.addr.VmSplit;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.Hmat;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.input.PerCpuArea;
import io.numactor.mm.boot.input.Slit;
import io.numactor.mm.kernel.Architecture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the full form: block style outside, one line for each range, row and node part. */
final class YamlWriter {
    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    static String write(MachineDescription machine) {
        YamlWriter writer = new YamlWriter();
        BootInput boot = machine.boot();
        writer.line("name: %s".formatted(quoted(machine.name())));
        writer.kernel(boot);
        writer.memoryMap(boot.memoryMap());
        boot.srat().ifPresent(srat -> writer.nodes(NodePart.of(srat)));
        boot.slit().ifPresent(writer::distances);
        boot.hmat().ifPresent(writer::hmat);
        writer.sizes(boot);
        return writer.out.toString();
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private void kernel(BootInput boot) {
        line("kernel: \"%s\"".formatted(boot.kernel().label()));
        line("release: %s".formatted(boot.release()));
        if (boot.architecture() != Architecture.X86_64) {
            line("architecture: %s".formatted(boot.architecture().label()));
        }
        if (boot.split() != VmSplit.SPLIT_3G) {
            line("vmSplit: \"%s\"".formatted(boot.split().label()));
        }
        line("commandLine: %s".formatted(quoted(boot.commandLine())));
        line("transparentHugepage: %s".formatted(Value.word(boot.transparentHugepage())));
        line("apicIds: %s".formatted(boot.apicIds()));
    }

    private void memoryMap(MemoryMap map) {
        line("memoryMap:");
        map.entries()
                .forEach(entry -> line("  - {start: 0x%x, end: 0x%x, type: %s}"
                        .formatted(entry.start(), entry.end(), Value.word(entry.type()))));
    }

    private void nodes(List<NodePart> parts) {
        line(parts.isEmpty() ? "nodes: []" : "nodes:");
        for (NodePart part : parts) {
            line("  - domain: %d".formatted(part.domain()));
            if (!part.apicIds().isEmpty()) {
                line("    cpus: %s".formatted(part.apicIds()));
            }
            if (part.genericInitiator()) {
                line("    genericInitiator: true");
            }
            if (!part.memory().isEmpty()) {
                line("    memory:");
            }
            part.memory()
                    .forEach(range -> line("      - {start: 0x%x, end: 0x%x%s%s}"
                            .formatted(
                                    range.start(),
                                    range.end(),
                                    range.hotPluggable() ? ", hotPluggable: true" : "",
                                    range.nonVolatile() ? ", nonVolatile: true" : "")));
        }
    }

    private void distances(Slit slit) {
        line(slit.rows().isEmpty() ? "distances: []" : "distances:");
        slit.rows().forEach(row -> line("  - %s".formatted(row)));
    }

    private void hmat(Hmat hmat) {
        line(hmat.accesses().isEmpty() ? "hmat: []" : "hmat: # latencies in ns, bandwidths in MB/s");
        Map<Integer, Long> row = new LinkedHashMap<>();
        for (int i = 0; i < hmat.accesses().size(); i++) {
            Hmat.Access access = hmat.accesses().get(i);
            row.put(access.targetDomain(), access.value());
            boolean last = i + 1 == hmat.accesses().size()
                    || !continues(row, access, hmat.accesses().get(i + 1));
            if (last) {
                line("  - {kind: %s, from: %d, to: {%s}}"
                        .formatted(Value.word(access.kind()), access.initiatorDomain(), pairs(row)));
                row.clear();
            }
        }
    }

    private static boolean continues(Map<Integer, Long> row, Hmat.Access access, Hmat.Access next) {
        return next.kind() == access.kind()
                && next.initiatorDomain() == access.initiatorDomain()
                && !row.containsKey(next.targetDomain());
    }

    private static String pairs(Map<Integer, Long> row) {
        return row.entrySet().stream()
                .map(cell -> cell.getKey() + ": " + cell.getValue())
                .collect(Collectors.joining(", "));
    }

    private void sizes(BootInput boot) {
        image(boot.image());
        BootInput.ImageKiB kib = boot.imageKiB();
        line("imageKiB: {code: %d, rwdata: %d, rodata: %d, init: %d, bss: %d}"
                .formatted(kib.code(), kib.rwdata(), kib.rodata(), kib.init(), kib.bss()));
        boot.initrd().ifPresent(initrd -> line("initrd: %s".formatted(range(initrd))));
        PerCpuArea area = boot.perCpu();
        line("perCpu: {pages: %d, static: %d, reserved: %d, dynamic: %d, unit: %d}"
                .formatted(
                        area.pages(), area.staticBytes(), area.reservedBytes(), area.dynamicBytes(), area.unitBytes()));
        line("smpAlternativesKiB: %d".formatted(boot.smpAlternativesKiB()));
        line("logBufBytes: %d".formatted(boot.logBufBytes()));
    }

    private void image(KernelImage image) {
        line("image:");
        line("  text: %s".formatted(range(image.text())));
        line("  rodata: %s".formatted(range(image.rodata())));
        line("  data: %s".formatted(range(image.data())));
        line("  init: %s".formatted(range(image.init())));
        line("  bss: %s".formatted(range(image.bss())));
        line("  brk: %s".formatted(range(image.brk())));
    }

    private static String range(ByteRange range) {
        return "{start: 0x%x, end: 0x%x}".formatted(range.start(), range.end());
    }
}
