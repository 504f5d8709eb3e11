package io.numactor.cli.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.cli.cluster.Arguments;
import io.numactor.cli.cluster.Distribution;
import io.numactor.cli.cluster.Steps;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code node isolate}: as if its network cable were pulled. */
@Command(
        name = "isolate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Cuts the JVM of a node off: it drops every message from and to the other JVMs.",
        footer = {
            "",
            "Healed soon, nothing has happened. Else the cluster goes on without the node, whose memory is lost, and",
            "its JVM begins anew, empty, once it is heard. 'node heal' mends both."
        })
public final class NodeIsolateCommand extends DepartureCommand {
    @Option(names = "--until-removed", description = "Wait until the cluster has gone on without it.")
    boolean untilRemoved;

    private record Isolated() implements Outcome {
        @Override
        public String text(Target target) {
            return "New requests pass " + target.member().who() + " over; before long the cluster goes on without it. '"
                    + Distribution.command() + " node heal " + target.node() + Arguments.name(target.cluster())
                    + "' lets it be heard again." + System.lineSeparator();
        }

        @Override
        public void addTo(ObjectNode document) {
            document.put("isolated", true);
        }
    }

    @Override
    String verb() {
        return "isolate";
    }

    @Override
    Outcome carryOut(Target target, Steps steps) {
        if (untilRemoved || probe) {
            return depart(target, Departure.Way.ISOLATE, steps);
        }
        target.process();
        FaultSwitch.put(target, "isolate");
        steps.done("isolated", target.member().who() + " drops all messages");
        return new Isolated();
    }
}
