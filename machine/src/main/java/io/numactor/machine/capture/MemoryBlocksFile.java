package io.numactor.machine.capture;

import io.numactor.machine.document.SourceFile;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code memory-blocks.txt}: what /sys/devices/system/memory said, a block a line. */
public final class MemoryBlocksFile {
    private static final Pattern SIZE = Pattern.compile("block_size_bytes=([0-9a-f]{1,12})");
    private static final Pattern BLOCK =
            Pattern.compile("memory([0-9]{1,9}) state=(\\S+) nodes=(\\S*) valid_zones=(\\S*) .*");

    private final long blockBytes;
    private final SortedMap<Long, String> blocks;

    private MemoryBlocksFile(long blockBytes, SortedMap<Long, String> blocks) {
        this.blockBytes = blockBytes;
        this.blocks = blocks;
    }

    /** Lines that are no block are skipped. */
    public static MemoryBlocksFile parse(SourceFile source) {
        long bytes = 0;
        SortedMap<Long, String> blocks = new TreeMap<>();
        for (String line : source.lines()) {
            Matcher size = SIZE.matcher(line);
            if (size.matches()) {
                bytes = Long.parseLong(size.group(1), 16);
            }
            Matcher block = BLOCK.matcher(line);
            if (block.matches()) {
                blocks.put(Long.parseLong(block.group(1)), text(block.group(2), block.group(3), block.group(4)));
            }
        }
        return new MemoryBlocksFile(bytes, blocks);
    }

    /** How one block is written down: {@code online on node0, zones DMA32}. */
    public static String text(String state, String nodes, String zones) {
        return state + " on " + nodes + ", zones " + zones;
    }

    public long blockBytes() {
        return blockBytes;
    }

    /** Each block in the form of {@link #text}, by number. */
    public SortedMap<Long, String> blocks() {
        return blocks;
    }
}
