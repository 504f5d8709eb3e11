package io.numactor.cli.client;

import io.numactor.api.v1.MachineChange;
import io.numactor.api.v1.MachineChanged;
import io.numactor.api.v1.SetSysctl;
import io.numactor.api.v1.Sysctl;
import io.numactor.api.v1.Sysctls;
import io.numactor.cli.ExitCode;
import io.numactor.cli.UsageProblem;
import io.numactor.cli.print.Json;
import io.numactor.load.ApiClient;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sysctl} of the emulated machine. */
@Command(
        name = "sysctl",
        description = "Read the machine's tunables, or set them while it runs.",
        footer = {
            "",
            "What hangs on a tunable (marks, reserves, pagesets) is recomputed as the kernel does, and a value that it",
            "would not take is refused. The command returns once every node and gateway works with the new value.",
            "",
            "  numactor sysctl vm.min_free_kbytes",
            "  numactor sysctl vm.min_free_kbytes=16384 'vm.lowmem_reserve_ratio=128 64'"
        },
        mixinStandardHelpOptions = true)
public final class SysctlCommand extends ClientCommand {
    @Option(
            names = {"-a", "--all"},
            description = "all that there are")
    boolean all;

    @Parameters(paramLabel = "NAME[=VALUE]", arity = "0..*", description = "one to read, or one to set")
    List<String> words = List.of();

    @Override
    int run(ApiClient client) {
        if (all != words.isEmpty()) {
            throw new UsageProblem("give the name of a tunable, or -a for all of them");
        }
        Sysctls.Builder shown = Sysctls.newBuilder();
        if (all) {
            shown.mergeFrom(client.sysctls(""));
        }
        words.forEach(word -> one(client, word, shown));
        print(json ? Json.of(shown.build()) + "\n" : text(shown.getSysctlsList()));
        return ExitCode.OK;
    }

    private static void one(ApiClient client, String word, Sysctls.Builder shown) {
        int equals = word.indexOf('=');
        if (equals < 0) {
            shown.mergeFrom(client.sysctls(name(word)));
            return;
        }
        MachineChanged changed = client.change(MachineChange.newBuilder()
                .setSetSysctl(SetSysctl.newBuilder()
                        .setName(name(word.substring(0, equals).strip()))
                        .setValue(word.substring(equals + 1).strip()))
                .build());
        shown.setEpoch(changed.getEpoch()).addSysctls(changed.getSysctl());
    }

    /** {@code vm.} may be left out, and {@code vm/} is as good. */
    private static String name(String word) {
        String dotted = word.replace('/', '.');
        return dotted.startsWith("vm.") ? dotted : "vm." + dotted;
    }

    private static String text(List<Sysctl> sysctls) {
        StringBuilder text = new StringBuilder();
        sysctls.forEach(sysctl -> text.append(sysctl.getName())
                .append(" = ")
                .append(sysctl.getValue())
                .append('\n'));
        return text.toString();
    }
}
