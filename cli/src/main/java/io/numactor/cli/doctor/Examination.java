package io.numactor.cli.doctor;

import io.numactor.cli.Home;
import io.numactor.cli.cluster.ClusterPlan;
import io.numactor.cli.cluster.Distribution;
import io.numactor.cli.cluster.Prometheus;
import io.numactor.cli.running.ClusterRecord;
import io.numactor.cli.running.ClusterStore;
import io.numactor.cli.running.NamedPort;
import io.numactor.cli.running.Ports;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Looks at everything that a local cluster needs or could use. */
final class Examination {
    private static final int MIN_JDK = 17;
    /** Five JVMs of about 200 MiB each, and room for the command itself. */
    private static final long NEEDED_MIB = 1_500;

    private static final int DEFAULT_NODES = 4;
    /** One, and a standby that may be wanted. */
    private static final int CONTROLS = 2;

    private Examination() {}

    static List<Finding> of(Ports ports, ClusterStore store) {
        List<Finding> findings = new ArrayList<>();
        findings.add(jdk());
        findings.add(cores());
        findings.add(memory());
        findings.add(ports(ports, store));
        findings.add(archive());
        findings.add(prometheus());
        findings.add(grafana());
        return findings;
    }

    private static Finding jdk() {
        int feature = Runtime.version().feature();
        String found =
                System.getProperty("java.vendor") + " " + Runtime.version() + " in " + System.getProperty("java.home");
        return feature >= MIN_JDK
                ? Finding.ok("jdk", found)
                : Finding.bad("jdk", found, "install a JDK of version 17 or later and set JAVA_HOME to it");
    }

    private static Finding cores() {
        int cores = Runtime.getRuntime().availableProcessors();
        return cores > 1
                ? Finding.ok("cores", cores + " processors")
                : Finding.absent("cores", "1 processor", "five JVMs start slowly on it; use 'up MACHINE --jvms 1'");
    }

    private static Finding memory() {
        long available = availableMib();
        String found = String.format(Locale.ROOT, "%,d MiB available", available);
        return available >= NEEDED_MIB
                ? Finding.ok("memory", found)
                : Finding.bad("memory", found, "five JVMs want " + NEEDED_MIB + " MiB; free some, or use --jvms 1");
    }

    private static long availableMib() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElseGet(Examination::freeMib);
        } catch (IOException e) {
            return freeMib();
        }
    }

    private static long freeMib() {
        com.sun.management.OperatingSystemMXBean system =
                (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getFreeMemorySize() >> 20;
    }

    private static Finding ports(Ports ports, ClusterStore store) {
        List<NamedPort> wanted = new ArrayList<>(
                ClusterPlan.of(IntStream.range(0, DEFAULT_NODES).boxed().toList(), DEFAULT_NODES, CONTROLS, ports)
                        .ports());
        wanted.add(new NamedPort("Prometheus", ports.prometheus()));
        List<NamedPort> taken = NamedPort.taken(wanted);
        Set<String> ours = store.readAll().stream()
                .filter(ClusterRecord::isAlive)
                .filter(cluster -> cluster.portOffset() == ports.offset())
                .map(ClusterRecord::name)
                .collect(Collectors.toSet());
        if (taken.isEmpty()) {
            return Finding.ok("ports", wanted.size() + " from " + ports.controlArtery(0) + " on are free");
        }
        return ours.isEmpty()
                ? Finding.bad(
                        "ports",
                        "in use: " + taken.stream().map(NamedPort::toString).collect(Collectors.joining(", ")),
                        "end what uses them, or give --port-offset " + (ports.offset() + 1_000))
                : Finding.ok("ports", "used by the running cluster " + String.join(", ", ours));
    }

    private static Finding archive() {
        Optional<Path> archive = Distribution.archive();
        if (archive.filter(Files::exists).isEmpty()) {
            return Finding.absent(
                    "archive",
                    "no class-data archive: JVMs start slower",
                    "make it: " + Distribution.command() + " train");
        }
        String found = archive.get().toString();
        return isMapped(archive.get())
                ? Finding.ok("archive", "class-data archive in use: " + found)
                : Finding.absent(
                        "archive",
                        "class-data archive not usable by this JDK: " + found,
                        "make it anew: " + Distribution.command() + " train");
    }

    /** Whether this JVM shares classes from it; taken for granted where the system does not say. */
    private static boolean isMapped(Path archive) {
        try {
            return Files.readString(Path.of("/proc/self/maps"))
                    .contains(archive.getFileName().toString());
        } catch (IOException e) {
            return true;
        }
    }

    private static Finding prometheus() {
        return Prometheus.find()
                .map(binary -> Finding.ok("prometheus", binary + "; 'up' starts it"))
                .orElseGet(() -> Finding.absent(
                        "prometheus",
                        "not on the PATH; /metrics of every JVM can be read without it",
                        "install it (Debian, Ubuntu: apt-get install prometheus)"));
    }

    private static Finding grafana() {
        Path dashboards = Home.directory().resolve("grafana");
        return Prometheus.onPath("grafana-server")
                .or(() -> Prometheus.onPath("grafana"))
                .map(binary -> Finding.ok("grafana", binary + "; dashboards are in " + dashboards))
                .orElseGet(() -> Finding.absent(
                        "grafana",
                        "not on the PATH; 'demo' and 'stat' show the same in text",
                        "install it and provision it from " + dashboards));
    }
}
