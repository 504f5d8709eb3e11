package io.numactor.systemtests.house;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.numactor.cli.Main;
import io.numactor.machine.Machines;

/** The arrows of ARCHITECTURE.md, held against the classes as they are compiled. */
@AnalyzeClasses(packages = "io.numactor", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String[] PROTO = {"io.numactor.proto..", "io.numactor.api..", "io.numactor.wire.."};

    @ArchTest
    static final ArchRule arrowsPointDown = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.numactor..")
            .layer("mm")
            .definedBy("io.numactor.mm..")
            .layer("machine")
            .definedBy("io.numactor.machine..")
            .layer("proto")
            .definedBy(PROTO)
            .layer("runtime")
            .definedBy("io.numactor.runtime..")
            .layer("node-actor")
            .definedBy("io.numactor.node..")
            .layer("coordinator")
            .definedBy("io.numactor.coordinator..")
            .layer("load")
            .definedBy("io.numactor.load..")
            .layer("sim")
            .definedBy("io.numactor.sim..")
            .layer("cli")
            .definedBy("io.numactor.cli..")
            .whereLayer("mm")
            .mayNotAccessAnyLayer()
            .whereLayer("machine")
            .mayOnlyAccessLayers("mm")
            .whereLayer("proto")
            .mayOnlyAccessLayers("mm", "machine")
            .whereLayer("runtime")
            .mayOnlyAccessLayers("mm", "machine", "proto")
            .whereLayer("node-actor")
            .mayOnlyAccessLayers("mm", "machine", "proto", "runtime")
            .whereLayer("coordinator")
            .mayOnlyAccessLayers("mm", "machine", "proto", "runtime")
            .whereLayer("load")
            .mayOnlyAccessLayers("mm", "machine", "proto", "runtime")
            .whereLayer("sim")
            .mayOnlyAccessLayers("mm", "proto", "runtime", "node-actor", "coordinator")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule mmNeedsOnlyTheJdk = classes()
            .that()
            .resideInAPackage("io.numactor.mm..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.numactor.mm..", "java..", "org.jspecify.annotations..");

    /** The options of SnakeYAML, on which Jackson's YAML stands, bound what a document may ask for. */
    @ArchTest
    static final ArchRule machineNeedsOnlyMmAndJackson = classes()
            .that()
            .resideInAPackage("io.numactor.machine..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.numactor.machine..",
                    "io.numactor.mm..",
                    "java..",
                    "com.fasterxml.jackson..",
                    "org.yaml.snakeyaml..",
                    "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule onlyTheActorModulesKnowPekko = noClasses()
            .that()
            .resideInAnyPackage("io.numactor.mm..", "io.numactor.machine..", "io.numactor.load..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.pekko..");

    @ArchTest
    static final ArchRule onlyTheMetricsPageKnowsMicrometer = noClasses()
            .that()
            .resideOutsideOfPackage("io.numactor.runtime.metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micrometer..", "io.prometheus..");

    /** Bytes from elsewhere never choose a class. */
    @ArchTest
    static final ArchRule nothingIsDeserializedByReflection = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.ObjectInputStream")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.beans.XMLDecoder")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.yaml.snakeyaml.Yaml")
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson.databind.jsontype..")
            .orShould()
            .callMethodWhere(target(nameMatching("(?:activate|enable)DefaultTyping.*")));

    /** The entry of a module knows all of its packages, and they know the names beside it. */
    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("io.numactor.(**)")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(belongToAnyOf(Main.class, Machines.class), resideInAPackage("io.numactor.."));
}
