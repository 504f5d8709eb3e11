package io.numactor.bench.overload;

import io.numactor.bench.ChildJvm;
import io.numactor.cli.Main;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Ten times more than the nodes can do, for a minute, to JVMs with small heaps: none may run out of memory or lose a
 * message, what is not done must be refused by name, and what is accepted answered in bounded time. Exit 1 when not.
 * Arguments: {@code --seconds N}, 60 by default.
 */
public final class OverloadBench {
    private static final int NODES = 4;
    private static final int NODE_RATE = 5_000;
    private static final int TIMES = 10;
    private static final long MOST_MILLIS = 8_000;
    private static final List<String> SMALL = List.of(
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dnumactor.bench.log=INFO",
            "-Dnumactor.node.requests-per-second=" + NODE_RATE);
    private static final Pattern DEAD_LETTERS = Pattern.compile("(?m)^numactor_dead_letters_total\\S* (\\S+)$");

    private OverloadBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int seconds = args.length > 1 && args[0].equals("--seconds") ? Integer.parseInt(args[1]) : 60;
        List<String> wrong = run(seconds);
        wrong.forEach(line -> System.out.println("WRONG: " + line));
        System.out.println(wrong.isEmpty() ? "overload: held" : "overload: not held");
        System.exit(wrong.isEmpty() ? 0 : 1);
    }

    private static List<String> run(int seconds) throws IOException, InterruptedException {
        int artery = ChildJvm.freePort();
        int grpc = ChildJvm.freePort();
        int gatewayHttp = ChildJvm.freePort();
        int nodeHttp = ChildJvm.freePort();
        String seed = ChildJvm.HOST + ":" + artery;
        Path machine = Files.createTempFile("numactor-overload", ".yaml");
        machine.toFile().deleteOnExit();
        Files.writeString(machine, "name: overload\nnodes:\n" + "  - {memory: 1GiB, cpus: 1}\n".repeat(NODES));
        try (ChildJvm gateway = ChildJvm.start(
                                "gateway",
                                SMALL,
                                Main.class,
                                List.of(
                                        "jvm",
                                        "--roles=control,gateway",
                                        "--name=overload",
                                        "--machine=" + machine,
                                        "--artery-port=" + artery,
                                        "--http-port=" + gatewayHttp,
                                        "--grpc-port=" + grpc,
                                        "--seeds=" + seed,
                                        "--heartbeat-pause=20s"))
                        .awaitPort(artery);
                ChildJvm nodes = ChildJvm.start(
                        "nodes",
                        SMALL,
                        Main.class,
                        List.of(
                                "jvm",
                                "--roles=node",
                                "--name=overload",
                                "--artery-port=0",
                                "--http-port=" + nodeHttp,
                                "--seeds=" + seed,
                                "--heartbeat-pause=20s"));
                Flood flood = Flood.at(grpc, NODES)) {
            List<Integer> http = List.of(gatewayHttp, nodeHttp);
            double deadBefore = deadLetters(http);
            Flood.Outcome outcome = flood.run(TIMES * NODES * NODE_RATE, seconds);
            System.out.printf(
                    Locale.ROOT,
                    "offered %,d, held back at the edge %,d, done %,d (%,d/s), refused %,d, failed %,d%n"
                            + "latency of what was done: p50 %,d ms, p99 %,d ms, longest %,d ms%n",
                    outcome.offered(),
                    outcome.heldBack(),
                    outcome.done(),
                    outcome.done() / seconds,
                    outcome.refused(),
                    outcome.failed(),
                    outcome.percentileMillis(50),
                    outcome.percentileMillis(99),
                    outcome.percentileMillis(100));
            return verdict(outcome, List.of(gateway, nodes), deadLetters(http) - deadBefore);
        }
    }

    private static List<String> verdict(Flood.Outcome outcome, List<ChildJvm> jvms, double deadLetters) {
        List<String> wrong = new ArrayList<>();
        for (ChildJvm jvm : jvms) {
            if (!jvm.isAlive() || jvm.text().contains("OutOfMemoryError")) {
                wrong.add("a JVM did not survive it:\n" + jvm.text());
            }
        }
        if (deadLetters != 0) {
            wrong.add(deadLetters + " dead letters:\n" + linesWith("dead letter", jvms));
        }
        if (outcome.failed() > 0) {
            wrong.add(outcome.failed() + " operations failed otherwise than by RESOURCE_EXHAUSTED, such as: "
                    + outcome.failure());
        }
        if (outcome.unanswered() > 0) {
            wrong.add(outcome.unanswered() + " operations were never answered");
        }
        if (outcome.done() == 0) {
            wrong.add("nothing was done");
        }
        if (outcome.percentileMillis(100) > MOST_MILLIS) {
            wrong.add("an accepted operation took more than " + MOST_MILLIS + " ms");
        }
        return wrong;
    }

    private static String linesWith(String words, List<ChildJvm> jvms) {
        return jvms.stream()
                .flatMap(jvm -> jvm.text().lines())
                .filter(line -> line.contains(words))
                .collect(Collectors.joining("\n"));
    }

    private static double deadLetters(List<Integer> ports) throws IOException, InterruptedException {
        double sum = 0;
        for (int port : ports) {
            sum += deadLetters(port);
        }
        return sum;
    }

    private static double deadLetters(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + ChildJvm.HOST + ":" + port + "/metrics"))
                .build();
        String page = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher line = DEAD_LETTERS.matcher(page);
        if (!line.find()) {
            throw new IllegalStateException("port " + port + " has no numactor_dead_letters_total");
        }
        return Double.parseDouble(line.group(1));
    }
}
