package io.numactor.coordinator.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.slf4j.event.EventRecordingLogger;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.SubstituteLogger;

class LossesTest {
    private final Queue<SubstituteLoggingEvent> events = new ArrayDeque<>();
    private final Losses losses =
            new Losses(new EventRecordingLogger(new SubstituteLogger("losses", events, false), events));

    private List<String> lines() {
        return events.stream()
                .map(event -> MessageFormatter.arrayFormat(event.getMessage(), event.getArgumentArray())
                        .getMessage())
                .toList();
    }

    @Test
    void whatIsLostTogetherIsOneLine() {
        losses.pagesLost(2, 0xabcL, Map.of(7L, 200L, 8L, 57L, 9L, 0L));
        losses.pagesLost(0, 0x12L, Map.of(7L, 3L));
        losses.write();
        losses.write();
        assertThat(lines())
                .containsExactly("gone: node 0 (incarnation 12), node 2 (incarnation abc), and 260 pages of 2 owners");
    }

    @Test
    void aNodeOfWhichNobodyHadPagesIsNoLoss() {
        losses.pagesLost(2, 0xabcL, Map.of(9L, 0L));
        losses.write();
        assertThat(lines()).isEmpty();
    }

    @Test
    void ownersThatAreClosedTogetherAreOneLine() {
        losses.ownersLost(List.of(-1L), "silence");
        losses.ownersLost(List.of(1L, 2L, 3L), "cut off");
        assertThat(lines())
                .containsExactly("owner 18446744073709551615 is closed: silence", "3 owners are closed: cut off");
    }
}
