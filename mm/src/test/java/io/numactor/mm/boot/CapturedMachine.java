package io.numactor.mm.boot;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.Hmat;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.input.MemoryMap.Entry;
import io.numactor.mm.boot.input.PerCpuArea;
import io.numactor.mm.boot.input.Slit;
import io.numactor.mm.boot.input.Srat;
import io.numactor.mm.boot.input.TransparentHugepage;
import io.numactor.mm.kernel.KernelVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A captured boot beside this test: what the kernel was given, and what it printed. */
final class CapturedMachine {
    private final String name;
    private final Map<String, List<String[]>> facts = new HashMap<>();

    CapturedMachine(String name) {
        this.name = name;
        for (String line : lines("inputs.txt")) {
            String[] words = line.split(" ", 2);
            facts.computeIfAbsent(words[0], unseen -> new ArrayList<>())
                    .add(words.length == 1 ? new String[0] : words[1].split(" ", -1));
        }
    }

    List<String> dmesg() {
        return lines("dmesg.txt");
    }

    List<String> zones() {
        return lines("zones.txt");
    }

    private List<String> lines(String file) {
        try (InputStream in = CapturedMachine.class.getResourceAsStream(name + "/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no " + file + " for " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    BootInput input() {
        return new BootInput(
                KernelVersion.V6_1,
                one("release")[0],
                new MemoryMap(all("mem").stream().map(CapturedMachine::entry).toList()),
                facts.containsKey("srat") ? Optional.of(srat()) : Optional.empty(),
                facts.containsKey("slit") ? Optional.of(slit()) : Optional.empty(),
                facts.containsKey("hmat") ? Optional.of(hmat()) : Optional.empty(),
                String.join(" ", one("cmd")),
                Arrays.stream(one("apic")).map(Integer::valueOf).toList(),
                new KernelImage(
                        image("text"), image("rodata"), image("data"), image("init"), image("bss"), image("brk")),
                new BootInput.ImageKiB(
                        number("kib", 0), number("kib", 1), number("kib", 2), number("kib", 3), number("kib", 4)),
                all("initrd").stream().map(words -> bytes(words, 0)).findFirst(),
                new PerCpuArea(
                        (int) number("percpu", 0),
                        number("percpu", 1),
                        number("percpu", 2),
                        number("percpu", 3),
                        number("percpu", 4)),
                number("smp", 0),
                number("logbuf", 0),
                TransparentHugepage.ALWAYS);
    }

    private List<String[]> all(String fact) {
        return facts.getOrDefault(fact, List.of());
    }

    private String[] one(String fact) {
        return all(fact).get(0);
    }

    private long number(String fact, int at) {
        return Long.parseLong(one(fact)[at]);
    }

    private ByteRange image(String part) {
        return all("img").stream()
                .filter(words -> words[0].equals(part))
                .map(words -> bytes(words, 1))
                .findFirst()
                .orElseThrow();
    }

    private static ByteRange bytes(String[] words, int at) {
        return new ByteRange(Long.parseLong(words[at]), Long.parseLong(words[at + 1]));
    }

    private static Entry entry(String[] words) {
        String type = String.join(" ", Arrays.copyOfRange(words, 2, words.length));
        return new Entry(
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Arrays.stream(MemoryMap.Type.values())
                        .filter(known -> known.firmwareName().equals(type))
                        .findFirst()
                        .orElseThrow());
    }

    private Srat srat() {
        return new Srat(
                all("cpu").stream()
                        .map(words -> new Srat.Initiator(Integer.parseInt(words[0]), Integer.parseInt(words[1])))
                        .toList(),
                all("sm").stream()
                        .map(words -> new Srat.Memory(
                                Integer.parseInt(words[0]),
                                Long.parseLong(words[1]),
                                Long.parseLong(words[2]),
                                words[3].equals("1"),
                                words[4].equals("1")))
                        .toList());
    }

    private Slit slit() {
        return new Slit(all("slit").stream()
                .map(words -> Arrays.stream(words).map(Integer::valueOf).toList())
                .toList());
    }

    private Hmat hmat() {
        return new Hmat(all("hmat").stream()
                .map(words -> new Hmat.Access(
                        Hmat.Kind.values()[Integer.parseInt(words[0])],
                        Integer.parseInt(words[1]),
                        Integer.parseInt(words[2]),
                        Long.parseLong(words[3])))
                .toList());
    }
}
