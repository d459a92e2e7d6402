// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jaudiotagger.audio.AudioFile;
import org.jaudiotagger.audio.AudioFileIO;
import org.jaudiotagger.audio.exceptions.CannotReadException;
import org.jaudiotagger.audio.exceptions.CannotWriteException;
import org.jaudiotagger.audio.exceptions.InvalidAudioFrameException;
import org.jaudiotagger.audio.exceptions.ReadOnlyFileException;
import org.jaudiotagger.tag.TagException;
import org.jaudiotagger.tag.mp4.field.Mp4TagReverseDnsField;

/** Tags of MP4 that FFmpeg does not write: by name, as iTunes keeps what it has no field for. */
final class Mp4Tags {
  private static final String ISSUER = "com.apple.iTunes";
  // Held, since a logger without a reference is collected, and its level with it.
  private static final Logger LIBRARY = Logger.getLogger("org.jaudiotagger");

  static {
    LIBRARY.setLevel(Level.OFF);
  }

  private Mp4Tags() {}

  /** Adds the tags of a book that are not there yet. */
  static void add(Path file, BookTags tags) throws IOException {
    Map<String, String> missing = new LinkedHashMap<>();
    missing.put("PUBLISHER", tags.publisher());
    missing.put("NARRATOR", tags.narrator());
    missing.put("SERIES", tags.series());
    missing.put("SERIES-PART", tags.part());
    missing.put("ISBN", tags.isbn());
    missing.put("LANGUAGE", tags.language());
    missing.values().removeIf(String::isEmpty);
    if (missing.isEmpty()) {
      return;
    }
    try {
      AudioFile audio = AudioFileIO.readAs(file.toFile(), "m4b");
      for (Map.Entry<String, String> tag : missing.entrySet()) {
        audio
            .getTagOrCreateAndSetDefault()
            .addField(
                new Mp4TagReverseDnsField(
                    "----:" + ISSUER + ":" + tag.getKey(), ISSUER, tag.getKey(), tag.getValue()));
      }
      audio.commit();
    } catch (CannotReadException
        | CannotWriteException
        | InvalidAudioFrameException
        | ReadOnlyFileException
        | TagException e) {
      throw new IOException("its tags cannot be written: " + e.getMessage(), e);
    }
  }
}
