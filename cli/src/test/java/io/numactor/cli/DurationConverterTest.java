package io.numactor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationConverterTest {
    private final DurationConverter converter = new DurationConverter();

    @Test
    void readsTimesAsPeopleWriteThem() {
        assertThat(converter.convert("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(converter.convert("20s")).isEqualTo(Duration.ofSeconds(20));
        assertThat(converter.convert("1.5s")).isEqualTo(Duration.ofMillis(1500));
        assertThat(converter.convert("2m")).isEqualTo(Duration.ofMinutes(2));
        assertThat(converter.convert("3")).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void refusesOtherText() {
        assertThatThrownBy(() -> converter.convert("-1s")).hasMessageContaining("'-1s' is not a time");
        assertThatThrownBy(() -> converter.convert("soon")).hasMessageContaining("500ms");
    }
}
