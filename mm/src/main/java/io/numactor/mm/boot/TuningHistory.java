package io.numactor.mm.boot;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.TransparentHugepage;
import io.numactor.mm.watermark.MachineTuning;
import io.numactor.mm.watermark.Sysctls;
import io.numactor.mm.watermark.TunedMachine;
import io.numactor.mm.watermark.ZoneCensus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which steps of tuning a machine has been through by the time user space runs (Linux 6.1). Marks depend on it: a
 * machine whose huge pages were switched off while it ran shows others than one that booted without them.
 */
public final class TuningHistory {
    /** The kernel's parameter, read before the initcalls. */
    private static final String KERNEL_PARAMETER = "transparent_hugepage=";

    /**
     * A parameter {@code NAME.thp=VALUE} means nothing to the kernel; it asks the first process to write the setting,
     * which tunes again even when the setting was so before.
     */
    private static final String USER_SPACE_PARAMETER = ".thp=";

    private TuningHistory() {}

    /** One occasion on which the kernel tunes the machine. */
    public enum Step {
        /** {@code init_per_zone_wmark_min}: the base formula, before the init sections are freed. */
        WATERMARK_INIT(false),
        /** {@code khugepaged} starts: min_free_kbytes is raised, before the init sections are freed. */
        THP_INIT_ENABLED(false),
        /** Huge pages are off on the command line: the base formula again, before the init sections are freed. */
        THP_INIT_DISABLED(false),
        /** User space wrote {@code always} or {@code madvise}. */
        THP_SWITCHED_ON(true),
        /** User space wrote {@code never}. */
        THP_SWITCHED_OFF(true);

        private final boolean afterFreeInitmem;

        Step(boolean afterFreeInitmem) {
            this.afterFreeInitmem = afterFreeInitmem;
        }

        /** Whether the initial ramdisk and the init sections count as managed by then. */
        public boolean isAfterFreeInitmem() {
            return afterFreeInitmem;
        }
    }

    /**
     * The steps in order.
     *
     * @param input what the machine booted from
     * @param managedTotal managed pages of the whole machine at the time of the initcalls
     */
    public static List<Step> stepsFor(BootInput input, long managedTotal) {
        List<Step> steps = new ArrayList<>();
        steps.add(Step.WATERMARK_INIT);
        if (!input.kernel().hasTransparentHugePages()) {
            return steps;
        }
        boolean hugePagesFit = managedTotal >= MachineTuning.HUGE_PAGE_MIN_PAGES;
        boolean wanted = bootSetting(input) != TransparentHugepage.NEVER;
        if (hugePagesFit) {
            steps.add(wanted ? Step.THP_INIT_ENABLED : Step.THP_INIT_DISABLED);
        }
        written(input, hugePagesFit && wanted).ifPresent(setting -> steps.add(switchedTo(setting)));
        if (!input.kernel().recomputesWithoutHugePages()) {
            steps.removeAll(List.of(Step.THP_INIT_DISABLED, Step.THP_SWITCHED_OFF));
        }
        return steps;
    }

    /**
     * Goes through the steps.
     *
     * @param steps from {@link #stepsFor}
     * @param atInitcalls zones as they were before the init sections were freed
     * @param running zones as they are when user space runs
     * @param onlineCpus CPUs online after bring-up
     * @param sysctls the tunables
     */
    public static TunedMachine replay(
            List<Step> steps, List<ZoneCensus> atInitcalls, List<ZoneCensus> running, int onlineCpus, Sysctls sysctls) {
        TunedMachine tuned = TunedMachine.UNTUNED;
        for (Step step : steps) {
            List<ZoneCensus> census = step.isAfterFreeInitmem() ? running : atInitcalls;
            tuned = after(tuned, step, census, onlineCpus, sysctls);
        }
        return tuned;
    }

    /** The machine after one step more. */
    static TunedMachine after(
            TunedMachine before, Step step, List<ZoneCensus> census, int onlineCpus, Sysctls sysctls) {
        return switch (step) {
            case WATERMARK_INIT -> MachineTuning.atInit(census, onlineCpus, sysctls);
            case THP_INIT_ENABLED -> MachineTuning.afterThpInit(before, census, onlineCpus, true, sysctls);
            case THP_INIT_DISABLED -> MachineTuning.afterThpInit(before, census, onlineCpus, false, sysctls);
            case THP_SWITCHED_ON -> MachineTuning.afterThpSwitchedOn(before, census, onlineCpus, sysctls);
            case THP_SWITCHED_OFF -> MachineTuning.afterThpSwitchedOff(before, census, onlineCpus, sysctls);
        };
    }

    private static Step switchedTo(TransparentHugepage setting) {
        return setting == TransparentHugepage.NEVER ? Step.THP_SWITCHED_OFF : Step.THP_SWITCHED_ON;
    }

    /** What the initcalls find: the last value on the command line; distribution kernels default to always. */
    private static TransparentHugepage bootSetting(BootInput input) {
        return lastOnCommandLine(input, KERNEL_PARAMETER).orElse(TransparentHugepage.ALWAYS);
    }

    /** What user space wrote: asked for on the command line, or seen by its result. */
    private static Optional<TransparentHugepage> written(BootInput input, boolean enabledByBoot) {
        Optional<TransparentHugepage> asked = lastOnCommandLine(input, USER_SPACE_PARAMETER);
        boolean enabledNow = input.transparentHugepage() != TransparentHugepage.NEVER;
        return asked.isEmpty() && enabledNow != enabledByBoot ? Optional.of(input.transparentHugepage()) : asked;
    }

    private static Optional<TransparentHugepage> lastOnCommandLine(BootInput input, String parameter) {
        return Stream.of(input.commandLine().trim().split("\\s+"))
                .filter(word -> isParameter(word, parameter))
                .flatMap(word -> setting(word.substring(word.indexOf('=') + 1)).stream())
                .reduce((earlier, later) -> later);
    }

    private static boolean isParameter(String word, String parameter) {
        int end = word.indexOf('=') + 1;
        String name = word.substring(0, end);
        return parameter.startsWith(".") ? name.endsWith(parameter) : name.equals(parameter);
    }

    private static Optional<TransparentHugepage> setting(String value) {
        return Stream.of(TransparentHugepage.values())
                .filter(setting -> setting.name().equalsIgnoreCase(value))
                .findFirst();
    }
}
