package io.numactor.bench.limits;

import io.numactor.bench.ChildJvm;
import io.numactor.bench.Results;
import io.numactor.cli.jvm.EmbeddedMachine;
import io.numactor.coordinator.BootableMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Holds what the product does against what the parts under it can do: each figure is measured in turns with its limit, in
 * the same run. Arguments: the file for the results, {@code --quick} for fewer and shorter turns, {@code --only PART}.
 */
public final class LimitsBench {
    private static final int BATCHES = 8;
    private static final int API_BATCH = 256;
    private static final int PAGE_RUN = 64;
    private static final int MAX_HOPS = 3;

    /** In which a CPU of node 0 of the ring falls back. */
    private static final List<Integer> FALLBACK_ORDER = List.of(0, 1, 3, 2);

    private final Pairs pairs;
    private final List<Figure> figures = new ArrayList<>();

    private LimitsBench(Pairs pairs) {
        this.pairs = pairs;
    }

    public static void main(String[] args) throws IOException {
        List<String> arguments = List.of(args);
        LimitsBench bench = new LimitsBench(arguments.contains("--quick") ? Pairs.QUICK : Pairs.FULL);
        int only = arguments.indexOf("--only");
        bench.run(only < 0 ? "" : arguments.get(only + 1));
        Results.write(bench.figures, Path.of(args[0]));
        bench.print();
        System.exit(0);
    }

    private void run(String only) {
        part("local", only, this::local);
        part("remote", only, this::remote);
        part("hops", only, this::hops);
        part("api", only, this::api);
        part("scale", only, this::scale);
    }

    private static void part(String name, String only, Runnable part) {
        if (only.isEmpty() || only.equals(name)) {
            System.err.println(name);
            part.run();
        }
    }

    private void compare(String name, String unit, Contender product, Contender limit) {
        List<Pairs.Medians> medians = pairs.medians(name, List.of(product, limit));
        figures.add(Figure.of(name, unit, medians.get(0).value(), medians.get(1).value()));
        figures.add(Figure.of(
                name + ", per CPU second",
                "requests",
                medians.get(0).perCpuSecond(),
                medians.get(1).perCpuSecond()));
    }

    private void local() {
        BootableMachine machine = Machine.read(Machine.roomy(4));
        try (EmbeddedMachine embedded = EmbeddedMachine.boot(machine.name(), machine.input());
                RawAsk asks = new RawAsk(64)) {
            RouterLoad load = new RouterLoad(embedded.gateway().router(), 1, 8);
            compare("one JVM, single requests, 64 outstanding", "requests/s", load.rate(1, 64), asks);
        }
    }

    private void remote() {
        try (Cluster cluster = new Cluster(Machine.roomy(1), true);
                RawSession raw = new RawSession()) {
            RouterLoad load = new RouterLoad(cluster.router(), 1, 1);
            compare(
                    "other JVM, single requests, 1024 outstanding",
                    "requests/s",
                    load.rate(1, 1024),
                    raw.rate(1, 1024));
            for (int size : new int[] {64, 256}) {
                compare(
                        "other JVM, batches of " + size,
                        "requests/s",
                        load.rate(size, BATCHES),
                        raw.rate(size, BATCHES));
            }
        }
    }

    /**
     * All nodes but one are full, and a policy says which of them a request asks before that one, so that fallbacks of
     * one, two and three hops take turns. Without hints, which would leave the full nodes out.
     */
    private void hops() {
        try (Cluster cluster = new Cluster("ring-4", false);
                RawSession raw = new RawSession()) {
            RouterLoad load = new RouterLoad(cluster.router(), 1, 1);
            FALLBACK_ORDER.subList(0, MAX_HOPS).forEach(load::fill);
            List<Contender> contenders = new ArrayList<>(List.of(raw.roundTrip()));
            for (int hops = 1; hops <= MAX_HOPS; hops++) {
                List<Integer> asked = new ArrayList<>(FALLBACK_ORDER.subList(0, hops));
                asked.add(FALLBACK_ORDER.get(MAX_HOPS));
                contenders.add(load.allocation(asked));
            }
            List<Pairs.Medians> medians = pairs.medianTimes("round trip; fallback of 1, 2, 3 hops", contenders);
            double roundTrip = medians.get(0).value();
            figures.add(
                    Figure.of("fallback of one hop, p50", "us", medians.get(1).value(), roundTrip));
            for (int hops = 2; hops <= MAX_HOPS; hops++) {
                double more = medians.get(hops).value() - medians.get(hops - 1).value();
                figures.add(Figure.of("hop " + hops + ", p50 more", "us", more, roundTrip));
            }
        }
    }

    private void api() {
        int rawPort = ChildJvm.freePort();
        try (GatewayCluster cluster = new GatewayCluster(Machine.roomy(4));
                ChildJvm rawGateway = ChildJvm.start("raw-gateway", RawGateway.class, List.of("" + rawPort))
                        .awaitPort(rawPort);
                RawSession artery = new RawSession();
                StreamLoad product = new StreamLoad(cluster.grpcPort(), owner(cluster.grpcPort()), 8, BATCHES);
                StreamLoad grpc = new StreamLoad(rawPort, 1, 8, BATCHES)) {
            inSeries("public API, batches of 256", 1, product, grpc, artery);
            inSeries("public API, batches of 256, runs of 64 pages", PAGE_RUN, product, grpc, artery);
        }
    }

    private static long owner(int port) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (true) {
            try {
                return StreamLoad.openOwner(port);
            } catch (io.grpc.StatusRuntimeException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }

    /** The limit is what the two bare transports would do one after the other: 1 / (1/gRPC + 1/Artery). */
    private void inSeries(String name, int count, StreamLoad product, StreamLoad grpc, RawSession artery) {
        List<Pairs.Medians> medians = pairs.medians(
                name,
                List.of(product.rate(API_BATCH, count), grpc.rate(API_BATCH, count), artery.rate(API_BATCH, BATCHES)));
        String unit = count == 1 ? "requests" : "pages";
        double limit = series(medians.get(1).value(), medians.get(2).value());
        figures.add(Figure.of(name, unit + "/s", medians.get(0).value() * count, limit * count));
        double cpuLimit = series(medians.get(1).perCpuSecond(), medians.get(2).perCpuSecond());
        figures.add(
                Figure.of(name + ", per CPU second", unit, medians.get(0).perCpuSecond() * count, cpuLimit * count));
    }

    private static double series(double first, double second) {
        return 1 / (1 / first + 1 / second);
    }

    private void scale() {
        try (Cluster many = new Cluster(Machine.roomy(64), true);
                Cluster few = new Cluster(Machine.roomy(4), true)) {
            RouterLoad wide = new RouterLoad(many.router(), 1000, 128);
            RouterLoad narrow = new RouterLoad(few.router(), 1, 8);
            compare(
                    "1000 owners, 64 nodes / 1 owner, 4 nodes",
                    "requests/s",
                    wide.rate(API_BATCH, BATCHES),
                    narrow.rate(API_BATCH, BATCHES));
        }
    }

    private void print() {
        System.out.printf("%n%-66s %14s %14s %7s  %s%n", "", "product", "limit", "ratio", "unit");
        for (Figure figure : figures) {
            System.out.printf(
                    Locale.ROOT,
                    "%-66s %,14.1f %,14.1f %7.2f  %s%n",
                    figure.name(),
                    figure.product(),
                    figure.limit(),
                    figure.ratio(),
                    figure.unit());
        }
    }
}
