package io.numactor.runtime;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.dispatch.MessageQueue;

/** The message queues of one system's counted mailboxes: how much waits in them. */
public final class MailboxDepths implements Extension {
    private final Queue<MessageQueue> queues = new ConcurrentLinkedQueue<>();

    /** One instance per actor system. */
    static final class Id extends ExtensionId<MailboxDepths> {
        static final Id INSTANCE = new Id();

        @Override
        public MailboxDepths createExtension(ActorSystem<?> system) {
            return new MailboxDepths();
        }
    }

    public static MailboxDepths get(ActorSystem<?> system) {
        return Id.INSTANCE.apply(system);
    }

    void add(MessageQueue queue) {
        queues.add(queue);
    }

    void remove(MessageQueue queue) {
        queues.remove(queue);
    }

    /** Messages that wait in all of them. */
    public long messages() {
        return queues.stream().mapToLong(MessageQueue::numberOfMessages).sum();
    }
}
