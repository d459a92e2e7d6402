// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The library's small records as JSON. Fields of newer versions are ignored. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private Json() {}

  static byte[] write(Object value) {
    return writeText(value).getBytes(StandardCharsets.UTF_8);
  }

  static String writeText(Object value) {
    try {
      return MAPPER.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + value.getClass() + " as JSON", e);
    }
  }

  /**
   * @param path names the file in the sentence of the exception
   * @throws LibraryException if the bytes are not such a record, or one of a newer format
   */
  static <T> T read(byte[] json, Class<T> type, String path) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      requireKnown(tree.path("format").asInt(), path);
      return MAPPER.treeToValue(tree, type);
    } catch (LibraryException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new LibraryException(
          "Cannot read " + path + ": it is damaged; restore it from a backup or delete it", e);
    }
  }

  private static void requireKnown(int format, String path) {
    if (format > EditionRecord.FORMAT) {
      throw new LibraryException(
          "Cannot read %s of format %d: this version knows formats up to %d; update Testudo"
              .formatted(path, format, EditionRecord.FORMAT));
    }
  }
}
