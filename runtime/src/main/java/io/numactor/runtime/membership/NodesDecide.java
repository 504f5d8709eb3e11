package io.numactor.runtime.membership;

import com.typesafe.config.Config;
import io.numactor.runtime.Role;
import io.numactor.runtime.membership.BrokenLinks.Link;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.DowningProvider;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.sbr.DowningStrategy;
import org.apache.pekko.cluster.sbr.SplitBrainResolver;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.DurationConverters;

/**
 * Pekko's split brain resolver with a strategy of our own: {@link Side#livesOn}. Named in {@code numactor.conf}; why none
 * of the built-in ones does: docs/adr/0004-nodes-decide.md.
 */
public final class NodesDecide extends DowningProvider {
    private final ActorSystem system;
    private final Config config;

    /** As Pekko makes it. */
    public NodesDecide(ActorSystem system) {
        this.system = system;
        this.config = system.settings().config();
    }

    /** How long a singleton that takes over leaves to the one before: little, as terms keep an earlier one from ruling. */
    @Override
    public FiniteDuration downRemovalMargin() {
        return duration(config.getDuration("numactor.membership.removal-margin"));
    }

    @Override
    public Option<Props> downingActorProps() {
        Cluster cluster = Cluster.get(system);
        return Option.apply(SplitBrainResolver.props(
                duration(config.getDuration("pekko.cluster.split-brain-resolver.stable-after")),
                new Strategy(cluster.selfDataCenter(), cluster.selfUniqueAddress())));
    }

    private static FiniteDuration duration(Duration duration) {
        return DurationConverters.toScala(duration);
    }

    private static final class Strategy extends DowningStrategy {
        /** Nodes before control JVMs, and the youngest first. */
        private static final Comparator<Member> FIRST_TO_GO = Comparator.<Member, Boolean>comparing(
                        member -> member.hasRole(Role.CONTROL.label()))
                .thenComparing(Member.ageOrdering().reverse());

        Strategy(String dataCenter, UniqueAddress self) {
            super(dataCenter, self);
        }

        @Override
        public Option<String> role() {
            return Option.empty();
        }

        /** Those that are joining count, too: they may be members on the other side already. */
        @Override
        public Decision decide() {
            if (hasIndirectlyConnected()) {
                return DowningStrategy.DownIndirectlyConnected$.MODULE$;
            }
            Collection<Member> here = CollectionConverters.asJava(reachableMembers(true, false));
            Collection<Member> away = CollectionConverters.asJava(unreachableMembers(true, false));
            Side side = new Side(
                    count(here, Role.NODE),
                    count(away, Role.NODE),
                    count(here, Role.CONTROL),
                    count(away, Role.CONTROL),
                    isOldestControlIn(here, away));
            return side.livesOn() ? DowningStrategy.DownUnreachable$.MODULE$ : DowningStrategy.DownReachable$.MODULE$;
        }

        /** Of members that do not hear each other, while gossip goes round, those that are to blame; Pekko would down all. */
        @Override
        public scala.collection.immutable.Set<UniqueAddress> nodesToDown(Decision decision) {
            if (decision != DowningStrategy.DownIndirectlyConnected$.MODULE$) {
                return super.nodesToDown(decision);
            }
            Set<UniqueAddress> toBlame = BrokenLinks.toBlame(brokenLinks(), FIRST_TO_GO).stream()
                    .map(Member::uniqueAddress)
                    .collect(Collectors.toSet());
            return toBlame.isEmpty()
                    ? super.nodesToDown(decision)
                    : CollectionConverters.asScala(toBlame).toSet();
        }

        /** Between members of which neither is about to leave. */
        private List<Link<Member>> brokenLinks() {
            Map<UniqueAddress, Member> staying = CollectionConverters.asJava(members(true, true)).stream()
                    .collect(Collectors.toMap(Member::uniqueAddress, member -> member));
            return CollectionConverters.asJava(reachability().records()).stream()
                    .flatMap(broken -> Optional.ofNullable(staying.get(broken.observer())).stream()
                            .flatMap(observer -> Optional.ofNullable(staying.get(broken.subject())).stream()
                                    .map(subject -> new Link<>(observer, subject))))
                    .toList();
        }

        private static int count(Collection<Member> members, Role role) {
            return (int) members.stream()
                    .filter(member -> member.hasRole(role.label()))
                    .count();
        }

        private static boolean isOldestControlIn(Collection<Member> here, Collection<Member> away) {
            return Stream.concat(here.stream(), away.stream())
                    .filter(member -> member.hasRole(Role.CONTROL.label()))
                    .min(Comparator.comparing(member -> member, Member.ageOrdering()))
                    .filter(here::contains)
                    .isPresent();
        }
    }
}
