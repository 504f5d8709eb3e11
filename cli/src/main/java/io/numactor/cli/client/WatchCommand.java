package io.numactor.cli.client;

import io.numactor.api.v1.LostPages;
import io.numactor.api.v1.OwnerEvent;
import io.numactor.cli.ExitCode;
import io.numactor.cli.print.Json;
import io.numactor.load.ApiClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code watch}: what an owner loses when nodes die. */
@Command(
        name = "watch",
        description = "Tell what an owner loses when nodes die, as it happens, until the owner is closed.",
        footer = {"", "As long as it is watched, an owner is not closed for its client's silence."},
        mixinStandardHelpOptions = true)
public final class WatchCommand extends ClientCommand {
    @Parameters(paramLabel = "OWNER", description = "the owner's number, as alloc prints it")
    String owner = "";

    @Override
    int run(ApiClient client) {
        client.watchOwner(OwnerId.parse(owner), event -> print(json ? line(event) : text(event)));
        return ExitCode.OK;
    }

    private static String line(OwnerEvent event) {
        return Json.of(event).replaceAll("\\s*\\n\\s*", " ") + "\n";
    }

    private static String text(OwnerEvent event) {
        return event.hasLost() ? text(event.getLost()) + "\n" : "ended: " + event.getEnded() + "\n";
    }

    /** For people. */
    static String text(LostPages lost) {
        return "lost: " + lost.getPages() + (lost.getPages() == 1 ? " page" : " pages") + " of node " + lost.getNode()
                + ", which is gone (life " + Long.toHexString(lost.getIncarnation()) + ")";
    }
}
