package io.numactor.cli.cluster;

import io.numactor.api.v1.Phases;
import io.numactor.cli.running.Api;
import io.numactor.cli.running.Child;
import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.ClusterRecord;
import io.numactor.cli.running.ClusterStore;
import io.numactor.cli.running.Ending;
import io.numactor.cli.running.LogTail;
import io.numactor.cli.running.MemberPlan;
import io.numactor.cli.running.MemberRecord;
import io.numactor.cli.running.NamedPort;
import io.numactor.cli.running.Pause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A local cluster that this process starts and, unless told to leave it running, ends: on {@link #close}, when its
 * own start fails, and when this process is told to end.
 */
public final class LocalCluster implements AutoCloseable {
    /** Many JVMs on few busy cores are slow to start; whoever waits longer than this has another problem. */
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private static final long POLL_MILLIS = 40;

    private final UpRequest request;
    private final ClusterPlan plan;
    private final ClusterStore store;
    private final Steps steps;
    private final List<Child> children = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Child> death = new CompletableFuture<>();
    private final CompletableFuture<Child> extinction = new CompletableFuture<>();
    private final Thread hook = new Thread(this::close, "end-of-cluster");
    private volatile ClusterRecord record;
    private volatile Phases phases = Phases.getDefaultInstance();

    private LocalCluster(UpRequest request, MachineSummary machine, ClusterStore store, Steps steps) {
        this.request = request;
        this.store = store;
        this.steps = steps;
        int jvms = request.jvms() == 0 ? ClusterPlan.defaultJvms(machine.nodes().size()) : request.jvms();
        this.plan = ClusterPlan.of(machine.nodes(), jvms, request.controls(), request.ports());
        this.record = new ClusterRecord(
                request.name(),
                machine.name(),
                request.profile(),
                request.ports().offset(),
                request.reach(),
                System.currentTimeMillis(),
                List.of());
    }

    /**
     * Starts it and returns when it is booted.
     *
     * @throws ClusterProblem when it cannot be started; nothing of it is left then
     */
    public static LocalCluster start(UpRequest request, MachineSummary machine, ClusterStore store, Steps steps) {
        LocalCluster cluster = new LocalCluster(request, machine, store, steps);
        cluster.refuseSecond();
        Runtime.getRuntime().addShutdownHook(cluster.hook);
        try {
            cluster.launch();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    public ClusterRecord record() {
        return record;
    }

    ClusterPlan plan() {
        return plan;
    }

    /** The boot phases with their times. */
    Phases phases() {
        return phases;
    }

    /** Completes with the child without which nobody can be served, when it ends without having been asked to. */
    public CompletableFuture<Child> death() {
        return death;
    }

    /** Completes with the last of the children, when no JVM of the cluster is left. */
    CompletableFuture<Child> extinction() {
        return extinction;
    }

    /** Lets the cluster live on after this process. */
    void leaveRunning() {
        if (closed.compareAndSet(false, true)) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    /** Ends every process that was started, in order. */
    @Override
    public synchronized void close() {
        if (closed.compareAndSet(false, true)) {
            Ending.end(store.read(request.name()).orElse(record).members());
            store.forget(request.name());
        }
    }

    public boolean isClosed() {
        return closed.get();
    }

    private void refuseSecond() {
        Optional<ClusterRecord> other = store.read(request.name());
        if (other.isPresent() && other.get().isAlive()) {
            throw ClusterProblem.failed("cluster \"" + request.name() + "\" is up already ("
                    + other.get().machine()
                    + "); end it with '" + Distribution.command() + " down --name " + request.name()
                    + "', or start another with --name and --port-offset");
        }
        other.ifPresent(stale -> {
            steps.note("cluster \"" + stale.name() + "\" had ended without 'down'; its record is cleaned up");
            store.forget(stale.name());
        });
    }

    private void launch() {
        steps.lap();
        refuseTakenPorts();
        steps.done("ports free", portsDetail());
        store.clearLogs(request.name());
        Child control = start(plan.control());
        awaitOrDie("control", () -> listens(plan.control()));
        steps.done("control", "pid " + control.identity().pid());
        plan.waves().forEach(this::startWave);
        plan.controls().stream()
                .skip(1)
                .forEach(standby -> steps.done(standby.who() + ", standby", "pid " + pid(standby)));
        steps.done(nodesTitle(), "pid " + pids());
        startPrometheus();
        awaitBoot();
        plan.controls().forEach(this::awaitGateway);
    }

    /** The next wave waits until all of this one listen, so that many JVMs do not starve each other. */
    private void startWave(List<MemberPlan> wave) {
        wave.forEach(this::start);
        if (plan.waves().size() > 1) {
            wave.forEach(member -> awaitOrDie(member.who(), () -> listens(member)));
        }
    }

    private boolean listens(MemberPlan member) {
        return new NamedPort("", request.reach().host(), member.arteryPort()).listens();
    }

    private void refuseTakenPorts() {
        List<NamedPort> wanted = Stream.concat(
                        plan.ports().stream()
                                .map(port -> port.at(request.reach().host())),
                        request.prometheus()
                                ? Stream.of(new NamedPort(
                                        "Prometheus", request.ports().prometheus()))
                                : Stream.empty())
                .toList();
        List<NamedPort> taken = NamedPort.taken(wanted);
        if (!taken.isEmpty()) {
            steps.failed("ports free");
            throw ClusterProblem.failed("in use already: port "
                    + taken.stream().map(NamedPort::toString).collect(Collectors.joining(", "))
                    + "; shift all ports with --port-offset " + (request.ports().offset() + 1_000));
        }
    }

    private synchronized Child start(MemberPlan member) {
        refuseIfClosed();
        Path log = store.logs(request.name()).resolve(member.who() + ".log");
        List<String> command = JvmLine.of(member, request, plan);
        Child child = Child.start(member.who(), command, log);
        take(child, MemberRecord.of(member, child));
        return child;
    }

    private synchronized void startPrometheus() {
        if (!request.prometheus()) {
            return;
        }
        refuseIfClosed();
        Prometheus.find().ifPresent(binary -> {
            Prometheus prometheus =
                    new Prometheus(binary, store.directory(request.name()), request.ports(), request.reach());
            Child child = prometheus.start(plan, store.logs(request.name()).resolve("prometheus.log"));
            take(child, MemberRecord.prometheus(request.ports().prometheus(), child));
            steps.done("prometheus", "pid " + child.identity().pid());
        });
    }

    /** Written down at once: whatever was started can be ended even if this process is killed. */
    @SuppressWarnings("FutureReturnValueIgnored") // a death is told through its own future
    private void take(Child child, MemberRecord member) {
        children.add(child);
        record = record.with(member);
        store.write(record);
        child.process().onExit().thenAccept(process -> {
            if (!closed.get()) {
                ended(child, member);
            }
        });
    }

    /** What is left goes on; the one that has ended can be brought back. */
    private void ended(Child child, MemberRecord member) {
        ClusterRecord now = store.read(request.name()).orElse(record);
        boolean served =
                now.gateways().stream().anyMatch(gateway -> gateway.process().isAlive());
        if (member.isJvm()) {
            steps.note(member.who() + " (pid " + child.identity().pid() + ") has ended with exit code "
                    + child.process().exitValue() + "; "
                    + (served ? "the machine goes on without it. '" : "nobody is served until there is one again. '")
                    + Distribution.command() + restart(member) + Arguments.name(record) + "' brings it back"
                    + (member.nodes().isEmpty() ? "" : ", empty"));
        }
        if (!served) {
            death.complete(child);
        }
        if (now.members().stream()
                .filter(MemberRecord::isJvm)
                .noneMatch(jvm -> jvm.process().isAlive())) {
            extinction.complete(child);
        }
    }

    private static String restart(MemberRecord member) {
        return member.nodes().isEmpty()
                ? " control start " + member.who()
                : " node start " + member.nodes().get(0);
    }

    private void awaitBoot() {
        Api api = new Api(request.reach(), plan.control().httpPort());
        List<String> printed = new ArrayList<>();
        awaitOrDie("boot", () -> {
            api.phases().ifPresent(now -> {
                phases = now;
                print(now, printed);
            });
            return api.isReady();
        });
        api.phases().ifPresent(now -> {
            phases = now;
            print(now, printed);
        });
    }

    /** A standby has the machine a moment later. */
    private void awaitGateway(MemberPlan control) {
        awaitOrDie("gateway of " + control.who(), new Api(request.reach(), control.httpPort())::isReady);
    }

    private void print(Phases now, List<String> printed) {
        for (BootStep step : BootStep.of(now)) {
            if (!printed.contains(step.name())) {
                printed.add(step.name());
                steps.done(step.name(), step.detail(), step.seconds());
            }
        }
    }

    private void awaitOrDie(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            refuseIfClosed();
            Optional<Child> dead =
                    children.stream().filter(child -> !child.isAlive()).findFirst();
            if (dead.isPresent()) {
                steps.failed(what);
                throw dead.get().death();
            }
            if (System.nanoTime() > deadline) {
                steps.failed(what);
                throw tooSlow(what);
            }
            Pause.millis(POLL_MILLIS);
        }
    }

    private void refuseIfClosed() {
        if (closed.get()) {
            throw ClusterProblem.failed("told to end while starting");
        }
    }

    private ClusterProblem tooSlow(String what) {
        return ClusterProblem.failed(
                what + " is not done after " + START_LIMIT.toSeconds() + " s; phase '" + phases.getCurrent()
                        + "'; logs are in " + store.logs(request.name()) + "; the end of control's:",
                LogTail.last(children.get(0).log(), 20));
    }

    private String portsDetail() {
        MemberPlan last = plan.controls().get(plan.controls().size() - 1);
        return plan.control().arteryPort() + "-" + last.grpcPort() + ", "
                + plan.nodeJvms().get(0).arteryPort() + "+, "
                + plan.nodeJvms().get(0).httpPort() + "+";
    }

    private String nodesTitle() {
        int count = plan.nodeJvms().size();
        return count == 1 ? plan.nodeJvms().get(0).who() : count + " node JVMs";
    }

    private long pid(MemberPlan member) {
        return children.stream()
                .filter(child -> child.who().equals(member.who()))
                .mapToLong(child -> child.identity().pid())
                .sum();
    }

    private String pids() {
        return children.stream()
                .skip(plan.controls().size())
                .map(child -> String.valueOf(child.identity().pid()))
                .collect(Collectors.joining(" "));
    }
}
