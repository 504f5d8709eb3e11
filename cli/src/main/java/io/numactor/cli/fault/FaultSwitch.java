package io.numactor.cli.fault;

import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.HttpAccess;
import java.io.IOException;
import java.net.HttpURLConnection;

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
    static void put(Target target, String fault) {
        if (!reach(target, fault)) {
            throw ClusterProblem.unreachable(target.member().who() + " does not answer at " + url(target, fault));
        }
    }

    private static String url(Target target, String fault) {
        return target.cluster().reach().url(target.member().httpPort()) + path(fault);
    }

    private static String path(String fault) {
        return "/faults/" + fault;
    }

    /** The same, and false when the JVM does not answer: it may be about to end. */
    static boolean reach(Target target, String fault) {
        try {
            HttpURLConnection connection = new HttpAccess(target.cluster().reach())
                    .open(target.member().httpPort(), path(fault), TIMEOUT_MILLIS);
            connection.setRequestMethod("PUT");
            int status = connection.getResponseCode();
            connection.disconnect();
            if (status != HttpURLConnection.HTTP_OK) {
                throw ClusterProblem.failed(target.member().who() + " refuses " + url(target, fault) + " with status "
                        + status + ": only JVMs that 'up' started on a loopback address can be told to fail");
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
