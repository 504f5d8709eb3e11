package io.numactor.coordinator.router;

import java.util.function.LongConsumer;

/** Adds up so many answers, and passes on the sum. */
final class Countdown {
    private final LongConsumer reply;
    private int missing;
    private long sum;

    Countdown(int answers, LongConsumer reply) {
        this.missing = answers;
        this.reply = reply;
        replyWhenComplete();
    }

    void add(long answer) {
        sum += answer;
        missing--;
        replyWhenComplete();
    }

    private void replyWhenComplete() {
        if (missing == 0) {
            reply.accept(sum);
        }
    }
}
