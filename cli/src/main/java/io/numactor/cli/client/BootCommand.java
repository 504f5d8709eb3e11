package io.numactor.cli.client;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.cli.FileCommand;
import io.numactor.cli.Home;
import io.numactor.cli.KernelConverter;
import io.numactor.cli.Terminal;
import io.numactor.cli.UsageProblem;
import io.numactor.cli.jvm.EmbeddedMachine;
import io.numactor.cli.print.KernelColumns;
import io.numactor.cli.print.Look;
import io.numactor.cli.print.MachineSource;
import io.numactor.cli.print.View;
import io.numactor.cli.print.ViewOptions;
import io.numactor.machine.MachineDescription;
import io.numactor.machine.Machines;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.kernel.KernelVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Boots a machine in this JVM and prints what it looks like. */
@Command(
        name = "boot",
        description = "Boot a machine in one JVM, without a cluster, and print what its kernel would show.",
        mixinStandardHelpOptions = true)
public final class BootCommand extends FileCommand {
    /** What the logging configuration asks for. */
    private static final String LOG_LEVEL = "NUMACTOR_LOG";

    @Parameters(paramLabel = "MACHINE", description = "a capture, an inputs folder, a YAML file, or a name")
    String machine = "";

    @Option(
            names = "--kernel",
            paramLabel = "VERSION",
            split = ",",
            converter = KernelConverter.class,
            description = {
                "the kernel whose rules are followed: 2.6.24, 4.4, 5.15, 5.17 or 6.1; default: the machine's own;",
                "several: one after the other, zonelists side by side"
            })
    List<KernelVersion> kernels = List.of();

    @Option(
            names = "--until",
            paramLabel = "PHASE",
            description = "stay at the end of this phase (--print phases lists them); default: running",
            defaultValue = "running")
    String until = "";

    @Option(
            names = "--load-address",
            paramLabel = "ADDRESS",
            description = "load the kernel image here, a multiple of 2 MiB from 16M on; default: as the machine says")
    @Nullable
    String loadAddress;

    @Option(
            names = "--print",
            paramLabel = "WHAT",
            split = ",",
            converter = Look.Converter.class,
            completionCandidates = Look.Candidates.class,
            description = "any of ${COMPLETION-CANDIDATES}; default: dmesg",
            defaultValue = "dmesg")
    List<Look> looks = List.of(new Look(View.DMESG, 0));

    @Mixin
    ZonelistOptions zonelists = new ZonelistOptions();

    @Option(names = "--json", description = "print JSON: one object, or one with a field for each of several views")
    boolean json;

    @Override
    protected String printed() {
        quietLog();
        return printed(eras());
    }

    /** The machine under each kernel that was asked for. */
    private List<MachineDescription> eras() {
        MachineDescription read = loaded(Machines.read(machine, Home.machines()));
        return kernels.isEmpty()
                ? List.of(read)
                : kernels.stream().distinct().map(read::withKernel).toList();
    }

    private MachineDescription loaded(MachineDescription described) {
        return Optional.ofNullable(loadAddress)
                .map(text -> described.withKernelAt(LoadAddress.parse(text)))
                .orElse(described);
    }

    private String printed(List<MachineDescription> eras) {
        if (eras.size() == 1) {
            return printed(eras.get(0));
        }
        if (json) {
            ObjectNode all = JsonMapper.builder().build().createObjectNode();
            eras.forEach(era -> all.set(era.boot().kernel().label(), JsonText.tree(printed(era))));
            return JsonText.pretty(all);
        }
        if (looks.equals(List.of(new Look(View.ZONELISTS, 0))) && !zonelists.steps) {
            return KernelColumns.print(
                    eras.stream().map(era -> zonelists.machine(era.boot())).toList(), zonelists.shown());
        }
        return eras.stream()
                .map(era -> "==> Linux " + era.boot().kernel().label() + " <==\n" + printed(era))
                .collect(Collectors.joining("\n"));
    }

    private String printed(MachineDescription era) {
        try (EmbeddedMachine booted = EmbeddedMachine.boot(era.name(), era.boot(), phase())) {
            MachineSource source = new EmbeddedSource(booted, zonelists.machine(era.boot()));
            return json ? jsonOf(source) : textOf(source);
        }
    }

    private List<Look> asked() {
        return looks.stream()
                .map(look -> new Look(zonelists.view(look.view()), look.number()))
                .toList();
    }

    private BootPhase phase() {
        return BootPhase.named(until)
                .orElseThrow(() -> new UsageProblem("--until " + until + " is no boot phase; the phases are "
                        + Arrays.stream(BootPhase.values())
                                .map(BootPhase::toString)
                                .collect(Collectors.joining(", "))));
    }

    /** People asked for the kernel's log, not for ours. Set up here, before threads race for it. */
    private static void quietLog() {
        if (System.getenv(LOG_LEVEL) == null && System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "WARN");
        }
        LoggerFactory.getILoggerFactory();
    }

    private String textOf(MachineSource source) {
        List<Look> asked = asked();
        if (asked.size() == 1) {
            return text(source, asked.get(0));
        }
        return asked.stream()
                .map(look -> "==> " + look + " <==\n" + text(source, look))
                .collect(Collectors.joining("\n"));
    }

    private String text(MachineSource source, Look look) {
        return seen(() -> look.view().text(source, options(look)));
    }

    private ViewOptions options(Look look) {
        return new ViewOptions(zonelists.shown(), Terminal.columns(), false, zonelists.letters, look.number());
    }

    private String jsonOf(MachineSource source) {
        List<Look> asked = asked();
        if (asked.size() == 1) {
            return json(source, asked.get(0));
        }
        ObjectNode all = JsonMapper.builder().build().createObjectNode();
        asked.forEach(look -> all.set(look.toString(), JsonText.tree(json(source, look))));
        return JsonText.pretty(all);
    }

    private String json(MachineSource source, Look look) {
        return seen(() -> look.view().json(source, options(look)));
    }

    /** What is looked for may not be there. */
    private static <T> T seen(Supplier<T> look) {
        try {
            return look.get();
        } catch (IllegalArgumentException e) {
            throw new UsageProblem(String.valueOf(e.getMessage()), e);
        }
    }
}
