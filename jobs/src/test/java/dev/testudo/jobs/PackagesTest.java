package dev.testudo.jobs;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
            .importPackages("dev.testudo.jobs");
  }

  @Test
  void packagesDependOnEachOtherWithoutCircles() {
    slices().matching("dev.testudo.(**)").should().beFreeOfCycles().check(classes);
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
