package io.numactor.machine.document;

import io.numactor.machine.Limits;
import io.numactor.mm.addr.VmSplit;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.PerCpuArea;
import io.numactor.mm.kernel.Architecture;
import io.numactor.mm.kernel.KernelVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The fields that {@code boot.json} and our own YAML have in common, each with its bounds. */
public final class BootFields {
    public static final long MAX_KIB = 1 << 20;
    public static final long MAX_LOG_BUF_BYTES = 1L << 31;
    private static final long MAX_UNIT_BYTES = 1L << 30;
    private static final int MAX_RELEASE = 64;

    private BootFields() {}

    /** The emulated version that a release such as {@code 6.1.0-56-amd64} is of. */
    public static KernelVersion kernelOfRelease(Value release) {
        String text = release(release);
        return KernelVersion.ofRelease(text)
                .orElseThrow(() ->
                        release.refuse("kernel " + text + " is not emulated; emulated: " + KernelVersion.labels()));
    }

    /** The version with this label. */
    public static KernelVersion kernel(Value label) {
        return KernelVersion.labelled(label.text())
                .orElseThrow(() -> label.refuse("this kernel is not emulated; emulated: " + KernelVersion.labels()));
    }

    public static Architecture architecture(Value value) {
        return Arrays.stream(Architecture.values())
                .filter(architecture -> architecture.label().equals(value.text()))
                .findFirst()
                .orElseThrow(() -> value.refuse("this architecture is not emulated; emulated: "
                        + Arrays.stream(Architecture.values())
                                .map(Architecture::label)
                                .collect(Collectors.joining(", "))));
    }

    /** How x86-32 divides its addresses, {@code 3:1}. */
    public static VmSplit split(Value value) {
        return Arrays.stream(VmSplit.values())
                .filter(split -> split.label().equals(value.text()))
                .findFirst()
                .orElseThrow(() -> value.refuse("is no split of user space to kernel; known: "
                        + Arrays.stream(VmSplit.values()).map(VmSplit::label).collect(Collectors.joining(", "))));
    }

    public static String release(Value release) {
        String text = release.text();
        if (text.length() > MAX_RELEASE || !text.matches("[0-9]+\\.[0-9]+[-+.~_0-9A-Za-z]*")) {
            throw release.refuse("is not a kernel release such as 6.1.0-56-amd64");
        }
        return text;
    }

    /** APIC ids by CPU number: 1 to 8192, all different. */
    public static List<Integer> apicIds(Value value) {
        List<Integer> ids = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (Value item : value.list(Limits.MAX_CPUS)) {
            int id = item.integer(0, Integer.MAX_VALUE);
            if (!seen.add(id)) {
                throw item.refuse("APIC id " + id + " is given twice");
            }
            ids.add(id);
        }
        if (ids.isEmpty()) {
            throw value.refuse("a machine has 1 to " + Limits.MAX_CPUS + " CPUs, not 0");
        }
        return ids;
    }

    /** The image's parts, each read by {@code range}; they must ascend and not overlap. */
    public static KernelImage image(Value.Mapping image, Function<Value, ByteRange> range) {
        long end = 0;
        List<ByteRange> parts = new ArrayList<>();
        for (String part : List.of("text", "rodata", "data", "init", "bss", "brk")) {
            Value value = image.get(part);
            ByteRange bytes = range.apply(value);
            if (bytes.start() < end) {
                throw value.refuse("starts before the part of the image that comes before it ends");
            }
            end = bytes.end();
            parts.add(bytes);
        }
        return new KernelImage(parts.get(0), parts.get(1), parts.get(2), parts.get(3), parts.get(4), parts.get(5));
    }

    public static BootInput.ImageKiB imageKiB(Value.Mapping sizes) {
        return new BootInput.ImageKiB(
                sizes.get("code").number(0, MAX_KIB),
                sizes.get("rwdata").number(0, MAX_KIB),
                sizes.get("rodata").number(0, MAX_KIB),
                sizes.get("init").number(0, MAX_KIB),
                sizes.get("bss").number(0, MAX_KIB));
    }

    /** {@code start} and {@code end}, [start, end) in bytes. */
    public static ByteRange range(Value value) {
        Value.Mapping ends = value.mapping();
        long start = ends.get("start").number(0, Limits.MAX_ADDRESS - 1);
        return new ByteRange(start, ends.get("end").number(start + 1, Limits.MAX_ADDRESS));
    }

    /** A part of the kernel image, which may be empty: {@code start} and {@code end}, [start, end) in bytes. */
    public static ByteRange part(Value value) {
        Value.Mapping ends = value.mapping();
        long start = ends.get("start").number(0, Limits.MAX_ADDRESS);
        return new ByteRange(start, ends.get("end").number(start, Limits.MAX_ADDRESS));
    }

    public static PerCpuArea perCpu(Value.Mapping area) {
        return new PerCpuArea(
                area.get("pages").integer(1, 1 << 18),
                area.get("static").number(0, MAX_UNIT_BYTES),
                area.get("reserved").number(0, MAX_UNIT_BYTES),
                area.get("dynamic").number(0, MAX_UNIT_BYTES),
                area.get("unit").number(1 << 12, MAX_UNIT_BYTES));
    }
}
