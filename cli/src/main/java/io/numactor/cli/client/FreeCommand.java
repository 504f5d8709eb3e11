package io.numactor.cli.client;

import io.numactor.api.v1.FreeRefusal;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.FreeResponse;
import io.numactor.cli.ExitCode;
import io.numactor.cli.UsageProblem;
import io.numactor.cli.print.Json;
import io.numactor.cli.print.Words;
import io.numactor.load.ApiClient;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives pages back: some by their handles, or all of an owner's. */
@Command(
        name = "free",
        description = "Free pages by the handles that alloc printed, or all pages of an owner.",
        footer = {"", "Exit status 1: some handle was refused (already free, another owner's, an earlier life)."},
        mixinStandardHelpOptions = true)
public final class FreeCommand extends ClientCommand {
    @Option(names = "--owner", paramLabel = "ID", required = true, description = "who owns the pages")
    String owner = "";

    @Option(names = "--all", description = "free everything and close the owner, as process exit does")
    boolean all;

    @Option(names = "--cpu", paramLabel = "C", description = "free on this CPU; default: 0", defaultValue = "0")
    int cpu;

    @Parameters(paramLabel = "HANDLE", arity = "0..*", description = "NODE:INCARNATION:GRANT:PFN:ORDER:BLOCKS")
    List<String> handles = List.of();

    @Override
    int run(ApiClient client) {
        long id = OwnerId.parse(owner);
        if (all != handles.isEmpty()) {
            throw new UsageProblem("give either handles or --all");
        }
        if (cpu != 0) {
            MachineNodes.of(client.machine()).checkCpu("--cpu", cpu);
        }
        return all ? close(client, id) : free(client, id);
    }

    private int close(ApiClient client, long id) {
        long pages = client.closeOwner(id, cpu);
        print(
                json
                        ? JsonText.pretty(Map.of("pagesFreed", pages))
                        : "freed " + Words.count(pages, "page") + "; owner closed\n");
        return ExitCode.OK;
    }

    private int free(ApiClient client, long id) {
        FreeRequest request = FreeRequest.newBuilder()
                .setOwner(id)
                .setCpu(cpu)
                .addAllRuns(handles.stream().map(Handle::parse).toList())
                .build();
        FreeResponse answer = client.free(request);
        print(json ? Json.of(answer) + "\n" : text(answer));
        return answer.getRefusalsCount() == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private static String text(FreeResponse answer) {
        StringBuilder text = new StringBuilder("freed " + Words.count(answer.getFreed(), "block") + "\n");
        if (answer.getReclaimed() > 0) {
            text.append("reclaimed before: " + Words.count(answer.getReclaimed(), "block") + " of page cache\n");
        }
        for (FreeRefusal refusal : answer.getRefusalsList()) {
            text.append(
                    "refused  N%d pfn 0x%x: %s\n".formatted(refusal.getNode(), refusal.getPfn(), refusal.getReason()));
        }
        return text.toString();
    }
}
