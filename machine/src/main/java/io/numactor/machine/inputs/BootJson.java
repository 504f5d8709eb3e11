package io.numactor.machine.inputs;

import io.numactor.machine.Limits;
import io.numactor.machine.document.BootFields;
import io.numactor.machine.document.Value;
import io.numactor.mm.boot.BootInput;
import io.numactor.mm.boot.ByteRange;
import io.numactor.mm.boot.KernelImage;
import io.numactor.mm.boot.PerCpuArea;
import io.numactor.mm.boot.TransparentHugepage;
import io.numactor.mm.kernel.KernelVersion;
import java.util.List;
import java.util.Optional;

/** {@code boot.json} of an inputs folder. Fields that are not known are left to those who know them. */
final class BootJson {
    private final Value.Mapping root;

    private BootJson(Value.Mapping root) {
        this.root = root;
    }

    static BootJson of(Value document) {
        BootJson boot = new BootJson(document.mapping());
        Value arch = boot.root.get("arch");
        if (arch.text().startsWith("i386")) {
            throw arch.refuse("i386 comes later; machines of x86_64 can be booted");
        }
        if (!arch.text().equals("x86_64")) {
            throw arch.refuse("this architecture is not emulated; x86_64 is");
        }
        return boot;
    }

    KernelVersion kernel() {
        return BootFields.kernelOfRelease(root.get("release"));
    }

    String release() {
        return BootFields.release(root.get("release"));
    }

    List<Integer> apicIds() {
        return BootFields.apicIds(root.get("cpus").mapping().get("apicIds"));
    }

    KernelImage image() {
        Value.Mapping image = root.get("image").mapping();
        return BootFields.image(image, BootJson::pair);
    }

    BootInput.ImageKiB imageKiB() {
        return BootFields.imageKiB(root.get("imageKiB").mapping());
    }

    Optional<ByteRange> initrd() {
        return root.find("initrd").flatMap(initrd -> {
            boolean none =
                    initrd instanceof Value.Scalar scalar && scalar.text().isEmpty();
            return none ? Optional.empty() : Optional.of(BootFields.range(initrd));
        });
    }

    PerCpuArea perCpu() {
        return BootFields.perCpu(root.get("perCpu").mapping());
    }

    long smpAlternativesKiB() {
        return root.get("smpAlternativesKiB").number(0, BootFields.MAX_KIB);
    }

    long logBufBytes() {
        return root.get("logBufBytes").number(0, BootFields.MAX_LOG_BUF_BYTES);
    }

    TransparentHugepage transparentHugepage() {
        return root.get("transparentHugepage").oneOf(TransparentHugepage.class);
    }

    private static ByteRange pair(Value value) {
        List<Value> ends = value.list(2);
        if (ends.size() != 2) {
            throw value.refuse("must be [start, end) in bytes");
        }
        long start = ends.get(0).number(0, Limits.MAX_ADDRESS);
        return new ByteRange(start, ends.get(1).number(start, Limits.MAX_ADDRESS));
    }
}
