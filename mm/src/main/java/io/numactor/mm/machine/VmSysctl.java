package io.numactor.mm.machine;

import io.numactor.mm.kernel.ZonelistOrder;
import io.numactor.mm.kernel.ZonelistOrderRule;
import io.numactor.mm.watermark.Sysctls;
import io.numactor.mm.watermark.TunedMachine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The tunables under {@code vm.} that can be read, and written while the machine runs (6.1). What a value may be is
 * what the kernel's own handler takes.
 */
public enum VmSysctl {
    LOWMEM_RESERVE_RATIO("divisor of each zone's reserve, lowest zone first; less than 1 reserves nothing") {
        @Override
        public String read(Sysctls sysctls, TunedMachine tuned) {
            return sysctls.lowmemReserveRatio().stream().map(String::valueOf).collect(Collectors.joining("\t"));
        }

        /** Fewer values than zones leave the others as they are. */
        @Override
        Sysctls write(Sysctls sysctls, String value) {
            String[] words = value.strip().split("\\s+", -1);
            List<Integer> ratios = new ArrayList<>(sysctls.lowmemReserveRatio());
            if (words.length > ratios.size()) {
                throw refused(value, "at most " + ratios.size() + " numbers, one for each zone");
            }
            for (int i = 0; i < words.length; i++) {
                ratios.set(i, (int) number(words[i], Integer.MIN_VALUE, Integer.MAX_VALUE));
            }
            return sysctls.withLowmemReserveRatio(ratios);
        }
    },
    MIN_FREE_KBYTES("how much the machine keeps free, KiB") {
        @Override
        public String read(Sysctls sysctls, TunedMachine tuned) {
            return Long.toString(tuned.minFreeKbytes());
        }

        @Override
        Sysctls write(Sysctls sysctls, String value) {
            return sysctls.withUserMinFreeKbytes(number(value, 0, Integer.MAX_VALUE));
        }
    },
    NUMA_ZONELIST_ORDER("what comes first in zonelists: Node or Zone, or what the kernel prefers; Node since 4.14") {
        @Override
        public String read(Sysctls sysctls, TunedMachine tuned) {
            return (sysctls.kernel().zonelistOrder().hasChoice() ? sysctls.numaZonelistOrder() : ZonelistOrder.NODE)
                    .label();
        }

        @Override
        Sysctls write(Sysctls sysctls, String value) {
            ZonelistOrderRule rule = sysctls.kernel().zonelistOrder();
            return ZonelistOrder.parse(value.strip())
                    .filter(rule::accepts)
                    .map(sysctls::withNumaZonelistOrder)
                    .orElseThrow(() -> refused(
                            value, rule.accepts(ZonelistOrder.ZONE) ? "Node, Zone or Default" : "Node or Default"));
        }
    },
    PERCPU_PAGELIST_HIGH_FRACTION("pagesets hold managed / this; 0: they follow the low mark") {
        @Override
        public String read(Sysctls sysctls, TunedMachine tuned) {
            return Integer.toString(sysctls.percpuPagelistHighFraction());
        }

        @Override
        Sysctls write(Sysctls sysctls, String value) {
            long fraction = number(value, 0, Integer.MAX_VALUE);
            if (fraction > 0 && fraction < Sysctls.SMALLEST_HIGH_FRACTION) {
                throw refused(value, "0, or at least " + Sysctls.SMALLEST_HIGH_FRACTION);
            }
            return sysctls.withPercpuPagelistHighFraction((int) fraction);
        }
    },
    WATERMARK_BOOST_FACTOR("by how much stealing from another type raises the marks, 1/10000 of the high mark") {
        @Override
        public String read(Sysctls sysctls, TunedMachine tuned) {
            return Integer.toString(sysctls.watermarkBoostFactor());
        }

        @Override
        Sysctls write(Sysctls sysctls, String value) {
            return sysctls.withWatermarkBoostFactor((int) number(value, 0, Integer.MAX_VALUE));
        }
    },
    WATERMARK_SCALE_FACTOR("distance between the marks, 1/10000 of a zone's managed pages") {
        @Override
        public String read(Sysctls sysctls, TunedMachine tuned) {
            return Integer.toString(sysctls.watermarkScaleFactor());
        }

        @Override
        Sysctls write(Sysctls sysctls, String value) {
            return sysctls.withWatermarkScaleFactor(
                    (int) number(value, 1, sysctls.kernel().mostWatermarkScaleFactor()));
        }
    },
    ZONE_RECLAIM_MODE("bits 1 (reclaim), 2 (write), 4 (unmap): reclaim before falling back") {
        @Override
        public String read(Sysctls sysctls, TunedMachine tuned) {
            return Integer.toString(sysctls.zoneReclaimMode());
        }

        @Override
        Sysctls write(Sysctls sysctls, String value) {
            return sysctls.withZoneReclaimMode((int) number(value, 0, Integer.MAX_VALUE));
        }
    };

    private static final String PREFIX = "vm.";

    private final String meaning;

    VmSysctl(String meaning) {
        this.meaning = meaning;
    }

    /** What it is, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** Its value as /proc/sys prints it, without the end of the line. */
    public abstract String read(Sysctls sysctls, TunedMachine tuned);

    /**
     * The tunables once this value is written.
     *
     * @throws ChangeRefused when the kernel would not take it
     */
    abstract Sysctls write(Sysctls sysctls, String value);

    /**
     * The tunable of this name, {@code vm.min_free_kbytes} or {@code min_free_kbytes}.
     *
     * @throws ChangeRefused when there is none
     */
    public static VmSysctl of(String name) {
        String bare = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        return Arrays.stream(values())
                .filter(sysctl -> sysctl.name().toLowerCase(Locale.ROOT).equals(bare))
                .findFirst()
                .orElseThrow(() -> new ChangeRefused(
                        ChangeRefused.Errno.ENOENT,
                        "'" + name + "' is no tunable of this machine; there are "
                                + Arrays.stream(values())
                                        .map(VmSysctl::toString)
                                        .collect(Collectors.joining(", "))));
    }

    long number(String word, long least, long most) {
        long value;
        try {
            value = Long.decode(word.strip());
        } catch (NumberFormatException e) {
            throw refused(word, "a number in " + least + ".." + most);
        }
        if (value < least || value > most) {
            throw refused(word, "a number in " + least + ".." + most);
        }
        return value;
    }

    ChangeRefused refused(String value, String wanted) {
        return ChangeRefused.invalid(this + "='" + value + "': the kernel takes " + wanted);
    }

    /** {@code vm.min_free_kbytes}. */
    @Override
    public String toString() {
        return PREFIX + name().toLowerCase(Locale.ROOT);
    }
}
