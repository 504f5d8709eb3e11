package io.numactor.systemtests;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Programs that are not part of the project: without them their tests are skipped, but not on the build server. */
final class Extras {
    private Extras() {}

    /** Skips the test, or fails it where NUMACTOR_REQUIRE_EXTRAS is 1. */
    static void require(boolean present, String missing) {
        require("NUMACTOR_REQUIRE_EXTRAS", present, missing);
    }

    /** Network namespaces, which not everybody may have: skips the test, or fails it where NUMACTOR_REQUIRE_NAMESPACES is 1. */
    static void requireNamespaces(boolean present) {
        require(
                "NUMACTOR_REQUIRE_NAMESPACES",
                present,
                "skipped: network namespaces are root's, and are made by the program ip (Debian: iproute2)");
    }

    private static void require(String variable, boolean present, String missing) {
        if ("1".equals(System.getenv(variable))) {
            Assertions.assertTrue(present, missing);
        }
        if (!present) {
            System.out.println(missing);
        }
        Assumptions.assumeTrue(present, missing);
    }
}
