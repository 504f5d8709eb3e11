package io.numactor.load.replay;

import io.numactor.machine.capture.BuddyInfo;
import io.numactor.machine.capture.NodeFiles;
import io.numactor.machine.capture.PageTypeInfo;
import io.numactor.machine.capture.ZoneInfo;
import io.numactor.machine.document.SourceFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files of /proc and /sys as they were at one moment: before a trace began, or after it had ended. */
record BeforeState(Path folder, ZoneInfo zones, BuddyInfo buddy, PageTypeInfo types) {
    private static final String ZONEINFO = "zoneinfo.txt";

    static BeforeState read(Path folder) {
        return new BeforeState(
                folder,
                ZoneInfo.parse(SourceFile.read(folder.resolve(ZONEINFO))),
                BuddyInfo.parse(SourceFile.read(folder.resolve("buddyinfo.txt"))),
                PageTypeInfo.parse(SourceFile.read(folder.resolve("pagetypeinfo.txt"))));
    }

    /** The name of the file that zones() is from. */
    String zoneinfoFile() {
        return folder.resolve(ZONEINFO).toString();
    }

    /** {@code numastat} of a node; empty where it was not captured. */
    Map<String, Long> numastat(int nid) {
        return SourceFile.readIfPresent(folder.resolve("node" + nid).resolve("numastat.txt"))
                .map(NodeFiles::numastat)
                .orElseGet(LinkedHashMap::new);
    }
}
