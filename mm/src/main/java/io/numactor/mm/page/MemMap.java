package io.numactor.mm.page;

import java.util.Arrays;

/**
 * The memory map of one node: what is known of each page frame ({@code struct page}, 6.1), in flat arrays instead of an
 * object per page.
 *
 * <p>A frame is named by its index, {@code pfn - basePfn()}, an int. The base is rounded down to a block of the largest
 * order, so that indexes align exactly as pfns do. Only the first frame of a block (its head) carries anything: a {@link
 * FrameState}, and a word of two ints: its place on a {@link FreeList} while it is free, its owner and grant number
 * while it is handed out.
 *
 * <p>What an operation costs is the cache lines that it misses. Merging asks for the states of buddies of one order after
 * the other: these lie by themselves, 32 on a line, so that one line answers up to order 4. The word of a frame is
 * mostly on one line with its buddy's.
 *
 * <p>A machine's memory is mostly whole blocks of 1024 frames. The <i>chunk</i> of such a block has the state and word of its
 * first frame only (58 bytes a block, with what else is known of it). When it is split it gets a chunk for all of its
 * frames (10 bytes a frame), until it has merged again. Hence a node of 64 GiB costs 0.9 MiB at boot. One array over all
 * frames would be simpler and one load shorter, but cost 160 MiB.
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

    /** Chunks kept for reuse, so that splitting and merging the same block again and again leaves no garbage. */
    private static final int MAX_SPARE_CHUNKS = 64;

    private long basePfn;
    private int blocks;
    private long endPfn;

    /** By block: one state while it is whole, one for each frame while it is split. */
    private short[][] states;

    /** As many of these. */
    private long[][] words;

    private byte[] pageblockType;
    private final Spares wholes = new Spares(1);
    private final Spares splits = new Spares(BLOCK_FRAMES);
    private int chunkCount;

    /** Chunks of one length that are not in use. */
    private final class Spares {
        private final int length;
        private final short[][] spareStates = new short[MAX_SPARE_CHUNKS][];
        private final long[][] spareWords = new long[MAX_SPARE_CHUNKS][];
        private int count;

        Spares(int length) {
            this.length = length;
        }

        void lendTo(int block) {
            if (count == 0) {
                states[block] = new short[length];
                words[block] = new long[length];
            } else {
                states[block] = spareStates[--count];
                words[block] = spareWords[count];
            }
        }

        void takeFrom(int block) {
            if (count < MAX_SPARE_CHUNKS) {
                spareStates[count] = states[block];
                spareWords[count++] = words[block];
            }
        }
    }

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
        endPfn = basePfn + frames;
        states = new short[blocks][1];
        words = new long[blocks][1];
        pageblockType = new byte[blocks << (MAX_ORDER - PAGEBLOCK_ORDER)];
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
        states = Arrays.copyOf(states, wanted);
        words = Arrays.copyOf(words, wanted);
        for (int block = blocks; block < wanted; block++) {
            states[block] = new short[1];
            words[block] = new long[1];
        }
        pageblockType = Arrays.copyOf(pageblockType, wanted << (MAX_ORDER - PAGEBLOCK_ORDER));
        blocks = wanted;
        endPfn = basePfn + ((long) wanted << MAX_ORDER);
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
        return chunkCount;
    }

    public boolean contains(long pfn) {
        return pfn >= basePfn && pfn < endPfn;
    }

    /** The index of a pfn that {@link #contains} holds for. */
    public int frame(long pfn) {
        if (!contains(pfn)) {
            throw new IllegalArgumentException("pfn 0x" + Long.toHexString(pfn) + " is outside the span of " + blocks
                    + " blocks from pfn 0x" + Long.toHexString(basePfn));
        }
        return (int) (pfn - basePfn);
    }

    /** The index of a pfn, or {@link #NO_FRAME} when it lies outside the span. */
    public int frameOrNone(long pfn) {
        long frame = pfn - basePfn;
        return frame >= 0 && frame < (long) blocks << MAX_ORDER ? (int) frame : NO_FRAME;
    }

    public long pfn(int frame) {
        return basePfn + frame;
    }

    /** The {@link FrameState} of a frame. */
    public int state(int frame) {
        short[] chunk = states[frame >>> MAX_ORDER];
        int at = frame & IN_BLOCK;
        return at < chunk.length ? chunk[at] : FrameState.NONE;
    }

    /** Reads all that there is of a frame, for the sake of having it near; what it answers means nothing. */
    public int look(int frame) {
        long[] chunk = words[frame >>> MAX_ORDER];
        int at = frame & IN_BLOCK;
        return at < chunk.length ? state(frame) + (int) chunk[at] : FrameState.NONE;
    }

    /** Makes the frame the head of a block. All other frames of the block are heads of none. */
    public void setState(int frame, int order, int state) {
        statesFor(frame, order)[frame & IN_BLOCK] = (short) state;
    }

    /** Makes neighbouring blocks of one order, all inside one of the largest, from this frame on. */
    public void setStates(int frame, int order, int count, int state) {
        short[] chunk = statesFor(frame, order);
        int at = frame & IN_BLOCK;
        for (int i = 0; i < count; i++) {
            chunk[at] = (short) state;
            at += 1 << order;
        }
    }

    /** The frame is no head any more. */
    public void clearState(int frame) {
        short[] chunk = states[frame >>> MAX_ORDER];
        int at = frame & IN_BLOCK;
        if (at < chunk.length) {
            chunk[at] = FrameState.NONE;
        }
    }

    /** No frame of a range, inside one block of the largest order, is the head of a block of that order any more. */
    public void clearStates(int frame, int end, int order) {
        short[] chunk = states[frame >>> MAX_ORDER];
        for (int at = frame; at < end; at += 1 << order) {
            chunk[at & IN_BLOCK] = FrameState.NONE;
        }
    }

    /** The states of the frame's chunk, as long as it must be to hold a block of the order there. */
    private short[] statesFor(int frame, int order) {
        short[] chunk = states[frame >>> MAX_ORDER];
        boolean fits = order < MAX_ORDER ? chunk.length > 1 : chunk.length == 1;
        return fits ? chunk : change(frame >>> MAX_ORDER);
    }

    /** Splits a whole block, or makes a split one whole. The chunk given up has no head but, perhaps, its first frame. */
    private short[] change(int block) {
        states[block][0] = FrameState.NONE;
        boolean whole = states[block].length == 1;
        (whole ? wholes : splits).takeFrom(block);
        (whole ? splits : wholes).lendTo(block);
        chunkCount += whole ? 1 : -1;
        return states[block];
    }

    /** Makes the frame the head of a free block that has this place on its list. */
    void list(int frame, int order, int state, int place) {
        setState(frame, order, state);
        words[frame >>> MAX_ORDER][frame & IN_BLOCK] = place;
    }

    /** The place of a free block on its list. */
    int place(int frame) {
        return (int) words[frame >>> MAX_ORDER][frame & IN_BLOCK];
    }

    /**
     * Hands out a block that was free, or that {@link #setState} made.
     *
     * @param state that it has from now on, {@link FrameState#ALLOCATED}, of the order that it was free with or made with
     * @param owner index of the owner
     * @param grant number that a free must name
     */
    public void grant(int frame, int state, int owner, int grant) {
        states[frame >>> MAX_ORDER][frame & IN_BLOCK] = (short) state;
        words[frame >>> MAX_ORDER][frame & IN_BLOCK] = (long) owner << 32 | grant & 0xffffffffL;
    }

    /**
     * Takes a block back that {@link #grant} handed out: it is in nobody's hands until a list has it.
     *
     * @param state what the map said of it
     * @return what it says from now on; the type is that of the pageblock, with which it goes back
     */
    public int release(int frame, int state) {
        int released = FrameState.released(state, migrateType(frame));
        states[frame >>> MAX_ORDER][frame & IN_BLOCK] = (short) released;
        return released;
    }

    /** Owner index of a block that is handed out. */
    public int owner(int frame) {
        return (int) (words[frame >>> MAX_ORDER][frame & IN_BLOCK] >>> 32);
    }

    /** Grant number of a block that is handed out. */
    public int grantOf(int frame) {
        return (int) words[frame >>> MAX_ORDER][frame & IN_BLOCK];
    }

    /** Ordinal of the migrate type of the frame's pageblock. */
    public int migrateType(int frame) {
        return pageblockType[frame >>> PAGEBLOCK_ORDER];
    }

    public void setMigrateType(int frame, int type) {
        pageblockType[frame >>> PAGEBLOCK_ORDER] = (byte) type;
    }
}
