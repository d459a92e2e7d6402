// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar, by a real spark-submit and by the launcher. */
class SparkSubmitIT {
  @TempDir private Path folder;

  @Test
  void rendersBySparkSubmitWithALocalMaster() throws IOException, InterruptedException {
    LibraryFolder library = new LibraryFolder(folder.resolve("library"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of("target/spark/bin/spark-submit").toAbsolutePath().toString(),
                "--master",
                "local[2,4]",
                "--class",
                "dev.testudo.jobs.Testudo",
                Path.of("target/testudo.jar").toAbsolutePath().toString()));
    command.addAll(List.of(CommandLineRun.arguments("render", sample(), library.root())));

    ChildProcess submitted = ChildProcess.of(folder, folder, command);

    assertThat(submitted.exitCode()).as(submitted.err()).isZero();
    assertThat(submitted.out()).contains("Published book");
    assertThat(library.edition("main").chapters()).hasSize(2);
  }

  @Test
  void launcherWorksThroughALinkFromAnyFolder() throws IOException, InterruptedException {
    Path link =
        Files.createSymbolicLink(
            folder.resolve("link"), Path.of("../testudo").toAbsolutePath().normalize());
    List<String> command = new ArrayList<>(List.of(link.toString()));
    command.addAll(
        List.of(CommandLineRun.arguments("plan", sample(), folder.resolve("library"), "--json")));

    ChildProcess planned = ChildProcess.of(folder, folder, command);

    assertThat(planned.exitCode()).as(planned.err()).isZero();
    assertThat(planned.out().strip()).startsWith("{").contains("\"title\":").endsWith("}");
    assertThat(folder.resolve("library")).doesNotExist();
  }

  @Test
  void executorsInProcessesOfTheirOwnLoadTheModelAndGiveTheSameEdition()
      throws IOException, InterruptedException {
    LibraryFolder local = new LibraryFolder(folder.resolve("local"));
    assertThat(CommandLineRun.render(sample(), local.root()).exitCode()).isZero();
    LibraryFolder cluster = new LibraryFolder(folder.resolve("cluster"));
    List<String> command =
        new ArrayList<>(List.of(Path.of("../testudo").toAbsolutePath().normalize().toString()));
    command.addAll(
        List.of(
            CommandLineRun.arguments(
                "render", sample(), cluster.root(), "--master", "local-cluster[2,1,1024]")));

    ChildProcess rendered = ChildProcess.of(folder, folder, command);

    assertThat(rendered.exitCode()).as(rendered.err()).isZero();
    assertThat(cluster.takes())
        .extracting(take -> take.origin().executor())
        .doesNotContain("driver");
    assertThat(cluster.edition("main").digest()).isEqualTo(local.edition("main").digest());
  }

  private static Path sample() {
    return Manuscripts.SAMPLE.toAbsolutePath().normalize();
  }
}
