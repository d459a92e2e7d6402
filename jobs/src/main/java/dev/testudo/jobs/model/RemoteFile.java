// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.config.ConfFiles;
import dev.testudo.jobs.config.ConfigException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A file to download.
 *
 * @param name what it is called here: a plain file name
 * @param bytes its size, -1 if that is not known
 * @param sha256 64 hex digits, or empty if the server is to be asked for its digest
 */
public record RemoteFile(String name, URI url, long bytes, String sha256) {
  private static final String UNKNOWN = "-";
  private static final String OFFICIAL = "models/tortoise.tsv";

  public RemoteFile {
    requireNonNull(url, "url is null");
    require(name.matches("[\\w.-]*\\w[\\w.-]*"), "its name \"" + name + "\" is not a file name");
    require(
        ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
            && url.getHost() != null,
        "\"" + url + "\" is not an http or https address");
    require(bytes >= -1, "its size " + bytes + " is negative");
    require(
        sha256.isEmpty() || sha256.matches("[0-9a-f]{64}"),
        "\"" + sha256 + "\" is not a SHA-256 of 64 hex digits");
  }

  private static void require(boolean ok, String problem) {
    if (!ok) {
      throw new IllegalArgumentException(problem);
    }
  }

  /** {@return every file of the official checkpoints that a bundle can hold something of} */
  public static List<RemoteFile> officialCheckpoints() {
    String text =
        ConfFiles.read(OFFICIAL)
            .orElseThrow(() -> new ConfigException("Cannot find conf/" + OFFICIAL));
    return parseList(text, "conf/" + OFFICIAL);
  }

  /**
   * {@return the files of a list: a line each of name, address, size and SHA-256 with tabs between,
   * the last two as - where they are not known; lines that begin with # are comments}
   *
   * @param source where the text comes from, for messages
   * @throws ConfigException that names source and line
   */
  public static List<RemoteFile> parseList(String text, String source) {
    List<RemoteFile> files = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        try {
          files.add(parse(line));
        } catch (IllegalArgumentException e) {
          throw new ConfigException(
              "Cannot fetch by the list %s: line %d: %s".formatted(source, number, e.getMessage()));
        }
      }
    }
    return files;
  }

  private static RemoteFile parse(String line) {
    String[] parts = line.strip().split("\t+", -1);
    require(parts.length == 4, "it has " + parts.length + " columns, not 4 with tabs between");
    require(parts[2].matches("-|\\d{1,15}"), "its size \"" + parts[2] + "\" is not a number");
    return new RemoteFile(
        parts[0],
        URI.create(parts[1]),
        parts[2].equals(UNKNOWN) ? -1 : Long.parseLong(parts[2]),
        parts[3].equals(UNKNOWN) ? "" : parts[3].toLowerCase(Locale.ROOT));
  }
}
