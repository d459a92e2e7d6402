// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import dev.testudo.synthesis.audio.ExportFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A format that a book is handed over in. */
public enum Delivery {
  M4B,
  MP3,
  OPUS,
  FLAC,
  WAV,
  VTT,
  SRT,
  EPUB,
  WEB,
  W3C,
  AUDIOBOOKSHELF,
  PODCAST;

  /**
   * {@return the formats of these names, each once}
   *
   * @throws IllegalArgumentException in one sentence that lists the known formats
   */
  public static Set<Delivery> of(List<String> names) {
    Set<Delivery> formats = new LinkedHashSet<>();
    for (String name : names) {
      formats.add(
          Stream.of(values())
              .filter(format -> format.label().equals(name.strip().toLowerCase(Locale.ROOT)))
              .findFirst()
              .orElseThrow(() -> unknown(name)));
    }
    return formats;
  }

  private static IllegalArgumentException unknown(String name) {
    String known = Stream.of(values()).map(Delivery::label).collect(Collectors.joining(", "));
    return new IllegalArgumentException(
        "Cannot export to \"" + name + "\": the formats are " + known);
  }

  /** {@return its name on the command line} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return the coding of its one file or its chapters' files; empty if it is not audio alone} */
  public Optional<ExportFormat> audio() {
    return switch (this) {
      case M4B -> Optional.of(ExportFormat.M4B);
      case MP3 -> Optional.of(ExportFormat.MP3);
      case OPUS -> Optional.of(ExportFormat.OPUS);
      case FLAC -> Optional.of(ExportFormat.FLAC);
      case WAV -> Optional.of(ExportFormat.WAV);
      case VTT, SRT, EPUB, WEB, W3C, AUDIOBOOKSHELF, PODCAST -> Optional.empty();
    };
  }

  /** {@return whether it has audio inside, beside text or data} */
  public boolean isPackage() {
    return switch (this) {
      case EPUB, WEB, W3C, AUDIOBOOKSHELF, PODCAST -> true;
      case M4B, MP3, OPUS, FLAC, WAV, VTT, SRT -> false;
    };
  }

  /** {@return whether it is a folder} */
  boolean isFolder() {
    return switch (this) {
      case MP3, VTT, SRT, WEB, W3C, AUDIOBOOKSHELF, PODCAST -> true;
      case M4B, OPUS, FLAC, WAV, EPUB -> false;
    };
  }

  /** {@return the ending of its one file for the whole book; empty if it has none} */
  Optional<String> fileEnding() {
    return switch (this) {
      case M4B, OPUS, FLAC, WAV, VTT, SRT, EPUB -> Optional.of(label());
      case W3C -> Optional.of("lpf");
      case MP3, WEB, AUDIOBOOKSHELF, PODCAST -> Optional.empty();
    };
  }
}
