package io.numactor.cli.client;

import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.Policy;
import io.numactor.api.v1.Skip;
import io.numactor.api.v1.WalkStep;
import io.numactor.cli.print.TextTable;
import io.numactor.cli.print.Words;
import io.numactor.proto.WireTypes;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An allocation for people: what was asked, the walk when it was asked for, the pages, the outcome. */
final class AllocText {
    private static final int MAX_RUNS_SHOWN = 40;
    private static final int LOCAL_DISTANCE = 10;
    private static final int KIB_PER_PAGE = 4;
    private static final int KIB_PER_MIB = 1024;
    private static final double NANOS_PER_MILLI = 1e6;

    /** What a walk has done between two passes, by the step's name. */
    private static final Map<String, String> BETWEEN = Map.of(
            "kswapd", "woke kswapd",
            "reclaim", "direct reclaim: %s of page cache",
            "drain", "pagesets emptied");

    private AllocText() {}

    /**
     * @param kept whether the owner stays open
     */
    static String print(AllocateRequest request, boolean kept, AllocateResponse answer) {
        StringBuilder text = new StringBuilder(asked(request, answer));
        if (request.getExplain()) {
            text.append('\n').append(walk(answer));
        }
        if (answer.getRunsCount() > 0) {
            text.append('\n').append(pages(answer));
        }
        text.append('\n').append(outcome(answer));
        answer.getLostList()
                .forEach(lost -> text.append(WatchCommand.text(lost)).append('\n'));
        if (kept) {
            String owner = OwnerId.text(request.getOwner());
            text.append("owner    %s stays open; numactor free --owner %s HANDLE... | --all\n".formatted(owner, owner));
        }
        return text.toString();
    }

    private static String asked(AllocateRequest request, AllocateResponse answer) {
        long pages = 1L << request.getOrder();
        long kib = pages * KIB_PER_PAGE;
        String size = kib < KIB_PER_MIB ? kib + " KiB" : kib / KIB_PER_MIB + " MiB";
        return "request  %d x order %d (%s, %s each)  gfp %s  policy %s  preferred node %d\n"
                .formatted(
                        request.getCount(),
                        request.getOrder(),
                        Words.count(pages, "page"),
                        size,
                        GfpText.shown(request.getGfp()),
                        policy(request),
                        answer.getPreferredNode());
    }

    private static String policy(AllocateRequest request) {
        if (!request.hasPolicy()) {
            return "default";
        }
        Policy policy = request.getPolicy();
        String mode = policy.getMode().name().replaceFirst("^MODE_", "").toLowerCase(Locale.ROOT);
        return mode.replace('_', '-') + ":" + policy.getNodes();
    }

    private static String walk(AllocateResponse answer) {
        TextTable table = new TextTable(">", "PASS", "ZONE", ">DISTANCE", "OUTCOME");
        int number = 0;
        for (WalkStep step : answer.getStepsList()) {
            number++;
            for (Skip skip : step.getSkipsList()) {
                String zone = zone(
                        skip.getZone().getNode(),
                        WireTypes.zone(skip.getZone().getZone()).label());
                table.row(number, step.getPass(), zone, step.getDistance(), "skip: " + why(skip));
            }
            if (step.getHintVersion() != 0) {
                String why = "not asked: below low, by hint, version " + step.getHintVersion();
                table.row(number, step.getPass(), "N" + step.getNode(), step.getDistance(), why);
            } else if (!BETWEEN.getOrDefault(step.getPass(), "").isEmpty()) {
                table.row(number, step.getPass(), "N" + step.getNode(), step.getDistance(), between(step));
            } else if (step.getServed() > 0 || step.getSkipsCount() == 0) {
                String served = "served %s in %s"
                                .formatted(Words.count(step.getServed(), "block"), millis(step.getDurationNanos()))
                        + reclaimed(step);
                table.row(number, step.getPass(), server(step, answer), step.getDistance(), served);
            }
        }
        return table.text();
    }

    private static String between(WalkStep step) {
        return BETWEEN.getOrDefault(step.getPass(), "%s").formatted(Words.count(step.getReclaimedPages(), "page"));
    }

    private static String reclaimed(WalkStep step) {
        return step.getReclaimedPages() == 0
                ? ""
                : ", %s of page cache reclaimed".formatted(Words.count(step.getReclaimedPages(), "page"));
    }

    /** The node, and its zone where the answer shows only one of it. */
    private static String server(WalkStep step, AllocateResponse answer) {
        List<String> zones = answer.getRunsList().stream()
                .filter(run -> run.getNode() == step.getNode())
                .map(run -> WireTypes.zone(run.getZone()).label())
                .distinct()
                .toList();
        return zones.size() == 1 ? zone(step.getNode(), zones.get(0)) : "N" + step.getNode();
    }

    /** The test was: free - unusable above mark + reserve. */
    private static String why(Skip skip) {
        if (skip.getMarkName().isEmpty()) {
            return skip.getReason();
        }
        String arithmetic = "free %d - %d unusable, %s %d + reserve %d"
                .formatted(skip.getFree(), skip.getUnusable(), skip.getMarkName(), skip.getMark(), skip.getReserve());
        return skip.getShortBy() > 0
                ? "%s: %s: %s short".formatted(skip.getReason(), arithmetic, Words.count(skip.getShortBy(), "page"))
                : skip.getReason() + ": " + arithmetic;
    }

    private static String pages(AllocateResponse answer) {
        TextTable table = new TextTable("ZONE", "PFN", ">BLOCKS", ">DISTANCE", ">ACCESS", "HANDLE");
        answer.getRunsList().stream().limit(MAX_RUNS_SHOWN).forEach(run -> row(run, table));
        int hidden = answer.getRunsCount() - MAX_RUNS_SHOWN;
        return table.text() + (hidden > 0 ? "... and " + hidden + " more runs; --json lists all\n" : "");
    }

    private static void row(PageRun run, TextTable table) {
        long last = run.getPfn() + ((long) run.getBlocks() << run.getOrder()) - 1;
        table.row(
                zone(run.getNode(), WireTypes.zone(run.getZone()).label()),
                last == run.getPfn() ? "0x%x".formatted(last) : "0x%x-0x%x".formatted(run.getPfn(), last),
                run.getBlocks(),
                run.getDistance(),
                run.getAccessNanos() + " ns",
                Handle.of(run));
    }

    private static String outcome(AllocateResponse answer) {
        StringBuilder text = new StringBuilder("result   ");
        text.append("%d of %s served".formatted(answer.getServed(), Words.count(answer.getRequested(), "block")));
        if (answer.getServed() > 0) {
            text.append(", ").append(local(answer)).append(" local");
        }
        text.append(", %s, %s\n".formatted(Words.count(answer.getHops(), "hop"), millis(answer.getDurationNanos())));
        if (answer.hasFailure()) {
            text.append("failed   ").append(failure(answer)).append('\n');
        }
        return text.toString();
    }

    private static String failure(AllocateResponse answer) {
        String reason = answer.getFailure().getReason().name().replaceFirst("^REASON_", "");
        String detail = answer.getFailure().getDetail();
        return reason.toLowerCase(Locale.ROOT).replace('_', ' ') + (detail.isEmpty() ? "" : ": " + detail);
    }

    private static long local(AllocateResponse answer) {
        return answer.getRunsList().stream()
                .filter(run -> run.getDistance() == LOCAL_DISTANCE)
                .mapToLong(PageRun::getBlocks)
                .sum();
    }

    private static String zone(int nid, String label) {
        return "N" + nid + "/" + label;
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.2f ms", nanos / NANOS_PER_MILLI);
    }
}
