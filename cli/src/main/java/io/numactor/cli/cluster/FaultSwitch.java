package io.numactor.cli.cluster;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Tells a JVM of the local cluster to have a fault, over its own HTTP port. */
final class FaultSwitch {
    private static final int TIMEOUT_MILLIS = 5_000;

    private FaultSwitch() {}

    /**
     * Flips one.
     *
     * @param fault "isolate", "heal", "slow?rate=100"
     * @throws ClusterProblem when the JVM does not do it
     */
    static void put(MemberRecord member, String fault) {
        if (!reach(member, fault)) {
            throw ClusterProblem.unreachable(member.who() + " does not answer at " + url(member, fault));
        }
    }

    private static String url(MemberRecord member, String fault) {
        return "http://" + Ports.HOST + ":" + member.httpPort() + "/faults/" + fault;
    }

    /** The same, and false when the JVM does not answer: it may be about to end. */
    static boolean reach(MemberRecord member, String fault) {
        String url = url(member, fault);
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setRequestMethod("PUT");
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            int status = connection.getResponseCode();
            connection.disconnect();
            if (status != HttpURLConnection.HTTP_OK) {
                throw ClusterProblem.failed(member.who() + " refuses " + url + " with status " + status
                        + ": only JVMs that 'up' started on this computer can be told to fail");
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
