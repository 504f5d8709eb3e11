package io.numactor.coordinator;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.phase.BootPhase;

/**
 * The machine that a coordinator boots.
 *
 * @param name for people
 * @param input what it boots from
 * @param term the coordinator's term: higher than that of any coordinator before it
 * @param until the phase at whose end the machine stays; {@link BootPhase#RUNNING} to let it run
 */
public record BootableMachine(String name, BootInput input, long term, BootPhase until) {
    /** A machine that boots to the end. */
    public BootableMachine(String name, BootInput input, long term) {
        this(name, input, term, BootPhase.RUNNING);
    }
}
