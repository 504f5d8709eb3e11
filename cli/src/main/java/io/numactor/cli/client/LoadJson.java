package io.numactor.cli.client;

import io.numactor.load.LatencySummary;
import io.numactor.load.LoadPlan;
import io.numactor.load.LoadReport;
import java.util.LinkedHashMap;
import java.util.Map;

/** The end of a load for programs. Times in nanoseconds unless the name says otherwise. */
final class LoadJson {
    private static final double NANOS_PER_SECOND = 1e9;

    private LoadJson() {}

    static String print(LoadPlan plan, LoadReport report) {
        return JsonText.pretty(fields(plan, report));
    }

    private static Map<String, Object> fields(LoadPlan plan, LoadReport report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("owner", OwnerId.text(report.owner()));
        fields.put("ownerOpen", plan.keepOwner());
        fields.put("order", plan.order());
        fields.put("requestedBlocks", report.requestedBlocks());
        fields.put("servedBlocks", report.servedBlocks());
        fields.put("freedBlocks", report.freedBlocks());
        fields.put("pages", report.pages());
        fields.put("servedBy", report.servedBy());
        fields.put("firstServed", report.firstServed());
        fields.put("misses", report.misses());
        fields.put("hops", report.hops());
        fields.put("failures", report.failures());
        fields.put("localShare", report.localShare());
        fields.put("meanDistance", report.meanDistance());
        fields.put("blocksByDistance", report.byDistance());
        fields.put("emulatedAccessNanos", Map.of("sum", report.accessNanos(), "mean", report.meanAccessNanos()));
        Map<Integer, Object> latency = new LinkedHashMap<>();
        report.latency().forEach((distance, times) -> latency.put(distance, latency(times)));
        fields.put("latencyByDistance", latency);
        fields.put("seconds", report.elapsedNanos() / NANOS_PER_SECOND);
        fields.put("blocksPerSecond", report.blocksPerSecond());
        return fields;
    }

    private static Map<String, Object> latency(LatencySummary times) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("requests", times.requests());
        fields.put("meanNanos", times.meanNanos());
        fields.put("p50Nanos", times.p50Nanos());
        fields.put("p90Nanos", times.p90Nanos());
        fields.put("p99Nanos", times.p99Nanos());
        fields.put("p999Nanos", times.p999Nanos());
        fields.put("maxNanos", times.maxNanos());
        return fields;
    }
}
