package io.numactor.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.cli.ExitCode;
import io.numactor.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What the guided pages say a command prints is what it prints. {@code -Dregenerate=true} writes the output into the
 * pages anew instead.
 */
final class GuideTest {
    static final List<String> PAGES = List.of("docs/boot.md", "docs/kernels.md");

    @ParameterizedTest
    @FieldSource("PAGES")
    void showsWhatTheCommandsPrint(String name) throws IOException {
        Path file = root().resolve(name);
        GuidePage page = GuidePage.read(Files.readAllLines(file));
        if (Boolean.getBoolean("regenerate")) {
            Files.write(file, page.with(GuideTest::run).lines());
            return;
        }
        assertThat(page.examples()).hasSizeGreaterThan(5);
        for (GuidePage.Example example : page.examples()) {
            assertThat(GuidePage.timeless(run(example.command())))
                    .as(example.command())
                    .isEqualTo(GuidePage.timeless(example.output()));
        }
    }

    @Test
    void noticesAnOutputThatIsNotWhatIsPrinted() {
        GuidePage page =
                GuidePage.read(List.of("```text", "$ deploy/numactor boot ring-4 | grep Policy", "wrong", "```"));
        GuidePage.Example example = page.examples().get(0);
        assertThat(run(example.command())).containsExactly("Policy zone: DMA32").isNotEqualTo(example.output());
        assertThat(page.with(GuideTest::run).lines())
                .contains("Policy zone: DMA32")
                .doesNotContain("wrong");
    }

    /** {@code deploy/numactor WORDS | filter | filter}, in this JVM. */
    private static List<String> run(String command) {
        String[] parts = command.split(" \\| ", -1);
        StringWriter out = new StringWriter();
        String[] words = parts[0].replaceFirst("^deploy/numactor ", "").split(" +", -1);
        int status = Main.commandLine().setOut(new PrintWriter(out)).execute(words);
        assertThat(status).as(command).isEqualTo(ExitCode.OK);
        List<String> lines = out.toString().lines().map(String::stripTrailing).toList();
        for (int filter = 1; filter < parts.length; filter++) {
            lines = filtered(lines, parts[filter].split(" ", 3));
        }
        return lines;
    }

    private static List<String> filtered(List<String> lines, String[] filter) {
        int count = filter.length == 3 ? Math.min(lines.size(), Integer.parseInt(filter[2])) : 0;
        return switch (filter[0]) {
            case "head" -> lines.subList(0, count);
            case "tail" -> lines.subList(lines.size() - count, lines.size());
            case "grep" ->
                lines.stream().filter(line -> line.contains(filter[1])).toList();
            default -> throw new IllegalArgumentException("no such filter: " + filter[0]);
        };
    }

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("ARCHITECTURE.md"))) {
            at = at.getParent();
        }
        return at;
    }
}
