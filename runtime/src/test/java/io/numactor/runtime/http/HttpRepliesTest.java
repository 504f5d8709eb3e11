package io.numactor.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.junit.jupiter.api.Test;

final class HttpRepliesTest {
    @Test
    void anErrorIsAlwaysValidJson() {
        HttpEntity.Strict entity =
                (HttpEntity.Strict) HttpReplies.error(400, "line 1\n\"N0\"").entity();

        assertThat(entity.getData().utf8String()).isEqualTo("{\"error\":\"line 1\\n\\\"N0\\\"\"}\n");
    }
}
