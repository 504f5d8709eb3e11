package io.numactor.load.trace;

import java.nio.charset.StandardCharsets;

/** The events that a replay uses; all others are counted and passed over. */
public enum EventKind {
    ALLOC("mm_page_alloc"),
    FREE("mm_page_free"),
    FREE_BATCHED("mm_page_free_batched"),
    ZONE_LOCKED("mm_page_alloc_zone_locked"),
    PCPU_DRAIN("mm_page_pcpu_drain"),
    EXTFRAG("mm_page_alloc_extfrag"),
    WAKEUP_KSWAPD("mm_vmscan_wakeup_kswapd"),
    KSWAPD_WAKE("mm_vmscan_kswapd_wake"),
    KSWAPD_SLEEP("mm_vmscan_kswapd_sleep"),
    RECLAIM_BEGIN("mm_vmscan_direct_reclaim_begin"),
    RECLAIM_END("mm_vmscan_direct_reclaim_end"),
    COMPACTION_BEGIN("mm_compaction_begin"),
    COMPACTION_END("mm_compaction_end"),
    MIGRATE("mm_migrate_pages"),
    FORK("sched_process_fork"),
    OOM_VICTIM("mark_victim"),
    MARKER("tracing_mark_write"),
    OTHER("");

    private static final EventKind[] VALUES = values();

    private final byte[] name;

    EventKind(String name) {
        this.name = name.getBytes(StandardCharsets.US_ASCII);
    }

    static EventKind of(int ordinal) {
        return VALUES[ordinal];
    }

    /** The kind whose name is text[from, to); {@link #OTHER} when there is none. */
    static EventKind named(byte[] text, int from, int to) {
        for (EventKind kind : VALUES) {
            if (kind.name.length == to - from && kind.isAt(text, from)) {
                return kind;
            }
        }
        return OTHER;
    }

    private boolean isAt(byte[] text, int from) {
        for (int i = name.length - 1; i >= 0; i--) {
            if (name[i] != text[from + i]) {
                return false;
            }
        }
        return true;
    }
}
