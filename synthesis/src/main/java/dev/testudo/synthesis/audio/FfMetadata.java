// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

/**
 * Tags and chapter marks in FFmpeg's metadata format. They travel in a file because Java encodes
 * program arguments by the machine's locale, where letters that it lacks become question marks.
 */
final class FfMetadata {
  private final StringBuilder text = new StringBuilder(";FFMETADATA1\n");

  /** Adds a tag; an empty value means that there is none. */
  FfMetadata tag(String key, String value) {
    if (!value.isBlank()) {
      text.append(escape(key)).append('=').append(escape(value)).append('\n');
    }
    return this;
  }

  /** Adds a chapter mark, after all tags. */
  FfMetadata chapter(String title, long startSample, long endSample, int sampleRateHz) {
    text.append("[CHAPTER]\nTIMEBASE=1/").append(sampleRateHz);
    text.append("\nSTART=").append(startSample).append("\nEND=").append(endSample).append('\n');
    return tag("title", title);
  }

  String text() {
    return text.toString();
  }

  /** Control characters other than line feeds cannot be carried by every container. */
  private static String escape(String value) {
    return value
        .replaceAll("\\R", "\n")
        .replaceAll("[\\p{Cntrl}&&[^\n]]", " ")
        .replaceAll("([=;#\\\\\n])", "\\\\$1");
  }
}
