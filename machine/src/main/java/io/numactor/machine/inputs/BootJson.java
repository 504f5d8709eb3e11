package io.numactor.machine.inputs;

import io.numactor.machine.Limits;
import io.numactor.machine.document.BootFields;
import io.numactor.machine.document.Value;
import io.numactor.mm.addr.VmSplit;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.PerCpuArea;
import io.numactor.mm.boot.input.TransparentHugepage;
import io.numactor.mm.kernel.Architecture;
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
        boot.architecture();
        return boot;
    }

    Architecture architecture() {
        return BootFields.architecture(root.get("arch"));
    }

    /** Captures of distribution kernels leave it out: those divide 3:1. */
    VmSplit split() {
        return root.find("vmSplit").map(BootFields::split).orElse(VmSplit.SPLIT_3G);
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
        return architecture().isIa32() ? image32(image) : BootFields.image(image, BootJson::pair);
    }

    /** x86-32 kernels list no symbols of data: the end of the init sections follows from their size, .brk from .bss. */
    private KernelImage image32(Value.Mapping image) {
        List<Value> init = image.get("init").list(2);
        long start = init.isEmpty() ? 0 : init.get(0).number(0, Limits.MAX_ADDRESS);
        ByteRange bss = pair(image.get("bss"));
        KernelImage found = new KernelImage(
                pair(image.get("text")),
                pair(image.get("rodata")),
                pair(image.get("data")),
                new ByteRange(start, start + (imageKiB().init() << 10)),
                bss,
                new ByteRange(bss.end(), bss.end()));
        if (!found.isAscending()) {
            throw image.refuse("the image's parts must ascend and not overlap");
        }
        return found;
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
