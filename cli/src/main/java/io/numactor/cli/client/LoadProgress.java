package io.numactor.cli.client;

import io.numactor.cli.Terminal;
import io.numactor.load.LoadPlan;
import io.numactor.load.LoadReport;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** How far a load is: one line that is written over on a terminal, else a line each second; none with JSON. */
final class LoadProgress implements Consumer<LoadReport> {
    private static final long PLAIN_INTERVAL_NANOS = 1_000_000_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int PERCENT = 100;

    private final LoadPlan plan;
    private final Consumer<String> out;
    private final boolean silent;
    private final boolean overwrite = Terminal.isInteractive();
    private long nextPlainNanos = PLAIN_INTERVAL_NANOS;
    private int lastLength;

    LoadProgress(LoadPlan plan, Consumer<String> out, boolean silent) {
        this.plan = plan;
        this.out = out;
        this.silent = silent;
    }

    @Override
    public void accept(LoadReport report) {
        if (silent) {
            return;
        }
        String line = line(report);
        if (overwrite) {
            out.accept("\r" + line + " ".repeat(Math.max(0, lastLength - line.length())));
            lastLength = line.length();
        } else if (report.elapsedNanos() >= nextPlainNanos) {
            out.accept(line + "\n");
            nextPlainNanos += PLAIN_INTERVAL_NANOS;
        }
    }

    /** Of the pages, or of the time when there is one. */
    private double share(LoadReport report) {
        double ofTime = plan.duration()
                .map(time -> Math.min(1, (double) report.elapsedNanos() / time.toNanos()))
                .orElse(0.0);
        return plan.repeats() ? ofTime : Math.max(ofTime, report.progress());
    }

    /** Wipes the line. */
    void end() {
        if (lastLength > 0) {
            out.accept("\r" + " ".repeat(lastLength) + "\r");
        }
    }

    String line(LoadReport report) {
        String servers = report.servedByNode().entrySet().stream()
                .map(entry -> "N" + entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining("  "));
        return String.format(
                Locale.ROOT,
                "%3.0f %%  %.1f s  %d blocks  %.0f/s  local %.1f %%  %s%s",
                share(report) * PERCENT,
                report.elapsedNanos() / NANOS_PER_SECOND,
                report.servedBlocks(),
                report.blocksPerSecond(),
                report.localShare() * PERCENT,
                servers,
                report.failedBlocks() == 0 ? "" : "  failed " + report.failedBlocks());
    }
}
