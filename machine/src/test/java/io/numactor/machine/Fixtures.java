package io.numactor.machine;

import io.numactor.machine.document.SourceFile;
import java.nio.file.Path;
import java.util.List;

/** Files of real boots that tests read. */
public final class Fixtures {
    /** A ring of four small nodes. */
    public static final String RING = "trace-spill-4n-ring";

    /** Two nodes with CPUs, one without, and an HMAT. */
    public static final String CXL = "boot-3n-cxl-hmat";

    /** Two nodes of which part is Movable. */
    public static final String MOVABLE = "trace-movable-2n";

    public static final String I386 = "i386-pae-512m";

    /** x86-32 with HighMem, an initrd that has to move, and a vmalloc area of another size: with PAE and without. */
    public static final List<String> HIGHMEM = List.of("i386-pae-2g-vmalloc256", "i386-nopae-2g-vmalloc64");

    public static final List<String> CAPTURES = List.of(RING, CXL, MOVABLE);

    public static final Path MACHINES = Path.of("../deploy/machines");

    private Fixtures() {}

    public static Path capture(String name) {
        return Path.of("src/test/resources/captures", name);
    }

    public static SourceFile file(String capture, String path) {
        return SourceFile.read(capture(capture).resolve(path));
    }
}
