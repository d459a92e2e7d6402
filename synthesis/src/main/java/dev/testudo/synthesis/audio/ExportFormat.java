// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A format that {@link AudiobookExporter} writes. Bit rates suit one voice in mono. */
public enum ExportFormat {
  /** AAC in MP4 with chapter marks and cover: what audiobook players expect. */
  M4B(64, "-f ipod -c:a aac -movflags +faststart"),
  /** One AAC in MP4 per chapter in a folder, or one with chapter marks. */
  M4A(64, "-f ipod -c:a aac -movflags +faststart"),
  /** One MP3 per chapter in a folder, or one MP3 with ID3 chapters; at the rate of every player. */
  MP3(128, "-f mp3 -c:a libmp3lame -id3v2_version 4"),
  /** Opus in Ogg with chapter comments. */
  OPUS(32, "-f opus -c:a libopus -application voip"),
  /** Lossless, with chapter comments and cover. */
  FLAC(0, "-f flac -c:a flac"),
  /** Lossless and uncompressed, for editing; has neither chapters nor a cover. */
  WAV(0, "-f wav -c:a pcm_s16le -rf64 auto");

  private static final int MP3_RATE_HZ = 44_100;

  private final int kilobits;
  private final String coding;

  ExportFormat(int kilobits, String coding) {
    this.kilobits = kilobits;
    this.coding = coding;
  }

  /** {@return the ending of its files, without the dot} */
  public String extension() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return whether a book becomes this one file; else it is a folder of its chapters} */
  public boolean isOneFile(Path output) {
    return (this != MP3 && this != M4A) || endsAs(output);
  }

  /**
   * Refuses a file that is named as if it were of another format.
   *
   * @throws IllegalArgumentException in one sentence
   */
  public void requireEndingOf(Path output) {
    for (ExportFormat other : values()) {
      if (!other.coding.equals(coding) && other.endsAs(output)) {
        throw new IllegalArgumentException(
            "Cannot export %s to \"%s\": its name must end in .%s"
                .formatted(extension(), output, extension()));
      }
    }
  }

  private boolean endsAs(Path output) {
    return output.toString().toLowerCase(Locale.ROOT).endsWith("." + extension());
  }

  /** {@return the sample rate of its files, or 0 for the chapters' own} */
  int sampleRateHz() {
    return this == MP3 ? MP3_RATE_HZ : 0;
  }

  /** {@return the media type of its files} */
  public String mediaType() {
    return switch (this) {
      case M4B, M4A -> "audio/mp4";
      case MP3 -> "audio/mpeg";
      case OPUS -> "audio/ogg";
      case FLAC -> "audio/flac";
      case WAV -> "audio/wav";
    };
  }

  /** {@return whether coding can raise peaks} */
  boolean isLossy() {
    return this != FLAC && this != WAV;
  }

  /** {@return whether its files can hold a picture} */
  boolean hasCover() {
    return this != WAV;
  }

  /** {@return whether the cover is a tag, not a picture stream: Ogg has no other place} */
  boolean coverInTags() {
    return this == OPUS;
  }

  /** {@return whether chapter marks are tags as well: FFmpeg writes none for FLAC by itself} */
  boolean chaptersInTags() {
    return this == FLAC;
  }

  /** {@return the usual bit rate for one voice; 0 where there is nothing to choose} */
  public int kilobits() {
    return kilobits;
  }

  List<String> arguments(int rate) {
    return Ffmpeg.join(
        List.of(coding.split(" ")),
        isLossy() ? List.of("-b:a", rate + "k") : List.of(),
        Ffmpeg.BIT_EXACT);
  }
}
