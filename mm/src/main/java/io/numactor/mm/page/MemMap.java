package io.numactor.mm.page;

import java.util.Arrays;

/**
 * The memory map of one node: what is known of each page frame ({@code struct page}, 6.1), in flat arrays instead of an
 * object per page.
 *
 * <p>A frame is named by its index, {@code pfn - basePfn()}, an int. The base is rounded down to a block of the largest
 * order, so that indexes align exactly as pfns do. Only the first frame of a block (its head) carries anything: a
 * {@link FrameState}, and two words: the links of the list that it is on while it is free or in a pageset, its owner
 * and grant number while it is handed out.
 *
 * <p>A machine's memory is mostly whole blocks of 1024 frames. Such a block needs one state and two words, kept in
 * arrays over the whole node (26 bytes a block, pageblock types included). Only when it is split it gets a <i>chunk</i>
 * with a state and two words for each frame (10 bytes a frame), given up when it has merged again. Hence a node of
 * 64 GiB costs 0.4 MiB at boot. One array over all frames would be simpler and one load shorter, but cost 160 MiB.
 *
 * <p>Frames of the span that are not this node's RAM simply stay {@link FrameState#NONE}: nothing merges with them.
 */
public final class MemMap {
    /** The largest block is 2^10 pages. */
    public static final int MAX_ORDER = 10;

    /** A pageblock, the unit of migrate types, is 2^9 pages. */
    public static final int PAGEBLOCK_ORDER = 9;

    public static final int PAGEBLOCK_PAGES = 1 << PAGEBLOCK_ORDER;

    /** Frames of a block of the largest order. */
    public static final int BLOCK_FRAMES = 1 << MAX_ORDER;

    /** No frame: the end of a list, or nothing found. */
    public static final int NO_FRAME = -1;

    private static final int IN_BLOCK = BLOCK_FRAMES - 1;
    private static final int[] NO_WORDS = {};
    private static final short[] NO_STATES = {};

    /** Chunks kept for reuse, so that splitting and merging the same block again and again leaves no garbage. */
    private static final int MAX_SPARE_CHUNKS = 64;

    private long basePfn;
    private int blocks;

    private short[] blockState;
    private int[] blockFirst;
    private int[] blockSecond;
    private short[] allocatedHeads;
    private byte[] pageblockType;

    private short[][] states;
    private int[][] firsts;
    private int[][] seconds;

    private final short[][] spareStates = new short[MAX_SPARE_CHUNKS][];
    private final int[][] spareFirsts = new int[MAX_SPARE_CHUNKS][];
    private final int[][] spareSeconds = new int[MAX_SPARE_CHUNKS][];
    private int spares;
    private int chunks;

    /**
     * All frames reserved, all pageblocks Unmovable.
     *
     * @throws IllegalArgumentException when the span is too long for an int index (8 TiB)
     */
    public MemMap(PfnRange span) {
        basePfn = span.start() & ~(long) IN_BLOCK;
        long frames = (span.end() - basePfn + IN_BLOCK) & ~(long) IN_BLOCK;
        if (frames > Integer.MAX_VALUE - IN_BLOCK) {
            throw new IllegalArgumentException(span + " spans " + frames + " frames, more than a node can have");
        }
        blocks = (int) (frames >>> MAX_ORDER);
        blockState = new short[blocks];
        blockFirst = new int[blocks];
        blockSecond = new int[blocks];
        allocatedHeads = new short[blocks];
        pageblockType = new byte[blocks << (MAX_ORDER - PAGEBLOCK_ORDER)];
        states = new short[blocks][];
        firsts = new int[blocks][];
        seconds = new int[blocks][];
        Arrays.fill(states, NO_STATES);
        Arrays.fill(firsts, NO_WORDS);
        Arrays.fill(seconds, NO_WORDS);
    }

    /**
     * Makes room for a range that came online. The new frames are reserved, their pageblocks Unmovable; known frames
     * keep their index.
     *
     * @throws IllegalArgumentException when the range begins below the first frame, or the span gets too long
     */
    public void grow(PfnRange range) {
        if (blocks == 0) {
            basePfn = range.start() & ~(long) IN_BLOCK;
        }
        if (range.start() < basePfn) {
            throw new IllegalArgumentException(range + " begins below the node's first frame, pfn 0x"
                    + Long.toHexString(basePfn) + ", by which its frames are counted");
        }
        long wanted = (range.end() - basePfn + IN_BLOCK) >>> MAX_ORDER;
        if (wanted << MAX_ORDER > Integer.MAX_VALUE - IN_BLOCK) {
            throw new IllegalArgumentException(
                    range + " makes a span of " + wanted + " blocks, more than a node can have");
        }
        if (wanted > blocks) {
            resize((int) wanted);
        }
    }

    private void resize(int wanted) {
        blockState = Arrays.copyOf(blockState, wanted);
        blockFirst = Arrays.copyOf(blockFirst, wanted);
        blockSecond = Arrays.copyOf(blockSecond, wanted);
        allocatedHeads = Arrays.copyOf(allocatedHeads, wanted);
        pageblockType = Arrays.copyOf(pageblockType, wanted << (MAX_ORDER - PAGEBLOCK_ORDER));
        states = Arrays.copyOf(states, wanted);
        firsts = Arrays.copyOf(firsts, wanted);
        seconds = Arrays.copyOf(seconds, wanted);
        Arrays.fill(states, blocks, wanted, NO_STATES);
        Arrays.fill(firsts, blocks, wanted, NO_WORDS);
        Arrays.fill(seconds, blocks, wanted, NO_WORDS);
        blocks = wanted;
    }

