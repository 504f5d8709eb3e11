package io.numactor.cli.print;

import com.google.protobuf.Message;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.Phases;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.zonelist.ZonelistBuilder;
import io.numactor.mm.zonelist.ZonelistMachine;
import java.util.List;
import java.util.Locale;

/** What can be looked at: as text in the form that Linux has for it, and as the API's message for {@code --json}. */
public enum View {
    HARDWARE {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return HardwareText.print(source.machine());
        }
    },
    DISTANCES {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            Machine machine = source.machine();
            return HardwareText.distances(machine) + HardwareText.accessNanos(machine);
        }
    },
    MEMBERS {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return ClusterText.members(source.machine());
        }
    },
    NUMASTAT {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return NumastatText.print(
                    ViewFilter.numastat(source.numastat(), options.nodes()), options.columns(), options.hideZeros());
        }

        @Override
        Message message(MachineSource source, NodeMask nodes) {
            return ViewFilter.numastat(source.numastat(), nodes);
        }
    },
    ZONELISTS {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return ZonelistsText.print(source.zonelists(), options.nodes());
        }

        @Override
        Message message(MachineSource source, NodeMask nodes) {
            return ViewFilter.zonelists(source.zonelists(), nodes);
        }
    },
    /** How the lists grow. */
    ZONELIST_STEPS {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            ZonelistMachine machine = source.zonelistMachine();
            return ZonelistStepsText.print(
                    machine, ZonelistBuilder.explain(machine, options.nodes()), options.letters());
        }

        @Override
        String json(MachineSource source, NodeMask nodes) {
            return explained(source, nodes);
        }
    },
    /** What was compared for each place. */
    NODE_ORDER {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            ZonelistMachine machine = source.zonelistMachine();
            return NodeOrderText.print(machine, ZonelistBuilder.explain(machine, options.nodes()));
        }

        @Override
        String json(MachineSource source, NodeMask nodes) {
            return explained(source, nodes);
        }
    },
    /** The order of the kernel's start, by version. */
    START_KERNEL {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return StartKernelText.print(kernel(source));
        }

        @Override
        public String json(MachineSource source, NodeMask nodes) {
            return StartKernelText.json(kernel(source));
        }
    },
    ZONEINFO {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            List<Integer> cpus = ZoneRows.cpus(source.machine());
            return ZoneinfoText.print(source.zoneinfo(), cpus, options.nodes());
        }

        @Override
        Message message(MachineSource source, NodeMask nodes) {
            return zones(source, nodes);
        }
    },
    BUDDYINFO {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return BuddyText.buddyinfo(source.zoneinfo(), options.nodes());
        }

        @Override
        Message message(MachineSource source, NodeMask nodes) {
            return zones(source, nodes);
        }
    },
    PAGETYPEINFO {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return BuddyText.pagetypeinfo(source.zoneinfo(), options.nodes());
        }

        @Override
        Message message(MachineSource source, NodeMask nodes) {
            return zones(source, nodes);
        }
    },
    PAGESETS {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            List<Integer> cpus = ZoneRows.cpus(source.machine());
            return ClusterText.pagesets(source.zoneinfo(), cpus, options.nodes());
        }

        @Override
        Message message(MachineSource source, NodeMask nodes) {
            return zones(source, nodes);
        }
    },
    KSWAPD {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return ReclaimText.print(source.zoneinfo(), options.nodes());
        }

        @Override
        Message message(MachineSource source, NodeMask nodes) {
            return zones(source, nodes);
        }
    },
    PHASES {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return ClusterText.phases(source.phases());
        }

        @Override
        Message message(MachineSource source, NodeMask nodes) {
            return source.phases();
        }
    },
    LAYOUT {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return AddressSpaceText.print(source.phases().getAddressSpace());
        }

        @Override
        public Message message(MachineSource source, NodeMask nodes) {
            return source.phases().getAddressSpace();
        }
    },
    MEMBLOCK {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return MemblockText.print(source.phases());
        }

        @Override
        Message message(MachineSource source, NodeMask nodes) {
            return source.phases().getMemblock();
        }
    },
    IOMEM {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return ClusterText.lines(source.phases().getIomemList());
        }

        @Override
        public Message message(MachineSource source, NodeMask nodes) {
            return Phases.newBuilder()
                    .addAllIomem(source.phases().getIomemList())
                    .build();
        }
    },
    SYSTEM_MAP {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return ClusterText.lines(source.phases().getSystemMapList());
        }

        @Override
        public Message message(MachineSource source, NodeMask nodes) {
            return Phases.newBuilder()
                    .addAllSystemMap(source.phases().getSystemMapList())
                    .build();
        }
    },
    DMESG {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return ClusterText.dmesg(source.phases());
        }

        @Override
        Message message(MachineSource source, NodeMask nodes) {
            return source.phases();
        }
    },
    PAGE {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return PageText.print(source.page(options.number()));
        }

        @Override
        public Message message(MachineSource source, ViewOptions options) {
            return source.page(options.number());
        }

        @Override
        public boolean isOfOne() {
            return true;
        }
    },
    CPU {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return CpuText.print(CpuText.of(source, options.number()));
        }

        @Override
        public Message message(MachineSource source, ViewOptions options) {
            return CpuText.of(source, options.number());
        }

        @Override
        public boolean isOfOne() {
            return true;
        }
    },
    NODE {
        @Override
        public String text(MachineSource source, ViewOptions options) {
            return PgDataText.print(PgDataText.of(source, options.number()));
        }

        @Override
        public Message message(MachineSource source, ViewOptions options) {
            return PgDataText.of(source, options.number());
        }

        @Override
        public boolean isOfOne() {
            return true;
        }
    };

    /** The text, with the end of its last line. */
    public abstract String text(MachineSource source, ViewOptions options);

    /** What {@code --json} prints where the API has a message for it. */
    public Message message(MachineSource source, ViewOptions options) {
        return message(source, options.nodes());
    }

    /** Whether it is about one page frame, CPU or node, whose number has to be given. */
    public boolean isOfOne() {
        return false;
    }

    Message message(MachineSource source, NodeMask nodes) {
        return source.machine();
    }

    /** What {@code --json} prints, as text. */
    public String json(MachineSource source, ViewOptions options) {
        return isOfOne() ? Json.of(message(source, options)) + "\n" : json(source, options.nodes());
    }

    String json(MachineSource source, NodeMask nodes) {
        return Json.of(message(source, nodes)) + "\n";
    }

    private static String explained(MachineSource source, NodeMask nodes) {
        ZonelistMachine machine = source.zonelistMachine();
        return ExplainedJson.print(machine, ZonelistBuilder.explain(machine, nodes));
    }

    private static KernelVersion kernel(MachineSource source) {
        return KernelVersion.labelled(source.machine().getKernel()).orElse(KernelVersion.V6_1);
    }

    private static Zoneinfo zones(MachineSource source, NodeMask nodes) {
        return ViewFilter.zoneinfo(source.zoneinfo(), nodes);
    }

    /** As the command line has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
