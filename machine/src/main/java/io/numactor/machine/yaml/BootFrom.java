package io.numactor.machine.yaml;

import io.numactor.machine.Limits;
import io.numactor.machine.document.BootFields;
import io.numactor.machine.document.LoadAddress;
import io.numactor.machine.document.Value;
import io.numactor.mm.addr.VmSplit;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.PerCpuArea;
import io.numactor.mm.boot.input.TransparentHugepage;
import io.numactor.mm.kernel.Architecture;
import io.numactor.mm.kernel.KernelVersion;
import java.util.Optional;
import java.util.Set;

/** Puts a {@link BootInput} together from a YAML file's fields and, where they are absent, the {@link Defaults}. */
final class BootFrom {
    private final Value.Mapping root;
    private final MemoryAndCpus memory;
    private final Architecture architecture;

    private BootFrom(Value.Mapping root, MemoryAndCpus memory) {
        this.root = root;
        this.memory = memory;
        this.architecture =
                root.find("architecture").map(BootFields::architecture).orElse(Architecture.X86_64);
    }

    static BootInput yaml(Value.Mapping root, MemoryAndCpus memory) {
        BootFrom from = new BootFrom(root, memory);
        KernelImage image = from.image();
        KernelVersion kernel = from.kernel();
        return new BootInput(
                kernel,
                from.architecture,
                root.find("vmSplit").map(BootFields::split).orElse(VmSplit.SPLIT_3G),
                root.find("release").map(BootFields::release).orElseGet(() -> from.release(kernel)),
                memory.map(),
                memory.srat(),
                root.find("distances").map(distances -> Distances.read(distances, memory.srat())),
                root.find("hmat").map(HmatRows::read),
                from.commandLine(),
                memory.apicIds(),
                image,
                root.find("imageKiB").map(BootFrom::imageKiB).orElseGet(() -> from.imageKiB(kernel)),
                root.find("initrd").map(BootFrom::range),
                root.find("perCpu").map(BootFrom::perCpu).orElseGet(from::perCpu),
                from.number("smpAlternativesKiB", BootFields.MAX_KIB).orElseGet(from::smpAlternativesKiB),
                from.number("logBufBytes", BootFields.MAX_LOG_BUF_BYTES).orElseGet(from::logBufBytes),
                from.transparentHugepage(image));
    }

    private String release(KernelVersion kernel) {
        return architecture.isIa32() ? Ia32Defaults.release(kernel, architecture) : Defaults.release(kernel);
    }

    private BootInput.ImageKiB imageKiB(KernelVersion kernel) {
        return architecture.isIa32() ? Ia32Defaults.imageKiB(kernel, architecture) : Defaults.IMAGE_KIB;
    }

    private PerCpuArea perCpu() {
        return architecture.isIa32() ? Ia32Defaults.perCpu(architecture) : Defaults.perCpu(memory);
    }

    private long smpAlternativesKiB() {
        return architecture.isIa32() ? Ia32Defaults.smpAlternativesKiB() : Defaults.SMP_ALTERNATIVES_KIB;
    }

    private KernelVersion kernel() {
        Optional<KernelVersion> given = root.find("kernel").map(BootFields::kernel);
        Optional<KernelVersion> ofRelease = root.find("release").map(BootFields::kernelOfRelease);
        if (given.isPresent() && ofRelease.isPresent() && given.get() != ofRelease.get()) {
            throw root.get("release")
                    .refuse("is no release of kernel " + given.get().label());
        }
        return given.or(() -> ofRelease).orElse(Defaults.KERNEL);
    }

    private String commandLine() {
        Optional<Value> given = root.find("commandLine");
        String line = given.map(Value::text).map(String::strip).orElse("");
        if (line.length() > Limits.MAX_COMMAND_LINE || line.chars().anyMatch(c -> c < ' ')) {
            throw root.get("commandLine")
                    .refuse("must be one line of at most " + Limits.MAX_COMMAND_LINE + " characters");
        }
        return line;
    }

    private KernelImage image() {
        KernelImage linked = linkedImage();
        return root.find("loadAddress")
                .map(BootFrom::loadAddress)
                .map(linked::loadedAt)
                .orElse(linked);
    }

    private static long loadAddress(Value value) {
        long address = value.number(0, Limits.MAX_ADDRESS);
        if (!LoadAddress.isPossible(address)) {
            throw value.refuse("is no multiple of 2 MiB from 16 MiB on");
        }
        return address;
    }

    private KernelImage linkedImage() {
        return root.find("image")
                .map(value -> {
                    Value.Mapping image = value.mapping();
                    image.allowOnly(Set.of("text", "rodata", "data", "init", "bss", "brk"));
                    return BootFields.image(image, BootFrom::part);
                })
                .orElseGet(() -> architecture.isIa32() ? Ia32Defaults.image(kernel(), architecture) : Defaults.IMAGE);
    }

    private static ByteRange part(Value value) {
        value.mapping().allowOnly(Set.of("start", "end"));
        return BootFields.part(value);
    }

    private static ByteRange range(Value value) {
        value.mapping().allowOnly(Set.of("start", "end"));
        return BootFields.range(value);
    }

    private static BootInput.ImageKiB imageKiB(Value value) {
        value.mapping().allowOnly(Set.of("code", "rwdata", "rodata", "init", "bss"));
        return BootFields.imageKiB(value.mapping());
    }

    private static PerCpuArea perCpu(Value value) {
        value.mapping().allowOnly(Set.of("pages", "static", "reserved", "dynamic", "unit"));
        return BootFields.perCpu(value.mapping());
    }

    private Optional<Long> number(String field, long most) {
        return root.find(field).map(value -> value.number(0, most));
    }

    private long logBufBytes() {
        return Defaults.logBufBytes(commandLine(), memory.apicIds().size());
    }

    private TransparentHugepage transparentHugepage(KernelImage image) {
        return root.find("transparentHugepage")
                .map(value -> value.oneOf(TransparentHugepage.class))
                .orElseGet(() -> Defaults.transparentHugepage(commandLine(), memory.usableBytes(), image));
    }
}
