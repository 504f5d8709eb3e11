package io.numactor.cli.cluster;

import io.numactor.cli.ExitCode;
import io.numactor.cli.running.ClusterCommand;
import io.numactor.cli.running.ClusterRecord;
import io.numactor.cli.running.ClusterStore;
import io.numactor.cli.running.Ending;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code down}: ends clusters that were started from this directory. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Ends a cluster that was started from this directory, and nothing else.")
public final class DownCommand extends ClusterCommand {
    @Option(
            names = "--name",
            defaultValue = UpOptions.DEFAULT_NAME,
            description = "Name of the cluster: ${DEFAULT-VALUE}.")
    String name = UpOptions.DEFAULT_NAME;

    @Option(names = "--all", description = "All clusters of this directory.")
    boolean all;

    @Override
    protected int run() {
        ClusterStore store = ClusterStore.here();
        List<ClusterRecord> clusters =
                all ? store.readAll() : store.read(name).stream().toList();
        if (clusters.isEmpty()) {
            out().println(all ? "no cluster runs here" : "no cluster \"" + name + "\" runs here");
            return all ? ExitCode.OK : ExitCode.FAILED;
        }
        clusters.forEach(cluster -> end(store, cluster));
        return ExitCode.OK;
    }

    private static void end(ClusterStore store, ClusterRecord cluster) {
        Ending.Outcome outcome = Ending.end(cluster.members());
        store.forget(cluster.name());
        out().println("cluster \"" + cluster.name() + "\": "
                + outcome.ended().size() + " processes ended"
                + listed(outcome.killed(), "killed because they did not end")
                + listed(outcome.gone(), "gone already"));
    }

    private static String listed(List<String> who, String what) {
        return who.isEmpty() ? "" : "; " + what + ": " + String.join(", ", who);
    }
}
