package io.numactor.runtime;

import io.numactor.wire.MemberInfo;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;

/** Says who this JVM is, for the coordinator and for people. */
public final class JvmIdentity {
    private JvmIdentity() {}

    /** A member of a cluster. */
    public static MemberInfo clustered(ActorSystem<?> system, JvmSettings settings) {
        UniqueAddress self = Cluster.get(system).selfMember().uniqueAddress();
        return MemberInfo.newBuilder()
                .setAddress(self.address().hostPort().replaceFirst("^.*@", ""))
                .addAllRoles(settings.roles().stream().map(Role::label).sorted().toList())
                .setPid(ProcessHandle.current().pid())
                .setMetricsUrl(
                        scheme(settings) + "://" + settings.advertisedHost() + ":" + settings.httpPort() + "/metrics")
                .setUid(self.longUid())
                .build();
    }

    private static String scheme(JvmSettings settings) {
        return settings.credentials().tls().isPresent() ? "https" : "http";
    }

    /** The one JVM of an embedded machine. */
    public static MemberInfo embedded() {
        return MemberInfo.newBuilder()
                .setAddress("embedded")
                .addRoles(Role.CONTROL.label())
                .addRoles(Role.GATEWAY.label())
                .addRoles(Role.NODE.label())
                .setPid(ProcessHandle.current().pid())
                .setUid(1)
                .build();
    }
}
