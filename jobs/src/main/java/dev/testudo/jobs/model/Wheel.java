// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.config.ConfFiles;
import dev.testudo.jobs.config.ConfigException;
import java.util.ArrayList;
import java.util.List;

/**
 * A package of the Python package index, and what of it a GPU engine loads.
 *
 * @param file its name, which begins with the project's
 * @param libraryBytes of all libraries together
 * @param libraries paths within the wheel; they find each other by these
 */
public record Wheel(
    String file, long bytes, String sha256, long libraryBytes, List<String> libraries) {
  /** What {@code gpu install} fetches: the version whose native layer is in the distribution. */
  public static final String RELEASE = "torch-2.7.1-cu126";

  public Wheel {
    requireNonNull(file, "file is null");
    requireNonNull(sha256, "sha256 is null");
    require(file.matches("[\\w.]+(-[\\w.]+){4}\\.whl"), "\"" + file + "\" is not a wheel's name");
    require(bytes > 0 && libraryBytes > 0, "a size is not above zero");
    require(sha256.matches("[0-9a-f]{64}"), "\"" + sha256 + "\" is not a SHA-256");
    libraries = List.copyOf(libraries);
    for (String library : libraries) {
      boolean inside = library.matches("[\\w.-]+(/[\\w.-]+)*") && !library.contains("..");
      require(inside, "\"" + library + "\" is not a path within a wheel");
    }
  }

  private static void require(boolean ok, String reason) {
    if (!ok) {
      throw new IllegalArgumentException(reason);
    }
  }

  /** {@return the project's name as the index has it} */
  public String project() {
    return file.substring(0, file.indexOf('-')).replace('_', '-');
  }

  /** {@return the wheels of {@link #RELEASE}} */
  public static List<Wheel> ofRelease() {
    String name = "gpu/" + RELEASE + ".tsv";
    String text =
        ConfFiles.read(name).orElseThrow(() -> new ConfigException("Cannot find conf/" + name));
    return parse(text, "conf/" + name);
  }

  /**
   * {@return the wheels of a list}
   *
   * @throws ConfigException that names source and line
   */
  public static List<Wheel> parse(String text, String source) {
    List<Wheel> wheels = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("\t", -1);
        try {
          require(parts.length == 5, "it has " + parts.length + " columns, not 5");
          wheels.add(
              new Wheel(
                  parts[0],
                  Long.parseLong(parts[1]),
                  parts[2],
                  Long.parseLong(parts[3]),
                  List.of(parts[4].split(" ", -1))));
        } catch (IllegalArgumentException e) {
          throw new ConfigException(
              "Cannot use the list %s: line %d: %s".formatted(source, number, e.getMessage()));
        }
      }
    }
    return wheels;
  }
}
