// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.PythonEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Official checkpoints to a model bundle, by the converter of {@code synthesis/python} in a process
 * of its own: a conversion needs PyTorch, which rendering does without.
 */
public final class OfficialImport {
  /** Names the folder of the converter; {@code ./testudo} sets it. */
  static final String FOLDER_PROPERTY = "testudo.python";

  private static final String REMEDY =
      "run synthesis/python/environment once, which makes one, or set "
          + PythonEnvironment.VARIABLE
          + " to a Python that has torch 2.7.1, numpy and safetensors";

  private final Map<String, String> environment;
  private final Path converter;

  /**
   * @param environment where to look for Python
   * @param converter the folder that holds {@code testudo_voice}
   */
  OfficialImport(Map<String, String> environment, Path converter) {
    this.environment = Map.copyOf(environment);
    this.converter = requireNonNull(converter, "converter is null");
  }

  /**
   * {@return the importer of this installation}
   *
   * @throws ConfigException if it came without the converter
   */
  public static OfficialImport ofThisInstallation() {
    String folder = System.getProperty(FOLDER_PROPERTY, "");
    if (folder.isEmpty()) {
      throw new ConfigException(
          "Cannot import a model: this installation has no converter; use ./testudo of a checkout");
    }
    return new OfficialImport(System.getenv(), Path.of(folder));
  }

  /**
   * Makes a bundle, and opens it.
   *
   * @param source folder of {@code autoregressive.pth} and the others
   * @param to folder of the bundle, which must not be there yet
   * @param options more arguments of the converter
   * @param progress called with the name of each file that is written
   * @throws ConfigException in one sentence, which names file and key where one is wrong
   */
  public ModelBundle run(Path source, Path to, List<String> options, Consumer<String> progress) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(source.toAbsolutePath().toString(), "--to", to.toAbsolutePath().toString()));
    arguments.addAll(options);
    return convert("import_official", "import " + source, arguments, to, progress);
  }

  /**
   * Makes a bundle of random weights in the official sizes, to measure speed, and opens it.
   *
   * @param shapes {@code official}, or {@code quarter} for a quarter of the width
   * @param to folder of the bundle, which must not be there yet
   * @param progress called with the name of each file that is written
   */
  public ModelBundle ofRandomWeights(String shapes, Path to, Consumer<String> progress) {
    List<String> arguments = List.of("--to", to.toAbsolutePath().toString(), "--shapes", shapes);
    return convert("official_shapes", "make random weights", arguments, to, progress);
  }

  private ModelBundle convert(
      String module, String what, List<String> arguments, Path to, Consumer<String> progress) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(python().toString(), "-m", "testudo_voice." + module));
    command.addAll(arguments);
    String error = runConverter(command, progress);
    if (!error.isEmpty()) {
      throw new ConfigException(
          error.startsWith("Cannot ")
              ? error
              : "Cannot %s: %s says \"%s\"; %s".formatted(what, command.get(0), error, REMEDY));
    }
    return ModelBundle.open(to);
  }

  /** {@return the last line of a failed process, or nothing} */
  private String runConverter(List<String> command, Consumer<String> progress) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PYTHONPATH", converter.toString());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    String last = "";
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      try (BufferedReader lines = process.inputReader(UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          last = line.isBlank() ? last : line.strip();
          if (line.startsWith("Writing ")) {
            progress.accept(line);
          }
        }
        int exitCode = process.waitFor();
        return exitCode == 0 ? "" : last.isEmpty() ? "exit code " + exitCode : last;
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "Cannot import a model: it was interrupted";
    }
  }

  private Path python() {
    return PythonEnvironment.find(environment)
        .orElseThrow(
            () -> new ConfigException("Cannot import a model: no Python is set up; " + REMEDY));
  }
}
