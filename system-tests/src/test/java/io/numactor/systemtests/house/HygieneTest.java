package io.numactor.systemtests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a reader of the files would stumble over. */
final class HygieneTest {
    private static final int MOST_LINES = 400;
    private static final Set<String> WRITTEN = Set.of("java", "proto", "md", "yaml", "yml", "conf", "sh");
    private static final Pattern LEFT_OPEN = Pattern.compile("\\b(?:TO" + "DO|FIX" + "ME)\\b");
    /** An absolute path that exists on some machine only. */
    private static final Pattern SOMEONES_PATH =
            Pattern.compile("(?<![\\w.}~-])/(?:home|root|Users|work|workspace|mnt)/\\w|\\b[A-Z]:\\\\Users");
    /** Where packages come from is the business of the machine that builds; the schema's namespace is only a name. */
    private static final Pattern REGISTRY = Pattern.compile(
            "https?://(?!maven\\.apache\\.org/(?:POM|xsd)/)[^\\s\"'<>]*(?:maven|artifactory|nexus|/simple/|npmjs|pypi)",
            Pattern.CASE_INSENSITIVE);

    private static boolean isRecorded(Path file) {
        return file.toString().contains("src/test/resources");
    }

    private static List<String> linesWith(Pattern pattern, Predicate<Path> files) {
        List<String> found = new ArrayList<>();
        for (Path file : ProjectFiles.all()) {
            if (files.test(file)) {
                collect(file, pattern, found);
            }
        }
        return found;
    }

    private static void collect(Path file, Pattern pattern, List<String> found) {
        List<String> lines = ProjectFiles.lines(file).orElse(List.of());
        for (int i = 0; i < lines.size(); i++) {
            if (pattern.matcher(lines.get(i)).find()) {
                found.add(file + ":" + (i + 1) + ": " + lines.get(i).strip());
            }
        }
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(linesWith(LEFT_OPEN, file -> true)).isEmpty();
    }

    @Test
    void noFileNamesADirectoryOfSomeonesMachine() {
        assertThat(linesWith(SOMEONES_PATH, file -> !isRecorded(file))).isEmpty();
    }

    @Test
    void noFileNamesARegistry() {
        assertThat(linesWith(REGISTRY, file -> !isRecorded(file) && !file.endsWith("LICENSE")))
                .isEmpty();
    }

    @Test
    void everyFileCanBeReadInOneGo() {
        List<String> tooLong = new ArrayList<>();
        for (Path file : ProjectFiles.all()) {
            String name = file.toString();
            if (!isRecorded(file) && WRITTEN.contains(name.substring(name.lastIndexOf('.') + 1))) {
                int lines = ProjectFiles.lines(file).orElse(List.of()).size();
                if (lines > MOST_LINES) {
                    tooLong.add(file + ": " + lines + " lines");
                }
            }
        }

        assertThat(tooLong).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsForAndHasNoNulls() {
        List<Path> packages = ProjectFiles.all().stream()
                .filter(file -> file.toString().matches(".*/src/main/java/.*\\.java"))
                .map(Path::getParent)
                .distinct()
                .toList();

        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(
                        folder -> assertThat(ProjectFiles.root().resolve(folder).resolve("package-info.java"))
                                .content()
                                .startsWith("/**")
                                .contains("@NullMarked\npackage "));
    }

    @Test
    void scriptsCanBeRun() {
        List<Path> scripts = ProjectFiles.all().stream()
                .filter(HygieneTest::isScript)
                .map(ProjectFiles.root()::resolve)
                .toList();

        assertThat(scripts).isNotEmpty().allMatch(Files::isExecutable);
    }

    private static boolean isScript(Path file) {
        List<String> lines =
                isRecorded(file) ? List.of() : ProjectFiles.lines(file).orElse(List.of());
        return !lines.isEmpty() && lines.get(0).startsWith("#!");
    }
}
