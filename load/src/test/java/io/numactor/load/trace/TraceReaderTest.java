package io.numactor.load.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.numactor.mm.alloc.GfpFlags;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class TraceReaderTest {
    private static final String TRACEFS = """
            # tracer: nop
            #
            # entries-in-buffer/entries-written: 4/4   #P:4
                      labctl-344     [003] d..3.           10: mm_page_alloc_zone_locked: page=(____ptrval____) pfn=0xe816 order=0 migratetype=1 percpu_refill=1
                        bash-1234    [000] ..s..   123.456789: mm_page_alloc: page=000000005d0e3b2f pfn=0x1a2b order=2 migratetype=1 gfp_flags=GFP_HIGHUSER_MOVABLE|__GFP_COMP
             kworker/0:1 x-7  (     7) [001] .....   123.456790: mm_page_free: page=000000005d0e3b2f pfn=0x1a2b order=2
                     kswapd2-71      [002] .....          211: mm_vmscan_kswapd_wake: nid=2 order=0
            """;

    private static TraceText read(byte[] bytes, int tornLimit) throws IOException {
        return TraceReader.read("test", new ByteArrayInputStream(bytes), tornLimit);
    }

    private static TraceText read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8), 0);
    }

    @Test
    void readsTracefs() throws IOException {
        Trace trace = read(TRACEFS).events();
        assertThat(trace.size()).isEqualTo(4);
        assertThat(trace.kind(0)).isEqualTo(EventKind.ZONE_LOCKED);
        assertThat(trace.cpu(0)).isEqualTo(3);
        assertThat(trace.pfn(0)).isEqualTo(0xe816);
        assertThat(trace.task(1)).isEqualTo(1234);
        assertThat(trace.order(1)).isEqualTo(2);
        assertThat(trace.type(1)).isEqualTo(1);
        assertThat(trace.inInterrupt(0)).isFalse();
        assertThat(trace.inInterrupt(1)).isTrue();
        assertThat(GfpFlags.format(trace.gfp(1))).isEqualTo("GFP_HIGHUSER_MOVABLE|__GFP_COMP");
        assertThat(trace.kind(2)).isEqualTo(EventKind.FREE);
        assertThat(trace.task(2)).isEqualTo(7);
        assertThat(trace.kswapd(2)).isEqualTo(-1);
        assertThat(trace.kswapd(3)).isEqualTo(2);
        assertThat(trace.argument(3)).isEqualTo(2);
    }

    @Test
    void readsPerfScript() throws IOException {
        Trace trace = read("""
                        my prog - x  1234 [002]  55.123456: kmem:mm_page_alloc: page=(nil) pfn=0x0 order=0 migratetype=0 gfp_flags=GFP_NOWAIT
                        swapper     0 [000]  55.123457: kmem:mm_page_free_batched: page=0xffffea pfn=0x77 order=0
                        """).events();
        assertThat(trace.task(0)).isEqualTo(1234);
        assertThat(trace.pfn(0)).isZero();
        assertThat(trace.gfp(0)).isEqualTo(GfpFlags.GFP_NOWAIT);
        assertThat(trace.kind(1)).isEqualTo(EventKind.FREE_BATCHED);
        assertThat(trace.pfn(1)).isEqualTo(0x77);
    }

    @Test
    void readsTraceCmdReport() throws IOException {
        Trace trace = read("""
                        CPU 3 is empty
                        cpus=4
                                  <idle>-0     [001]    55.123456: mm_page_pcpu_drain:   page=0xea00 pfn=1207 order=1 migratetype=2
                                  a b-c-9      [001] d..2. 55.123457: mm_vmscan_wakeup_kswapd: nid=1 order=0 gfp_flags=none
                                  a b-c-9      [001]    55.123458: print: tracing_mark_write: lab: begin
                        """).events();
        assertThat(trace.pfn(0)).isEqualTo(1207);
        assertThat(trace.type(0)).isEqualTo(2);
        assertThat(trace.task(1)).isEqualTo(9);
        assertThat(trace.gfp(1)).isZero();
        assertThat(trace.text(2)).isEqualTo("lab: begin");
    }

    /** perf script prints a stack below each event when it was recorded with -g, and a blank line between samples. */
    @Test
    void readsPerfScriptWithCallChainsAndThreads() throws IOException {
        TraceText text = read("""
                # captured on    : Thu May  2 12:00:00 2024
                # cmdline : /usr/bin/perf record -a -g -e kmem:*
                #
                perf  6429 [000]    22.498450:             kmem:mm_page_alloc: page=0x176a17 pfn=1534487 order=0 migratetype=0 gfp_flags=GFP_KERNEL
                \tffffffffbe23e32e __alloc_pages_nodemask+0x22e (/lib/modules/5.1.0-rc3+/build/vmlinux)
                \t    7efdf7f7d3e8 __poll+0x18 (/usr/lib64/libc-2.28.so)
                \t    5651468729c1 [unknown] (/usr/bin/perf)

                kswapd1    85/85    [003]    22.498451123: kmem:mm_page_pcpu_drain: page=0xffffea0005da85c0 pfn=0x176a18 order=0 migratetype=1
                \tffffffffbe23e32e free_pcppages_bulk+0x22e ([kernel.kallsyms])

                """);
        Trace trace = text.events();
        assertThat(text.torn()).isEmpty();
        assertThat(trace.size()).isEqualTo(2);
        assertThat(trace.pfn(0)).isEqualTo(1534487);
        assertThat(trace.task(1)).isEqualTo(85);
        assertThat(trace.kswapd(1)).isEqualTo(1);
        assertThat(trace.pfn(1)).isEqualTo(0x176a18);
    }

    /** Where the print format needs vmemmap_base, trace-cmd gives up and prints the fields as they are. */
    @Test
    void readsTraceCmdReportThatCouldNotParseTheFormat() throws IOException {
        TraceText text = read("""
                version = 6
                cpus=8
                CPU:7 [204600 EVENTS DROPPED]
                CPU:6 [EVENTS DROPPED]
                 trace-cmd-22020 [003] 105219.542610: mm_page_alloc:        [FAILED TO PARSE] pfn=0x165cb4 order=0 gfp_flags=3264 migratetype=1
                make-16810 [004] .....  2319.000857: mm_page_alloc:        page=0xffffea00001347a7 pfn=0x1347a7 order=0 migratetype=1 gfp_flags=0x101cca
                        <...>-3979  [007]   217.975284123: mm_page_free:         [FAILED TO PARSE] pfn=0x165cb4 order=3
                """);
        Trace trace = text.events();
        assertThat(text.torn()).isEmpty();
        assertThat(text.lost()).isEqualTo(204_601);
        assertThat(trace.size()).isEqualTo(3);
        assertThat(trace.gfp(0)).isEqualTo(GfpFlags.GFP_KERNEL);
        assertThat(trace.pfn(0)).isEqualTo(0x165cb4);
        assertThat(GfpFlags.format(trace.gfp(1))).isEqualTo("GFP_HIGHUSER_MOVABLE|__GFP_WRITE");
        assertThat(trace.order(2)).isEqualTo(3);
    }

    @Test
    void readsGzipAndZstd() throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(gzip)) {
            out.write(TRACEFS.getBytes(StandardCharsets.UTF_8));
        }
        ByteArrayOutputStream zstd = new ByteArrayOutputStream();
        try (OutputStream out = new ZstdOutputStream(zstd)) {
            out.write(TRACEFS.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(read(gzip.toByteArray(), 0).events().size()).isEqualTo(4);
        assertThat(read(zstd.toByteArray(), 0).events().size()).isEqualTo(4);
    }

    @Test
    void countsEventsThatNoReplayUsesAndThoseLost() throws IOException {
        TraceText text = read("""
                CPU:2 [LOST 17 EVENTS]
                   sh-1  [000] .....  1: sched_process_exit: comm=sh pid=1 prio=120
                   sh-1  [000] .....  2: mm_page_free: page=1 pfn=0x1 order=0""");
        assertThat(text.seen()).isEqualTo(2);
        assertThat(text.events().size()).isEqualTo(1);
        assertThat(text.lost()).isEqualTo(17);
        assertThat(text.lines()).isEqualTo(3);
    }

    @Test
    void countsWhatTheHeaderSaysWasOverwritten() throws IOException {
        String event = "   sh-1  [000] .....  2: mm_page_free: page=1 pfn=0x1 order=0\n";
        String header = "# tracer: nop\n#\n# entries-in-buffer/entries-written: %s   #P:4\n#\n";
        assertThat(read(header.formatted("414795/437970") + event).lost()).isEqualTo(23_175);
        assertThat(read(header.formatted("207828/207828") + event).lost()).isZero();
        assertThat(read(header.formatted("207828") + event).lost()).isZero();
    }

    @Test
    void notesTornLinesWithTheirNumbersUpToALimit() throws IOException {
        byte[] torn = (TRACEFS
                        + "garbage\n"
                        + "  sh-1  [000] .....  1: mm_page_free: page=1 pfn=0x1\n"
                        + "  sh-1  [000] .....  1: mm_page_alloc: page=1 pfn=0xzz order=0 migratetype=0 gfp_flags=GFP_KERNEL\n"
                        + "  sh-1  [000] .....  1: mm_page_alloc: page=1 pfn=0x1 order=0 migratetype=0 gfp_flags=GFP_WRONG\n")
                .getBytes(StandardCharsets.UTF_8);
        TraceText text = read(torn, 4);
        assertThat(text.torn()).extracting(TornLine::number).containsExactly(8L, 9L, 10L, 11L);
        assertThat(text.events().size()).isEqualTo(4);
        assertThatThrownBy(() -> read(torn, 3))
                .isInstanceOf(TraceRefused.class)
                .hasMessageContaining("line 11")
                .hasMessageContaining("GFP_WRONG");
    }

    @Test
    void refusesWhatHasNoEvents() {
        assertThatThrownBy(() -> read("# tracer: nop\n")).hasMessage("test: has no trace events");
    }
}
