package io.numactor.mm.addr;

/** How IA-32 divides 4 GiB of virtual addresses between user space and kernel (CONFIG_VMSPLIT_*). */
public enum VmSplit {
    SPLIT_3G("3:1", 0xC0000000L),
    SPLIT_3G_OPT("2.75:1.25", 0xB0000000L),
    SPLIT_2G("2:2", 0x80000000L),
    SPLIT_2G_OPT("1.875:2.125", 0x78000000L),
    SPLIT_1G("1:3", 0x40000000L);

    private final String label;
    private final long pageOffset;

    VmSplit(String label, long pageOffset) {
        this.label = label;
        this.pageOffset = pageOffset;
    }

    /** User space to kernel, in GiB: {@code 3:1}. */
    public String label() {
        return label;
    }

    /** PAGE_OFFSET: first address of the kernel and of the direct mapping. */
    public long pageOffset() {
        return pageOffset;
    }
}
