package io.numactor.mm.boot;

/** Where the parts of the kernel image lie in physical memory, [start, end) in bytes (kallsyms, no KASLR). */
public record KernelImage(
        ByteRange text, ByteRange rodata, ByteRange data, ByteRange init, ByteRange bss, ByteRange brk) {
    /** {@code _text}. */
    public long start() {
        return text.start();
    }

    /** {@code _end}: everything from {@link #start()} to here is reserved before memblock hands anything out. */
    public long end() {
        return brk.end();
    }
}
