// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person sees who stops a rendering: one line, and the next run at work at once. */
class StopIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void saysInOneLineWhatIsKept(String signal, int exitCode) throws Exception {
    Path manuscript = Manuscripts.numbered(folder, 2, 11);
    LibraryFolder library = new LibraryFolder(folder.resolve("library"));
    // Slow enough to be stopped between its units.
    Driver driver = Driver.start(folder, command(manuscript, library, "tone@0.5"));
    Await.until("a unit in the library", () -> driver.hasEnded() || !takes(library).isEmpty());
    assertThat(
            new ProcessBuilder("kill", "-" + signal, "" + driver.process().pid()).start().waitFor())
        .isZero();

    assertThat(driver.finish()).as(driver.log()).isEqualTo(exitCode);
    List<String> lines =
        driver.log().lines().filter(line -> !line.matches("\\d\\d:\\d\\d:\\d\\d INFO .*")).toList();
    assertThat(lines)
        .singleElement()
        .asString()
        .matches(
            "Stopped: \\d+ of \\d+ utterances are kept; run the same command again to continue.");
    assertThat(library.files("leases")).isEmpty();
  }

  private static List<Path> takes(LibraryFolder library) {
    try {
      return library.files("takes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path manuscript, LibraryFolder library, String model)
      throws Exception {
    // A background process of a shell ignores Ctrl-C; this one shall not, wherever tests run.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(Path.of("../testudo").toRealPath().toString());
    command.addAll(List.of("render", manuscript.toString(), "--book", "book", "--model", model));
    command.addAll(List.of("--library", library.root().toString()));
    command.addAll(List.of("--set", "unit-seconds=15", "--set", "slots=4"));
    return command;
  }
}
