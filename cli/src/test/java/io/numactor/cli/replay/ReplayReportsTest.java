package io.numactor.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.load.replay.Cause;
import io.numactor.load.replay.Disagreement;
import io.numactor.load.replay.ReplayMode;
import io.numactor.load.replay.ReplayReport;
import io.numactor.load.trace.TornLine;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplayReportsTest {
    private static final ZoneKey N0 = new ZoneKey(0, ZoneType.DMA32);
    private static final ZoneKey N1 = new ZoneKey(1, ZoneType.DMA32);

    private static ReplayReport report(ReplayMode mode) {
        return report(mode, 0);
    }

    private static ReplayReport report(ReplayMode mode, long lost) {
        return new ReplayReport(
                mode,
                100,
                5,
                1000,
                0.75,
                0.75,
                1,
                0.25,
                List.of(N0, N1),
                List.of(List.of(0L, 2L, 1L), List.of(0L, 0L, 1L)),
                List.of(new ReplayReport.NodeCounter(0, "numa_hit", 4, 3)),
                List.of(new ReplayReport.ZoneFree(N0, 10, 12), new ReplayReport.ZoneFree(N1, 5, 5)),
                Map.of(Cause.AT_MARK, 1L),
                List.of(new Disagreement(7, 1, 0, "GFP_KERNEL", N0, Optional.of(N1), "N0/DMA32 free 3 low 4")),
                lost,
                List.of(new TornLine(9, "no time stamp")));
    }

    @Test
    void jsonHasTheAgreedFields() {
        assertThat(ReplayJson.text(report(ReplayMode.GUIDED)).replaceAll("\\s", ""))
                .isEqualTo("{\"mode\":\"guided\",\"events\":100,\"allocations\":5,\"eventsPerSecond\":1000,"
                        + "\"nodeAgreement\":0.75,\"zoneAgreement\":0.75,\"unexplained\":0.25,"
                        + "\"numastat\":[{\"node\":0,\"counter\":\"numa_hit\",\"real\":4,\"emulated\":3}],"
                        + "\"freePages\":[{\"node\":0,\"zone\":\"DMA32\",\"real\":10,\"emulated\":12},"
                        + "{\"node\":1,\"zone\":\"DMA32\",\"real\":5,\"emulated\":5}]}");
        assertThat(ReplayJson.text(report(ReplayMode.OPEN))).contains("\"unexplained\" : null");
    }

    @Test
    void lostEventsAreWarnedOf() {
        assertThat(ReplayText.warning(Path.of("t"), report(ReplayMode.OPEN))).isEmpty();
        assertThat(ReplayText.warning(Path.of("t"), report(ReplayMode.OPEN, 7)))
                .hasValueSatisfying(text -> assertThat(text).startsWith("t: 7 events were lost"));
    }

    @Test
    void textShowsWhereAndWhyTheyDiffer() {
        assertThat(ReplayText.text(report(ReplayMode.OPEN)))
                .contains("same node       75.000 %")
                .contains("left out        1 that the kernel served by reclaiming memory")
                .contains("""
                            none  N0  N1
                        N0     0   2   1
                        N1     0   0   1
                        """)
                .contains("event 7 CPU 1 order 0 GFP_KERNEL: N0/DMA32, not N1/DMA32 (N0/DMA32 free 3 low 4)")
                .contains("line 9: no time stamp");
    }

    @Test
    void fidelityIsATableAndItsRest() {
        FidelityText text = new FidelityText();
        text.add("spill", report(ReplayMode.OPEN), report(ReplayMode.GUIDED));
        assertThat(text.markdown())
                .contains("| spill | 5 | 75.000 % | 75.000 % | 1 | -1 (N0 numa_hit) | +2 (N0/DMA32) | 25.000 % |")
                .contains("* spill: 1 a zone within its counter's slack of the mark; 1 that reclaim served.");
    }
}
