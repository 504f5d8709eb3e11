package io.numactor.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.api.v1.PageRun;
import io.numactor.cli.UsageProblem;
import org.junit.jupiter.api.Test;

class HandleTest {
    @Test
    void readsWhatItPrints() {
        PageRun run = PageRun.newBuilder()
                .setNode(3)
                .setIncarnation(-2)
                .setGrant(-1)
                .setPfn(0x58200)
                .setOrder(9)
                .setBlocks(2)
                .build();
        assertThat(Handle.of(run)).isEqualTo("3:18446744073709551614:4294967295:0x58200:9:2");
        assertThat(Handle.parse(Handle.of(run))).isEqualTo(run);
    }

    @Test
    void refusesOtherText() {
        assertThatThrownBy(() -> Handle.parse("N0/Normal")).hasMessageContaining("'N0/Normal' is not a handle");
        assertThatThrownBy(() -> Handle.parse("0:99999999999999999999:1:0x1:0:1"))
                .isInstanceOf(UsageProblem.class);
    }
}
