package io.numactor.cli.cluster;

import io.numactor.cli.running.MemberPlan;
import io.numactor.runtime.SystemConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of one JVM of a cluster. */
public final class JvmLine {
    /** Keeps a terminal's Ctrl-C and hang-up from the child, so that the launcher can end it in order. */
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private static final String SEEDS = "--seeds";

    private JvmLine() {}

    static List<String> of(MemberPlan member, UpRequest request, ClusterPlan plan) {
        List<String> flags = new ArrayList<>(Distribution.archiveFlags());
        flags.addAll(request.profile().flags());
        flags.add("-D" + SystemConfig.FAULTS + "=on");
        return detached(Distribution.commandLine(flags, arguments(member, request, plan)));
    }

    /** Arguments of the hidden {@code jvm} command. */
    static List<String> arguments(MemberPlan member, UpRequest request, ClusterPlan plan) {
        List<String> arguments = new ArrayList<>(List.of("jvm", "--roles", String.join(",", member.roles())));
        if (!member.nodes().isEmpty()) {
            arguments.addAll(List.of("--nodes", member.nodeList()));
        }
        if (member.roles().contains("control")) {
            arguments.addAll(List.of("--machine", request.machine()));
            request.kernel().ifPresent(kernel -> arguments.addAll(List.of("--kernel", kernel.label())));
        }
        arguments.addAll(request.reach().jvmOptions());
        arguments.addAll(List.of("--artery-port", String.valueOf(member.arteryPort())));
        arguments.addAll(List.of("--http-port", String.valueOf(member.httpPort())));
        if (member.grpcPort() != 0) {
            arguments.addAll(List.of("--grpc-port", String.valueOf(member.grpcPort())));
        }
        arguments.addAll(List.of(SEEDS, String.join(",", seeds(member, request, plan))));
        arguments.addAll(List.of("--heartbeat-pause", plan.heartbeatPauseSeconds() + "s"));
        return arguments;
    }

    /** The first control JVM begins the cluster; whoever else it is, joins whichever control JVM answers. */
    private static List<String> seeds(MemberPlan member, UpRequest request, ClusterPlan plan) {
        return plan.controls().stream()
                .limit(member.equals(plan.control()) ? 1 : plan.controls().size())
                .map(control -> request.reach().host() + ":" + control.arteryPort())
                .toList();
    }

    /** The same line, to join these members. */
    public static List<String> joining(List<String> line, List<String> seeds) {
        List<String> joining = new ArrayList<>(line);
        joining.set(joining.lastIndexOf(SEEDS) + 1, String.join(",", seeds));
        return joining;
    }

    static List<String> detached(List<String> commandLine) {
        if (!Files.isExecutable(SETSID)) {
            return commandLine;
        }
        List<String> line = new ArrayList<>(commandLine);
        line.add(0, SETSID.toString());
        return line;
    }
}
