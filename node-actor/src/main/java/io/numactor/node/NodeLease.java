package io.numactor.node;

import io.numactor.api.v1.Epoch;
import io.numactor.proto.Timing;
import io.numactor.proto.WireTypes;
import io.numactor.wire.MachineRecord;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Promise;
import java.util.function.LongSupplier;

/**
 * Whom a node obeys, and for how long: the highest term that it promised, the newest epoch of it, and the lease within
 * which it may serve.
 *
 * <p>The lease runs from a moment of the node's own clock that the coordinator has heard of: an order that was delayed
 * on its way cannot make it longer than the coordinator thinks.
 */
final class NodeLease {
    private final Timing timing;
    private final LongSupplier clock;
    private long promisedTerm;
    private long promisedTo;
    private Epoch epoch = Epoch.getDefaultInstance();
    private MachineRecord record = MachineRecord.getDefaultInstance();
    private long until;

    NodeLease(Timing timing, LongSupplier clock) {
        this.timing = timing;
        this.clock = clock;
        this.until = clock.getAsLong();
    }

    /** Whether the order is to be obeyed: no newer one was, and no higher term is promised. */
    boolean obeys(PhaseOrder order) {
        if (order.getEpoch().getTerm() < promisedTerm || WireTypes.compare(order.getEpoch(), epoch) < 0) {
            return false;
        }
        promisedTerm = order.getEpoch().getTerm();
        if (WireTypes.compare(order.getEpoch(), epoch) > 0) {
            epoch = order.getEpoch();
        }
        if (order.hasRecord()) {
            record = order.getRecord();
        }
        renew(order.getNodeSentAt());
        return true;
    }

    private void renew(long heardAt) {
        long next = heardAt + timing.leaseNanos();
        if (heardAt != 0 && next - until > 0) {
            until = next;
        }
    }

    /** Whether the candidate has the promise now. */
    boolean promise(Promise asked) {
        if (asked.getTerm() > promisedTerm) {
            promisedTerm = asked.getTerm();
            promisedTo = asked.getCandidate();
        }
        return asked.getTerm() == promisedTerm && asked.getCandidate() == promisedTo;
    }

    boolean isOver() {
        return left() < 0;
    }

    /** How long the node may still serve, nanoseconds; negative: it may not. */
    long left() {
        return until - clock.getAsLong();
    }

    long promisedTerm() {
        return promisedTerm;
    }

    Epoch epoch() {
        return epoch;
    }

    MachineRecord record() {
        return record;
    }

    long now() {
        return clock.getAsLong();
    }
}
