package io.numactor.cli.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.cli.cluster.Arguments;
import io.numactor.cli.cluster.Distribution;
import io.numactor.cli.cluster.Steps;
import io.numactor.cli.running.ClusterProblem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code node slow}: a node that is alive, and late. */
@Command(
        name = "slow",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Has the nodes of a JVM carry out so many requests a second and no more; the others are not held up.")
public final class NodeSlowCommand extends NodeFaultCommand {
    private static final String OFF = "off";
    private static final int MAX_RATE = 1_000_000_000;

    @Option(
            names = "--rate",
            paramLabel = "N|off",
            defaultValue = "1000",
            description = "Blocks asked for and runs freed in a second, of each node; off: as fast as it can."
                    + " Default: ${DEFAULT-VALUE}.")
    String rate = "1000";

    private record Slowed(int rate) implements Outcome {
        @Override
        public String text(Target target) {
            return rate == 0
                    ? "Its nodes are as fast as they can again." + System.lineSeparator()
                    : "'" + Distribution.command() + " node slow " + target.node() + " --rate off"
                            + Arguments.name(target.cluster()) + "' ends it." + System.lineSeparator();
        }

        @Override
        public void addTo(ObjectNode document) {
            document.put("requestsPerSecond", rate);
        }
    }

    @Override
    String verb() {
        return "slow";
    }

    @Override
    Outcome carryOut(Target target, Steps steps) {
        int requests = requestsPerSecond();
        target.process();
        FaultSwitch.put(target, "slow?rate=" + requests);
        steps.done(
                requests == 0 ? "not slow" : "slow",
                target.member().who() + (requests == 0 ? "" : ", " + requests + " requests a second"));
        return new Slowed(requests);
    }

    private int requestsPerSecond() {
        if (rate.equals(OFF)) {
            return 0;
        }
        if (!rate.matches("[1-9]\\d{0,9}") || Long.parseLong(rate) > MAX_RATE) {
            throw ClusterProblem.usage("--rate '" + rate + "': give 1 to " + MAX_RATE + ", or off");
        }
        return Integer.parseInt(rate);
    }
}
