package io.numactor.mm.page;

import java.util.Arrays;

/**
 * The memory map of one node: what is known of each page frame ({@code struct page}, 6.1), in flat arrays instead of an
 * object per page.
 *
 * <p>A frame is named by its index, {@code pfn - basePfn()}, an int. The base is rounded down to a block of the largest
 * order, so that indexes align exactly as pfns do. Only the first frame of a block (its head) carries anything, a
 * record of three ints: a {@link FrameState}, and two words, which are its place on a {@link FreeList} while it is
 * free, its owner and grant number while it is handed out. What an operation costs is the cache lines that it misses:
 * the three lie side by side, and mostly beside those of the frame's buddy.
 *
 * <p>A machine's memory is mostly whole blocks of 1024 frames. The <i>chunk</i> of such a block is the record of its
 * first frame only (40 bytes a block, with what else is known of it). When it is split it gets a chunk with a record for
 * each frame (12 bytes a frame), until it has merged again. Hence a node of 64 GiB costs 0.6 MiB at boot. One array
 * over all frames would be simpler and one load shorter, but cost 192 MiB.
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

    /** Ints of a record: the state, and two words. */
    private static final int RECORD = 3;

    private static final int FIRST = 1;
    private static final int SECOND = 2;

    /** Chunks kept for reuse, so that splitting and merging the same block again and again leaves no garbage. */
    private static final int MAX_SPARE_CHUNKS = 64;

    private long basePfn;
    private int blocks;
    private long endPfn;

    /** By block: one record while it is whole, one for each frame while it is split. */
    private int[][] chunks;

    private byte[] pageblockType;
    private final Spares wholes = new Spares(RECORD);
    private final Spares splits = new Spares(BLOCK_FRAMES * RECORD);
    private int chunkCount;

    /** Chunks of one length that are not in use. */
    private static final class Spares {
        private final int length;
        private final int[][] chunks = new int[MAX_SPARE_CHUNKS][];
        private int count;

        Spares(int length) {
            this.length = length;
        }

        int[] take() {
            return count == 0 ? new int[length] : chunks[--count];
        }

        void keep(int[] chunk) {
            if (count < MAX_SPARE_CHUNKS) {
                chunks[count++] = chunk;
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
        chunks = new int[blocks][RECORD];
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
        chunks = Arrays.copyOf(chunks, wanted);
        for (int block = blocks; block < wanted; block++) {
            chunks[block] = new int[RECORD];
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

    private int[] chunk(int frame) {
        return chunks[frame >>> MAX_ORDER];
    }

    /** Where the frame's record begins in its chunk. */
    private static int record(int frame) {
        return (frame & IN_BLOCK) * RECORD;
    }

    /** The {@link FrameState} of a frame. */
    public int state(int frame) {
        int[] chunk = chunk(frame);
        int record = record(frame);
        return record < chunk.length ? chunk[record] : FrameState.NONE;
    }

    /** Makes the frame the head of a block. All other frames of the block are heads of none. */
    public void setState(int frame, int order, int state) {
        chunkFor(frame, order)[record(frame)] = state;
    }

    /** Makes neighbouring blocks of one order, all inside one of the largest, from this frame on. */
    public void setStates(int frame, int order, int count, int state) {
        int[] chunk = chunkFor(frame, order);
        int record = record(frame);
        for (int i = 0; i < count; i++) {
            chunk[record] = state;
            record += RECORD << order;
        }
    }

    /** The frame is no head any more. */
    public void clearState(int frame) {
        int[] chunk = chunk(frame);
        int record = record(frame);
        if (record < chunk.length) {
            chunk[record] = FrameState.NONE;
        }
    }

    /** No frame of a range, inside one block of the largest order, is the head of a block of that order any more. */
    public void clearStates(int frame, int end, int order) {
        int[] chunk = chunk(frame);
        for (int at = frame; at < end; at += 1 << order) {
            chunk[record(at)] = FrameState.NONE;
        }
    }

    /** The frame's chunk, as long as it must be to hold a block of the order there. */
    private int[] chunkFor(int frame, int order) {
        int[] chunk = chunk(frame);
        boolean fits = order < MAX_ORDER ? chunk.length > RECORD : chunk.length == RECORD;
        return fits ? chunk : change(frame >>> MAX_ORDER);
    }

    /** Splits a whole block, or makes a split one whole. The chunk given up has no head but, perhaps, its first frame. */
    private int[] change(int block) {
        int[] old = chunks[block];
        old[0] = FrameState.NONE;
        boolean whole = old.length == RECORD;
        (whole ? wholes : splits).keep(old);
        chunks[block] = (whole ? splits : wholes).take();
        chunkCount += whole ? 1 : -1;
        return chunks[block];
    }

    /** Makes the frame the head of a free block that has this place on its list. */
    void list(int frame, int order, int state, int place) {
        int[] chunk = chunkFor(frame, order);
        int record = record(frame);
        chunk[record] = state;
        chunk[record + FIRST] = place;
    }

    /** The place of a free block on its list. */
    int place(int frame) {
        return chunk(frame)[record(frame) + FIRST];
    }

    /**
     * Hands the block out.
     *
     * @param state that it has from now on, {@link FrameState#ALLOCATED}
     * @param owner index of the owner
     * @param grant number that a free must name
     */
    public void grant(int frame, int state, int owner, int grant) {
        int[] chunk = chunkFor(frame, FrameState.order(state));
        int record = record(frame);
        chunk[record] = state;
        chunk[record + FIRST] = owner;
        chunk[record + SECOND] = grant;
    }

    /**
     * Takes a block back that {@link #grant} handed out: it is in nobody's hands until a list has it.
     *
     * @param state what the map said of it
     * @return what it says from now on; the type is that of the pageblock, with which it goes back
     */
    public int release(int frame, int state) {
        int released = FrameState.released(state, migrateType(frame));
        chunk(frame)[record(frame)] = released;
        return released;
    }

    /** Owner index of a block that is handed out. */
    public int owner(int frame) {
        return chunk(frame)[record(frame) + FIRST];
    }

    /** Grant number of a block that is handed out. */
    public int grantOf(int frame) {
        return chunk(frame)[record(frame) + SECOND];
    }

    /** Ordinal of the migrate type of the frame's pageblock. */
    public int migrateType(int frame) {
        return pageblockType[frame >>> PAGEBLOCK_ORDER];
    }

    public void setMigrateType(int frame, int type) {
        pageblockType[frame >>> PAGEBLOCK_ORDER] = (byte) type;
    }
}
