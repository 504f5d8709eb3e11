package io.numactor.mm.boot.input;

/** Physical bytes [start, end). */
public record ByteRange(long start, long end) {
    public ByteRange {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("bytes [0x%x, 0x%x) are not a range".formatted(start, end));
        }
    }

    public long bytes() {
        return end - start;
    }
}
