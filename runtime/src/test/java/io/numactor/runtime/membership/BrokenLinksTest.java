package io.numactor.runtime.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.runtime.membership.BrokenLinks.Link;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BrokenLinksTest {
    /** Of two with as many broken links, the one with the greater letter. */
    private static Set<String> toBlame(String... links) {
        List<Link<String>> broken = Stream.of(links)
                .map(link -> new Link<>(link.substring(0, 1), link.substring(1)))
                .toList();
        return BrokenLinks.toBlame(broken, Comparator.reverseOrder());
    }

    @Test
    void oneThatNobodyHearsIsToBlameAndNotThoseThatDoNotHearIt() {
        assertThat(toBlame("ab", "ac", "ad")).containsExactly("a");
    }

    @Test
    void whoeverNoticedDoesNotMatter() {
        assertThat(toBlame("ba", "ab", "ac", "da")).containsExactly("a");
    }

    @Test
    void ofTwoThatDoNotHearEachOtherOneGoes() {
        assertThat(toBlame("ab")).containsExactly("b");
    }

    @Test
    void twoThatNobodyHearsBothGo() {
        assertThat(toBlame("ax", "bx", "cx", "ay", "by", "cy")).containsExactlyInAnyOrder("x", "y");
    }

    @Test
    void withoutThemNoLinkIsBroken() {
        assertThat(toBlame("ab", "cd", "ce")).containsExactlyInAnyOrder("b", "c");
    }
}
