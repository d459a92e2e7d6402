// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.testudo.jobs.ChildProcess;
import dev.testudo.jobs.CommandLineRun;
import dev.testudo.synthesis.PythonEnvironment;
import dev.testudo.synthesis.audio.AudioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From checkpoints of the official names and keys, small and random, to speech. */
class ModelImportIT {
  private static final Path CONVERTER = Path.of("../synthesis/python").toAbsolutePath().normalize();

  @TempDir Path folder;

  @BeforeEach
  void findConverter() {
    System.setProperty(OfficialImport.FOLDER_PROPERTY, CONVERTER.toString());
  }

  @AfterEach
  void forgetConverter() {
    System.clearProperty(OfficialImport.FOLDER_PROPERTY);
  }

  private String checkpoints() throws IOException, InterruptedException {
    Optional<Path> python = PythonEnvironment.find(System.getenv());
    assumeTrue(
        python.isPresent(),
        "No Python with torch: run synthesis/python/environment once, or set TESTUDO_PYTHON");
    String parity = System.getenv().getOrDefault("TESTUDO_PARITY_DIR", "../../shared/parity");
    assumeTrue(Files.isDirectory(Path.of(parity)), "No golden vectors: set TESTUDO_PARITY_DIR");
    String made = Files.createDirectory(folder.resolve("official")).toString();
    String write =
        "import sys, pathlib; sys.path += ['.', 'tests']; import official_files;"
            + " official_files.write_small(pathlib.Path(sys.argv[1]))";
    ChildProcess script =
        ChildProcess.of(
            folder, CONVERTER, List.of(python.get().toString(), "-B", "-c", write, made));
    assertThat(script.exitCode()).as(script.err()).isZero();
    return made;
  }

  @Test
  void importedCheckpointsSpeak() throws IOException, InterruptedException {
    String checkpoints = checkpoints();
    String bundle = folder.resolve("bundle").toString();
    CommandLineRun imported =
        CommandLineRun.of("model", "import", checkpoints, "--to", bundle, "--heads", "4");
    assertThat(imported.err()).contains("Writing autoregressive.pt").doesNotContain("testudo: ");
    assertThat(imported.exitCode()).isZero();
    assertThat(imported.out()).contains("voices [random-1, random-2, random-3]");

    Path speech = folder.resolve("speech.wav");
    CommandLineRun spoken =
        CommandLineRun.of(
            "speak",
            "Mr. Hale came home.",
            "--output",
            speech.toString(),
            "--model",
            bundle,
            "--set",
            "diffusion-steps=2");
    assertThat(spoken.err()).isEmpty();
    assertThat(spoken.exitCode()).isZero();
    assertThat(AudioReader.read(speech, 24_000).seconds()).isBetween(0.1, 5.0);

    String library = folder.resolve("library").toString();
    CommandLineRun added =
        CommandLineRun.of(
            "voice", "add", "nobody", "--random", "7", "--library", library, "--model", bundle);
    assertThat(added.exitCode()).as(added.err()).isZero();
    assertThat(added.out()).startsWith("nobody: voice ").contains(" of seed 7;");
    assertThat(CommandLineRun.of("voice", "list", "--library", library).out())
        .contains("random, seed 7");
    Path other = folder.resolve("other.wav");
    spoken = speak(bundle, other, "vocoder=bigvgan-base", "--voice", "nobody", library);
    assertThat(spoken.exitCode()).as(spoken.err()).isZero();
    assertThat(AudioReader.read(other, 24_000).seconds()).isBetween(0.1, 5.0);
    spoken =
        speak(bundle, folder.resolve("no.wav"), "vocoder=hifigan", "--voice", "nobody", library);
    assertThat(spoken.exitCode()).isEqualTo(2);
    assertThat(spoken.err())
        .contains(
            "Cannot use \"vocoder\" = \"hifigan\": it must be one of [bigvgan-base, univnet]");

    Files.write(Path.of(checkpoints, "vocoder.pth"), new byte[100]);
    CommandLineRun refused =
        CommandLineRun.of("model", "import", checkpoints, "--to", bundle + "2", "--heads", "4");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains(
            "testudo: Cannot import " + Path.of(checkpoints, "vocoder.pth") + ": it is damaged");
    assertThat(Path.of(bundle + "2")).doesNotExist();
  }

  private static CommandLineRun speak(
      String bundle, Path output, String setting, String option, String value, String library) {
    return CommandLineRun.of(
        "speak",
        "Mr. Hale came home.",
        "--output",
        output.toString(),
        "--model",
        bundle,
        "--library",
        library,
        "--set",
        "diffusion-steps=2",
        "--set",
        setting,
        option,
        value);
  }
}
