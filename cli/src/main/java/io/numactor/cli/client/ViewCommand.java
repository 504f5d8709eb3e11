package io.numactor.cli.client;

import io.numactor.cli.DurationConverter;
import io.numactor.cli.ExitCode;
import io.numactor.cli.Terminal;
import io.numactor.cli.UsageProblem;
import io.numactor.cli.print.MachineSource;
import io.numactor.cli.print.View;
import io.numactor.cli.print.ViewOptions;
import io.numactor.load.ApiClient;
import io.numactor.mm.topology.NodeMask;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A look at the live machine, once or again and again. */
abstract class ViewCommand extends ClientCommand {
    @Option(
            names = "--watch",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "again and again, each TIME (500ms, 1s), until Ctrl-C")
    @Nullable
    Duration watch;

    abstract View view();

    /** The number of what the view is about; 0 where it is about no single thing. */
    long number() {
        return 0;
    }

    /** The nodes to show, {@code 0,2-3}; empty: all. */
    String nodes() {
        return "";
    }

    /** Whether rows and columns of zeros are left out. */
    boolean hideZeros() {
        return false;
    }

    @Override
    final int run(ApiClient client) throws InterruptedException {
        MachineSource source = new ClientSource(client);
        NodeMask shown = MachineNodes.parse("--node", nodes());
        if (!shown.isEmpty()) {
            MachineNodes.of(client.machine()).check("--node", shown);
        }
        print(once(source, shown));
        while (watch != null) {
            Thread.sleep(Math.max(1, watch.toMillis()));
            String next = once(source, shown);
            print((Terminal.isInteractive() ? Terminal.clear() : "\n") + next);
        }
        return ExitCode.OK;
    }

    private String once(MachineSource source, NodeMask shown) {
        ViewOptions options = new ViewOptions(shown, Terminal.columns(), hideZeros(), false, number());
        try {
            return json ? view().json(source, options) : view().text(source, options);
        } catch (IllegalArgumentException e) {
            throw new UsageProblem(String.valueOf(e.getMessage()), e);
        }
    }
}
