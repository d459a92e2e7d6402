// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.testudo.synthesis.audio.BookTags;
import dev.testudo.synthesis.audio.ChapterNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A book in the folders of the server Audiobookshelf: {@code Author/Series/Title}. */
final class AudiobookshelfFolder {
  private static final JsonMapper JSON = new JsonMapper();

  private AudiobookshelfFolder() {}

  static void write(Path root, Handover book) throws IOException {
    BookTags tags = book.tags();
    Path folder = root.resolve(name(tags.author().isEmpty() ? "Unknown author" : tags.author()));
    if (!tags.series().isEmpty()) {
      folder = folder.resolve(name(tags.series()));
    }
    String number = tags.part().isEmpty() ? "" : "Vol. " + name(tags.part()) + " - ";
    folder = folder.resolve(number + name(tags.title()));
    Files.createDirectories(folder);
    for (int i = 0; i < book.audio().size(); i++) {
      String name =
          ChapterNames.fileName(folder, i, book.audio().size(), book.chapters().get(i).title());
      Files.copy(book.audio().get(i), folder.resolve(name + "." + book.codec().extension()));
    }
    if (book.cover().isPresent()) {
      Files.write(folder.resolve("cover." + book.coverEnding()), book.cover().get().bytes());
    }
    Files.writeString(folder.resolve("metadata.json"), metadata(book));
  }

  /** A name that every file system takes. */
  private static String name(String text) {
    String name = text.replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}\\s]+", " ").strip();
    String short80 = name.substring(0, Math.min(80, name.length())).strip();
    return short80.replaceFirst("^\\.+", "").replaceFirst("\\.+$", "");
  }

  private static String metadata(Handover book) throws IOException {
    BookTags tags = book.tags();
    ObjectNode metadata = JSON.createObjectNode();
    metadata.putArray("tags").add("synthetic voice");
    ArrayNode chapters = metadata.putArray("chapters");
    double start = 0;
    for (int i = 0; i < book.chapters().size(); i++) {
      double end = start + book.chapters().get(i).seconds();
      ObjectNode chapter = chapters.addObject();
      chapter.put("id", i);
      chapter.put("start", start);
      chapter.put("end", end);
      chapter.put("title", book.chapters().get(i).title());
      start = end;
    }
    metadata.put("title", tags.title());
    metadata.putNull("subtitle");
    list(metadata, "authors", tags.author());
    list(metadata, "narrators", tags.narrator());
    String part = tags.part().isEmpty() ? "" : " #" + tags.part();
    list(metadata, "series", tags.series().isEmpty() ? "" : tags.series() + part);
    list(metadata, "genres", tags.genre());
    text(metadata, "publishedYear", tags.date().replaceFirst("^(\\d{4}).*$", "$1"));
    text(metadata, "publishedDate", tags.date());
    text(metadata, "publisher", tags.publisher());
    text(metadata, "description", tags.description());
    text(metadata, "isbn", tags.isbn());
    metadata.putNull("asin");
    text(metadata, "language", tags.language());
    metadata.put("explicit", false);
    metadata.put("abridged", false);
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(metadata) + "\n";
  }

  private static void list(ObjectNode node, String key, String value) {
    ArrayNode list = node.putArray(key);
    if (!value.isEmpty()) {
      list.add(value);
    }
  }

  private static void text(ObjectNode node, String key, String value) {
    if (value.isEmpty()) {
      node.putNull(key);
    } else {
      node.put(key, value);
    }
  }
}
