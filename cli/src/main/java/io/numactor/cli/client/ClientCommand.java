package io.numactor.cli.client;

import io.numactor.cli.ExitCode;
import io.numactor.cli.UsageProblem;
import io.numactor.load.ApiClient;
import io.numactor.load.GatewayUnreachableException;
import io.numactor.load.RequestRefusedException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A subcommand that needs a gateway: connects, runs, and turns what goes wrong into a message and an exit code. */
abstract class ClientCommand implements Callable<Integer> {
    @Mixin
    GatewayOptions gateway = new GatewayOptions();

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    CommandSpec spec;

    /** Does the work; answers an {@link ExitCode}. */
    abstract int run(ApiClient client) throws InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        try (ApiClient client = gateway.connect()) {
            return run(client);
        } catch (UsageProblem | UnsupportedOperationException e) {
            return fail(ExitCode.USAGE, e.getMessage());
        } catch (GatewayUnreachableException e) {
            return fail(
                    ExitCode.UNREACHABLE,
                    e.getMessage() + "\nStart a cluster with 'numactor up MACHINE', or name"
                            + " its gateway with --gateway HOST:PORT; if it was started with --tls, give --tls DIR too.");
        } catch (RequestRefusedException e) {
            return fail(e.badInput() ? ExitCode.USAGE : ExitCode.FAILED, e.getMessage());
        }
    }

    private int fail(int exitCode, @org.jspecify.annotations.Nullable String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.qualifiedName() + ": " + message);
        err.flush();
        return exitCode;
    }

    /** Prints a text that ends its own lines. */
    final void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }
}
