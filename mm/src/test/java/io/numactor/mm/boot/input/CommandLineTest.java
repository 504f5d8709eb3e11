package io.numactor.mm.boot.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.input.CommandLine.Leading;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandLineTest {
    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            16M$256M,0x1000000,$256M
            0x1gB,0x40000000,B
            010k,0x2000,''
            0x,0,x
            1234x,1234,x
            18446744073709551615,-1,''
            166666666666666666666666@1G,0x4a2777cf02aaaaa,@1G
            \u0661\u0662,0,\u0661\u0662
            """)
    void aNumberStandsBeforeWhatFollowsIt(String text, String value, String rest) {
        assertThat(Leading.bytes(text)).isEqualTo(new Leading(Long.decode(value), rest));
    }
}
