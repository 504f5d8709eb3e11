package io.numactor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.runtime.metrics.MetricCatalog;
import io.numactor.runtime.metrics.Sample;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.MailboxSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SystemMetricsTest {
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final ActorTestKit kit = ActorTestKit.create("metrics", SystemConfig.embedded());
    private final SystemMetrics metrics = SystemMetrics.of(kit.system());

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private double value(MetricCatalog metric) {
        return metrics.samples().toCompletableFuture().join().stream()
                .filter(sample -> sample.metric() == metric)
                .mapToDouble(sample -> ((Sample.Value) sample).value())
                .sum();
    }

    @Test
    void countsWhatWaitsInCountedMailboxes() {
        CountDownLatch gate = new CountDownLatch(1);
        TestProbe<String> probe = kit.createTestProbe();
        ActorRef<String> slow = kit.spawn(
                Behaviors.receiveMessage(message -> {
                    gate.await();
                    probe.ref().tell(message);
                    return Behaviors.same();
                }),
                MailboxSelector.fromConfig("numactor.counted-mailbox"));
        for (int i = 0; i < 10; i++) {
            slow.tell("message");
        }
        assertThat(value(MetricCatalog.MAILBOX_MESSAGES)).isBetween(9.0, 10.0);
        gate.countDown();
        probe.receiveSeveralMessages(10, BOUND);
        assertThat(value(MetricCatalog.MAILBOX_MESSAGES)).isZero();
    }

    @Test
    void countsMessagesThatNobodyTook() {
        TestProbe<String> probe = kit.createTestProbe();
        ActorRef<String> gone = kit.spawn(Behaviors.stopped());
        probe.expectTerminated(gone, BOUND);
        gone.tell("late");
        probe.awaitAssert(BOUND, () -> {
            assertThat(value(MetricCatalog.DEAD_LETTERS_TOTAL)).isPositive();
            return null;
        });
    }
}
