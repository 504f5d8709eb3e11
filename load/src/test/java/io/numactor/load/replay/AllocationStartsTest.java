package io.numactor.load.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.load.trace.Trace;
import io.numactor.load.trace.TraceReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AllocationStartsTest {
    private static AllocationStarts of(String lines) throws IOException {
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        Trace trace =
                TraceReader.read("test", new ByteArrayInputStream(bytes), 0).events();
        return new AllocationStarts(trace, 2);
    }

    @Test
    void anAllocationBeginsWithItsRefillThoughAnotherCpuComesBetween() throws IOException {
        AllocationStarts starts = of("""
                a-1 [001] d..3. 1: mm_page_alloc_zone_locked: page=1 pfn=0x10 order=0 migratetype=0 percpu_refill=1
                a-1 [001] d..3. 2: mm_page_alloc_zone_locked: page=1 pfn=0x11 order=0 migratetype=0 percpu_refill=1
                b-2 [000] ..... 3: mm_page_alloc: page=1 pfn=0x20 order=0 migratetype=0 gfp_flags=GFP_KERNEL
                a-1 [001] ..... 4: mm_page_alloc: page=1 pfn=0x10 order=0 migratetype=0 gfp_flags=GFP_KERNEL
                """);
        assertThat(starts.begunAt(0)).isEqualTo(3);
        assertThat(starts.lastRefill(0)).isEqualTo(1);
        assertThat(starts.begunAt(1)).isEqualTo(AllocationStarts.NONE);
        assertThat(starts.isEarly(2)).isFalse();
        assertThat(starts.isEarly(3)).isTrue();
    }

    @Test
    void aRefillThatAnotherEventOfItsCpuFollowsBeginsNothing() throws IOException {
        AllocationStarts starts = of("""
                a-1 [001] d..3. 1: mm_page_alloc_zone_locked: page=1 pfn=0x10 order=0 migratetype=0 percpu_refill=1
                a-1 [001] ..... 2: mm_page_free: page=1 pfn=0x20 order=0
                a-1 [001] ..... 3: mm_page_alloc: page=1 pfn=0x10 order=0 migratetype=0 gfp_flags=GFP_KERNEL
                """);
        assertThat(starts.begunAt(0)).isEqualTo(AllocationStarts.NONE);
        assertThat(starts.isEarly(2)).isFalse();
    }
}
