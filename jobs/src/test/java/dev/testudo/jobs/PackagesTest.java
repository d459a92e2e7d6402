// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PackagesTest {
  private static JavaClasses classes;

  @BeforeAll
  static void readOwnClassesOnly() {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.testudo");
  }

  @Test
  void packagesDependOnEachOtherWithoutCircles() {
    for (String module : List.of("dev.testudo.jobs..", "dev.testudo.synthesis..")) {
      slices()
          .matching("dev.testudo.(**)")
          .should()
          .beFreeOfCycles()
          .check(classes.that(resideInAPackage(module)));
    }
  }

  @Test
  void modulesKnowOnlyWhatTheyMay() {
    noClasses()
        .that()
        .resideInAPackage("dev.testudo.segmentation..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.testudo.synthesis..", "dev.testudo.jobs..", "org.apache.spark..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("dev.testudo.synthesis..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.testudo.segmentation..", "dev.testudo.jobs..", "org.apache.spark..")
        .check(classes);
  }

  @Test
  void onlyTheMainClassIsOutsideThePackagesOfTheConcerns() {
    assertThat(classes.stream())
        .filteredOn(c -> c.getPackageName().equals("dev.testudo.jobs") && c.isTopLevelClass())
        .extracting(JavaClass::getSimpleName)
        .filteredOn(name -> !name.equals("package-info"))
        .containsExactly("Testudo");
  }
}
