package io.numactor.runtime;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.ProducesMessageQueue;
import org.apache.pekko.dispatch.UnboundedMailbox;
import scala.Option;

/** Pekko's unbounded mailbox, known to {@link MailboxDepths} for as long as its actor lives. */
public final class CountedMailbox implements MailboxType, ProducesMessageQueue<UnboundedMailbox.MessageQueue> {
    /** Made by Pekko, by this signature. */
    public CountedMailbox(ActorSystem.Settings settings, Config config) {
        // Nothing to configure.
    }

    @Override
    public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
        if (system.isEmpty()) {
            return new UnboundedMailbox.MessageQueue();
        }
        MailboxDepths depths = MailboxDepths.get(org.apache.pekko.actor.typed.ActorSystem.wrap(system.get()));
        CountedQueue queue = new CountedQueue(depths);
        depths.add(queue);
        return queue;
    }

    private static final class CountedQueue extends UnboundedMailbox.MessageQueue {
        private final transient MailboxDepths depths;

        CountedQueue(MailboxDepths depths) {
            this.depths = depths;
        }

        @Override
        public void cleanUp(ActorRef owner, MessageQueue deadLetters) {
            depths.remove(this);
            super.cleanUp(owner, deadLetters);
        }
    }
}
