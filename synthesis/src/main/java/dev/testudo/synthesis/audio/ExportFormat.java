package dev.testudo.synthesis.audio;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A format that {@link AudiobookExporter} writes. Bit rates suit one voice in mono. */
public enum ExportFormat {
  /** AAC in MP4 with chapter marks and cover: what audiobook players expect. */
  M4B("-f ipod -c:a aac -b:a 64k -movflags +faststart"),
  /** One MP3 per chapter in a folder, or one MP3 with ID3 chapters; at the rate of every player. */
  MP3("-f mp3 -c:a libmp3lame -b:a 128k -id3v2_version 3"),
  /** Opus in Ogg with chapter comments. */
  OPUS("-f opus -c:a libopus -b:a 32k -application voip"),
  /** Lossless, with chapter comments and cover. */
  FLAC("-f flac -c:a flac");

  private static final int MP3_RATE_HZ = 44_100;

  private final String coding;

  ExportFormat(String coding) {
    this.coding = coding;
  }

  /**
   * {@return the format of this name in any case}
   *
   * @throws IllegalArgumentException in one sentence that lists the known formats
   */
  public static ExportFormat of(String name) {
    return Stream.of(values())
        .filter(format -> format.extension().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot export to \"" + name + "\": the formats are " + known()));
  }

  /** {@return the ending of its files, without the dot} */
  public String extension() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return whether a book becomes this one file; else it is a folder of its chapters} */
  public boolean isOneFile(Path output) {
    return this != MP3 || endsAs(output);
  }

  /**
   * Refuses a file that is named as if it were of another format.
   *
   * @throws IllegalArgumentException in one sentence
   */
  public void requireEndingOf(Path output) {
    for (ExportFormat other : values()) {
      if (other != this && other.endsAs(output)) {
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

  /** {@return whether coding can raise peaks} */
  boolean isLossy() {
    return this != FLAC;
  }

  /** {@return whether the cover is a tag, not a picture stream: Ogg has no other place} */
  boolean coverInTags() {
    return this == OPUS;
  }

  /** {@return whether chapter marks are tags as well: FFmpeg writes none for FLAC by itself} */
  boolean chaptersInTags() {
    return this == FLAC;
  }

  List<String> arguments() {
    return Ffmpeg.join(List.of(coding.split(" ")), Ffmpeg.BIT_EXACT);
  }

  private static String known() {
    return Stream.of(values()).map(ExportFormat::extension).collect(Collectors.joining(", "));
  }
}
