// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.synthesis.ModelBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the converter is found, called and believed; a script stands in for Python. */
class OfficialImportTest {
  private static final Path TINY =
      Path.of("../synthesis/src/test/resources/tiny-bundle").toAbsolutePath();

  @TempDir Path folder;

  private Path script(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private OfficialImport with(String body) throws IOException {
    Path python = script(folder.resolve("python"), body);
    return new OfficialImport(Map.of("TESTUDO_PYTHON", python.toString()), Path.of("converter"));
  }

  private ModelBundle run(OfficialImport importer, List<String> heard) {
    return importer.run(
        Path.of("/checkpoints"), folder.resolve("bundle"), List.of("--heads", "4"), heard::add);
  }

  @Test
  void callsTheConverterAndOpensWhatItMade() throws IOException {
    List<String> heard = new ArrayList<>();
    Path asked = folder.resolve("asked");
    String body =
        "echo \"$@\" > %s; echo \"$PYTHONPATH\" >> %s; echo Writing x.pt >&2; echo noise; cp -r %s %s"
            .formatted(asked, asked, TINY, folder.resolve("bundle"));
    assertThat(run(with(body), heard).name()).isEqualTo("tiny");
    assertThat(heard).containsExactly("Writing x.pt");
    assertThat(asked)
        .hasContent(
            "-m testudo_voice.import_official /checkpoints --to %s --heads 4\nconverter"
                .formatted(folder.resolve("bundle")));
  }

  @Test
  void passesOnTheSentenceOfTheConverter() throws IOException {
    OfficialImport importer = with("echo 'Cannot import x.pth: \"a.b\" is missing' >&2; exit 1");
    assertThatThrownBy(() -> run(importer, new ArrayList<>()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Cannot import x.pth: \"a.b\" is missing");
  }

  @Test
  void saysWhatToDoWithAPythonThatLacksTorch() throws IOException {
    OfficialImport importer = with("echo \"No module named 'torch'\" >&2; exit 1");
    assertThatThrownBy(() -> run(importer, new ArrayList<>()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot import /checkpoints: ")
        .hasMessageContaining(
            "says \"No module named 'torch'\"; run synthesis/python/environment once")
        .hasMessageContaining("TESTUDO_PYTHON");
  }

  @Test
  void saysWhatToDoWithoutPython() {
    OfficialImport importer =
        new OfficialImport(Map.of("HOME", folder.toString()), Path.of("converter"));
    assertThatThrownBy(() -> run(importer, new ArrayList<>()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot import a model: no Python is set up; ");
  }

  @Test
  void findsTheEnvironmentThatTheTestsMade() throws IOException {
    Path cache = folder.resolve(".cache/testudo/python");
    script(cache.resolve("unfinished/bin/python"), "exit 1");
    script(cache.resolve("finished/bin/python"), "cp -r " + TINY + " " + folder.resolve("bundle"));
    Files.createFile(cache.resolve("finished/complete"));
    OfficialImport importer =
        new OfficialImport(Map.of("HOME", folder.toString()), Path.of("converter"));
    assertThat(run(importer, new ArrayList<>()).name()).isEqualTo("tiny");
  }
}
