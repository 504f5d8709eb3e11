package io.numactor.mm.boot.e820;

/**
 * A line of {@code /proc/iomem}: bytes [start, end) of physical addresses.
 *
 * @param depth 0 at the top; a resource lies inside the nearest one before it that has a smaller depth
 * @param name {@code System RAM}, {@code Kernel code} ...
 */
public record IoResource(int depth, long start, long end, String name) {
    /** As /proc/iomem prints it: {@code   01000000-01e01d31 : Kernel code}, the end inclusive. */
    @Override
    public String toString() {
        return "%s%08x-%08x : %s".formatted("  ".repeat(depth), start, end - 1, name);
    }
}
