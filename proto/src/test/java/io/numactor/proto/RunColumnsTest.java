package io.numactor.proto;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.alloc.PageRuns;
import io.numactor.mm.topology.ZoneType;
import io.numactor.wire.FreeRuns;
import io.numactor.wire.ZonesTried;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunColumnsTest {
    @Test
    void whatANodeServedIsReadAsItWasWritten() {
        PageRuns runs = new PageRuns(0);
        runs.add(0x2000, ZoneType.NORMAL);
        runs.add(0x2001, ZoneType.NORMAL);
        runs.add(0x1000, ZoneType.DMA32);
        runs.add(0x0500, ZoneType.DMA32);
        ZonesTried.Builder tried = ZonesTried.newBuilder();
        RunColumns.write(runs, tried);
        List<List<Long>> rows = new ArrayList<>();
        RunColumns.read(tried.build(), (pfn, blocks, zone) -> rows.add(List.of(pfn, (long) blocks, (long) zone)));
        assertThat(rows).containsExactly(List.of(0x2000L, 2L, 2L), List.of(0x1000L, 1L, 1L), List.of(0x0500L, 1L, 1L));
    }

    @Test
    void whatIsToBeFreedIsReadAsItWasWritten() {
        FreeRuns runs = new FreeRunsWriter()
                .add(9, 0, 1, 42, -1)
                .add(4, 3, 7, 42, 5)
                .add(5, 0, 1, 43, 5)
                .write(1);
        List<List<Long>> rows = new ArrayList<>();
        RunColumns.read(
                runs,
                (row, pfn, order, blocks, incarnation, grant) ->
                        rows.add(List.of((long) row, pfn, (long) order, (long) blocks, incarnation, (long) grant)));
        assertThat(rows)
                .containsExactly(
                        List.of(0L, 9L, 0L, 1L, 42L, -1L),
                        List.of(1L, 4L, 3L, 7L, 42L, 5L),
                        List.of(2L, 5L, 0L, 1L, 43L, 5L));
    }

    @Test
    void equalValuesAtTheEndOfAColumnAreWrittenOnce() {
        FreeRunsWriter writer = new FreeRunsWriter();
        for (int page = 0; page < 256; page++) {
            writer.add(1000 + page, 0, 1, 42, 7);
        }
        FreeRuns runs = writer.write(0);
        assertThat(List.of(
                        runs.getOrderCount(), runs.getBlocksCount(), runs.getIncarnationCount(), runs.getGrantCount()))
                .containsOnly(1);
        assertThat(runs.getSerializedSize()).isLessThan(300);
    }
}
