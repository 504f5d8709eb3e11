package io.numactor.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.numactor.api.v1.MachineChange;
import io.numactor.api.v1.MachineChanged;
import io.numactor.coordinator.router.GatewayCommand;

/** A client's changes of the running machine: tunables and their values, memory that comes and goes. */
final class ChangeFuzzTest {
    private static final String[] SYSCTLS = {
        "vm.min_free_kbytes", "vm.lowmem_reserve_ratio", "vm.zone_reclaim_mode", "vm.watermark_scale_factor"
    };

    /** So many pages at a time are added: more is only slow. */
    private static final long MAX_PAGES = 1 << 20;

    @FuzzTest(maxDuration = "60s")
    void change(@NotNull MachineChange asked) {
        MachineChange change = asked.hasAddMemory() && asked.getAddMemory().getPages() > MAX_PAGES
                ? MachineChange.newBuilder(asked)
                        .setAddMemory(asked.getAddMemory().toBuilder()
                                .setPages(asked.getAddMemory().getPages() % MAX_PAGES))
                        .build()
                : asked;
        Embedded.<MachineChanged>ask(reply -> new GatewayCommand.ChangeMachine(change, reply));
        if (change.hasSetSysctl()) {
            MachineChange.Builder known = change.toBuilder();
            int which = Math.floorMod(change.getSetSysctl().getName().hashCode(), SYSCTLS.length);
            known.getSetSysctlBuilder().setName(SYSCTLS[which]);
            Embedded.<MachineChanged>ask(reply -> new GatewayCommand.ChangeMachine(known.build(), reply));
        }
    }
}
