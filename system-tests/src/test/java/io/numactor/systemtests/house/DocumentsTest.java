package io.numactor.systemtests.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.machine.Machines;
import io.numactor.mm.boot.MachineSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents name is there. */
final class DocumentsTest {
    private static final Pattern JAVA_FILE = Pattern.compile("\\b([A-Z]\\w*)\\.java\\b");
    /** {@code [text](target)}, without a fragment. */
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

    private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

    private static String text(Path file) {
        return String.join("\n", ProjectFiles.lines(file).orElseThrow());
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult match) -> match.group(1));
    }

    private static List<Path> documents() {
        return ProjectFiles.all().stream()
                .filter(file -> file.toString().endsWith(".md"))
                .toList();
    }

    @Test
    void everyJavaFileThatTheArchitectureNamesExistsOnce() {
        Map<String, Long> files = ProjectFiles.all().stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".java"))
                .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        Map<String, Long> named = new TreeMap<>();
        found(JAVA_FILE, text(Path.of("ARCHITECTURE.md")))
                .forEach(name -> named.put(name + ".java", files.getOrDefault(name + ".java", 0L)));

        assertThat(named)
                .hasSizeGreaterThan(20)
                .allSatisfy((name, count) -> assertThat(count).as(name).isOne());
    }

    @Test
    void everyLinkInsideTheProjectLeadsSomewhere() {
        assertThat(documents())
                .isNotEmpty()
                .allSatisfy(document -> found(LINK, text(document))
                        .filter(target -> !target.matches("[a-z]+:.*"))
                        .forEach(target -> assertThat(Files.exists(ProjectFiles.root()
                                        .resolve(document)
                                        .resolveSibling(target)
                                        .normalize()))
                                .as(target)
                                .isTrue()));
    }

    @Test
    void theMachineOfTheReadmeCanBoot(@TempDir Path folder) throws IOException {
        List<String> machines = found(YAML, text(Path.of("README.md"))).toList();
        assertThat(machines).hasSize(1);
        Path file = Files.writeString(folder.resolve("my-machine.yaml"), machines.get(0));

        assertThat(MachineSetup.layout(Machines.read(file).boot()).nodes()).hasSize(3);
    }

    @Test
    void noLinkLeavesTheProject() {
        assertThat(documents())
                .allSatisfy(document -> assertThat(found(LINK, text(document)))
                        .noneMatch(target -> Path.of("")
                                .resolve(document)
                                .resolveSibling(target)
                                .normalize()
                                .startsWith("..")));
    }
}
