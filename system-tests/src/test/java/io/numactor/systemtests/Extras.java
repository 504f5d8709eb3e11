package io.numactor.systemtests;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Programs that are not part of the project: without them their tests are skipped, but not on the build server. */
final class Extras {
    private Extras() {}

    /** Skips the test, or fails it where NUMACTOR_REQUIRE_EXTRAS is 1. */
    static void require(boolean present, String missing) {
        if ("1".equals(System.getenv("NUMACTOR_REQUIRE_EXTRAS"))) {
            Assertions.assertTrue(present, missing);
        }
        Assumptions.assumeTrue(present, missing);
    }
}