    /** The pfn of frame 0. */
    public long basePfn() {
        return basePfn;
    }

    /** Blocks of the largest order in the span. */
    public int blocks() {
        return blocks;
    }

    /** Blocks that are split at present, hence described frame by frame. */
    public int chunks() {
        return chunks;
    }

    public boolean contains(long pfn) {
        return pfn >= basePfn && pfn - basePfn < (long) blocks << MAX_ORDER;
    }

    /** The index of a pfn that {@link #contains} holds for. */
    public int frame(long pfn) {
        if (!contains(pfn)) {
            throw new IllegalArgumentException("pfn 0x" + Long.toHexString(pfn) + " is outside the span of " + blocks
                    + " blocks from pfn 0x" + Long.toHexString(basePfn));
        }
        return (int) (pfn - basePfn);
    }

    public long pfn(int frame) {
        return basePfn + frame;
    }

    /** The {@link FrameState} of a frame. */
    public int state(int frame) {
        short[] chunk = states[frame >>> MAX_ORDER];
        if (chunk.length != 0) {
            return chunk[frame & IN_BLOCK];
        }
        return (frame & IN_BLOCK) == 0 ? blockState[frame >>> MAX_ORDER] : FrameState.NONE;
    }

    /** Makes the frame the head of a block. A head of the largest order takes the place of the block's chunk. */
    public void setState(int frame, int order, int state) {
        int block = frame >>> MAX_ORDER;
        short[] chunk = states[block];
        if (order < MAX_ORDER) {
            (chunk.length == 0 ? open(block) : chunk)[frame & IN_BLOCK] = (short) state;
            return;
        }
        if (chunk.length != 0) {
            close(block);
        }
        blockState[block] = (short) state;
    }

    /** The frame is no head any more. */
    public void clearState(int frame, int order) {
        int block = frame >>> MAX_ORDER;
        if (order == MAX_ORDER) {
            blockState[block] = FrameState.NONE;
        } else if (states[block].length != 0) {
            states[block][frame & IN_BLOCK] = FrameState.NONE;
        }
    }

    /**
     * Hands the block out.
     *
     * @param zone its zone's index
     * @param type ordinal of the request's migrate type
     * @param owner index of the owner
     * @param grant number that a free must name
     */
    public void grant(int frame, int order, int zone, int type, int owner, int grant) {
        setState(frame, order, FrameState.of(FrameState.ALLOCATED, order, zone, type));
        setFirst(frame, order, owner);
        setSecond(frame, order, grant);
        allocatedHeads[frame >>> MAX_ORDER]++;
    }

    /** Takes a block back that {@link #grant} handed out; what it is next is up to the caller. */
    public void release(int frame) {
        allocatedHeads[frame >>> MAX_ORDER]--;
    }

    /** Owner index of a block that is handed out. */
    public int owner(int frame, int order) {
        return first(frame, order);
    }

    /** Grant number of a block that is handed out. */
    public int grantOf(int frame, int order) {
        return second(frame, order);
    }

    /** How many blocks inside this block of the largest order are handed out. */
    public int allocatedHeads(int block) {
        return allocatedHeads[block];
    }

    /** Ordinal of the migrate type of the frame's pageblock. */
    public int migrateType(int frame) {
        return pageblockType[frame >>> PAGEBLOCK_ORDER];
    }

    public void setMigrateType(int frame, int type) {
        pageblockType[frame >>> PAGEBLOCK_ORDER] = (byte) type;
    }

    int first(int frame, int order) {
        int block = frame >>> MAX_ORDER;
        return order == MAX_ORDER ? blockFirst[block] : firsts[block][frame & IN_BLOCK];
    }

    int second(int frame, int order) {
        int block = frame >>> MAX_ORDER;
        return order == MAX_ORDER ? blockSecond[block] : seconds[block][frame & IN_BLOCK];
    }

    void setFirst(int frame, int order, int word) {
        int block = frame >>> MAX_ORDER;
        if (order == MAX_ORDER) {
            blockFirst[block] = word;
        } else {
            firsts[block][frame & IN_BLOCK] = word;
        }
    }

    void setSecond(int frame, int order, int word) {
        int block = frame >>> MAX_ORDER;
        if (order == MAX_ORDER) {
            blockSecond[block] = word;
        } else {
            seconds[block][frame & IN_BLOCK] = word;
        }
    }

    private short[] open(int block) {
        if (spares == 0) {
            states[block] = new short[BLOCK_FRAMES];
            firsts[block] = new int[BLOCK_FRAMES];
            seconds[block] = new int[BLOCK_FRAMES];
        } else {
            spares--;
            states[block] = spareStates[spares];
            firsts[block] = spareFirsts[spares];
            seconds[block] = spareSeconds[spares];
        }
        chunks++;
        return states[block];
    }

    /** Gives the chunk up. Its states are all 0 by now: the block has merged. */
    private void close(int block) {
        if (spares < MAX_SPARE_CHUNKS) {
            spareStates[spares] = states[block];
            spareFirsts[spares] = firsts[block];
            spareSeconds[spares] = seconds[block];
            spares++;
        }
        states[block] = NO_STATES;
        firsts[block] = NO_WORDS;
        seconds[block] = NO_WORDS;
        chunks--;
    }
}
