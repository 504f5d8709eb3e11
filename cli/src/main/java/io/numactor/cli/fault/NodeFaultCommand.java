package io.numactor.cli.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.cli.ExitCode;
import io.numactor.cli.cluster.Steps;
import io.numactor.cli.cluster.UpOptions;
import io.numactor.cli.running.ClusterCommand;
import io.numactor.cli.running.ClusterStore;
import io.numactor.cli.running.Json;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that does something to the JVM of one node of a running local cluster, and says what came of it. */
abstract class NodeFaultCommand extends ClusterCommand {
    @Parameters(paramLabel = "NODE", description = "the NUMA node")
    int node;

    @Option(
            names = "--name",
            defaultValue = UpOptions.DEFAULT_NAME,
            description = "Name of the cluster: ${DEFAULT-VALUE}.")
    String name = UpOptions.DEFAULT_NAME;

    @Option(names = "--json", description = "Print what came of it as one JSON document.")
    boolean json;

    /** What it did, for people and for scripts. */
    interface Outcome {
        /** Lines that end themselves. */
        String text(Target target);

        void addTo(ObjectNode document);
    }

    /** The word for what it does. */
    abstract String verb();

    /** Does it and watches the cluster until it has seen it. */
    abstract Outcome carryOut(Target target, Steps steps);

    @Override
    protected final int run() {
        Target target = Target.of(ClusterStore.here(), name, node);
        Steps steps = json ? Steps.silent() : Steps.to(out());
        steps.headline("numactor node " + verb() + " " + node + "   cluster \"" + name + "\"   "
                + target.cluster().machine());
        target.others().ifPresent(others -> steps.note(target.member().who() + " also hosts " + others + "\n"));
        Outcome outcome = carryOut(target, steps);
        out().print(json ? document(target, outcome) : System.lineSeparator() + outcome.text(target));
        out().flush();
        return ExitCode.OK;
    }

    private String document(Target target, Outcome outcome) {
        ObjectNode document = Json.object();
        document.put("did", verb()).put("node", node).put("who", target.member().who());
        target.member().nodes().forEach(document.putArray("nodes")::add);
        outcome.addTo(document);
        return Json.text(document) + System.lineSeparator();
    }

    static String listed(List<Integer> nodes) {
        return nodes.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
