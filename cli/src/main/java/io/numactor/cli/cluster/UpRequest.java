package io.numactor.cli.cluster;

import io.numactor.cli.running.Ports;
import io.numactor.cli.running.Profile;
import io.numactor.cli.running.Reach;
import io.numactor.mm.kernel.KernelVersion;
import java.util.Optional;

/**
 * What {@code up} was asked for.
 *
 * @param name the cluster's name
 * @param machine the machine as the user gave it: a path or a name
 * @param kernel whose rules are followed instead of those of the machine's own
 * @param jvms node JVMs; 0: as many as suit the machine
 * @param controls control JVMs: one, and its standbys
 * @param ports where they listen
 * @param profile how the JVMs are tuned
 * @param reach where they bind, and what they ask of clients
 * @param prometheus whether to start Prometheus too, where it is installed
 */
public record UpRequest(
        String name,
        String machine,
        Optional<KernelVersion> kernel,
        int jvms,
        int controls,
        Ports ports,
        Profile profile,
        Reach reach,
        boolean prometheus) {}
