package io.numactor.cli.fault;

import io.numactor.cli.cluster.Steps;
import picocli.CommandLine.Option;

/** A command after which the cluster goes on without a node. */
abstract class DepartureCommand extends NodeFaultCommand {
    @Option(
            names = "--probe",
            description = "Find out after which time a new request for pages of that node is served by another.")
    boolean probe;

    final Outcome depart(Target target, Departure.Way way, Steps steps) {
        return Departure.of(target, way, probe, steps);
    }
}
