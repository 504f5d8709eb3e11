package io.numactor.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

final class MetricsPageTest {
    private static final String PAGE = "docs/metrics.md";
    private static final String HOW = PAGE + " is stale; write it anew: ./mvnw -pl runtime -am test"
            + " -Dtest=MetricsPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dregenerate=true";

    @Test
    void thePageIsThatOfTheCatalogue() throws IOException {
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(Repository.file(PAGE), MetricsPage.text());
        }
        assertThat(Files.exists(Repository.file(PAGE))).as(HOW).isTrue();
        assertThat(Repository.read(PAGE)).as(HOW).isEqualTo(MetricsPage.text());
    }
}
