package io.numactor.mm.boot.input;

/** Where the parts of the kernel image lie in physical memory, [start, end) in bytes (kallsyms, no KASLR). */
public record KernelImage(
        ByteRange text, ByteRange rodata, ByteRange data, ByteRange init, ByteRange bss, ByteRange brk) {
    /** Whether each part begins where the one before it has ended, or later. */
    public boolean isAscending() {
        return text.end() <= rodata.start()
                && rodata.end() <= data.start()
                && data.end() <= init.start()
                && init.end() <= bss.start()
                && bss.end() <= brk.start();
    }

    /** {@code _text}. */
    public long start() {
        return text.start();
    }

    /** {@code _end}: everything from {@link #start()} to here is reserved before memblock hands anything out. */
    public long end() {
        return brk.end();
    }

    /** The same image, loaded elsewhere, as a kernel for crash dumps is: every part moves by as much. */
    public KernelImage loadedAt(long start) {
        long by = start - start();
        return new KernelImage(
                moved(text, by), moved(rodata, by), moved(data, by), moved(init, by), moved(bss, by), moved(brk, by));
    }

    private static ByteRange moved(ByteRange part, long by) {
        return new ByteRange(part.start() + by, part.end() + by);
    }
}
