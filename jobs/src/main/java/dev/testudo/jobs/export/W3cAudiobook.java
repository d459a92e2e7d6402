// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.testudo.synthesis.audio.BookTags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** A W3C Audiobook: a folder with its manifest, and the same as a Lightweight Packaging Format. */
final class W3cAudiobook {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String MANIFEST = "publication.json";

  private W3cAudiobook() {}

  /** Writes the files into a folder. */
  static void write(Path folder, Handover book) throws IOException {
    Files.writeString(folder.resolve(MANIFEST), manifest(book));
    Files.writeString(folder.resolve("index.html"), entryPage(book));
    if (book.cover().isPresent()) {
      Files.write(folder.resolve("cover." + book.coverEnding()), book.cover().get().bytes());
    }
    Path audio = Files.createDirectory(folder.resolve("audio"));
    for (int i = 0; i < book.audio().size(); i++) {
      Files.copy(book.audio().get(i), audio.resolve(book.audioName(i)));
    }
  }

  /** Writes the same files as one package. */
  static void writePackage(Path file, Handover book) throws IOException {
    try (EpubZip zip = new EpubZip(file, "application/lpf+zip")) {
      zip.add(MANIFEST, manifest(book));
      zip.add("index.html", entryPage(book));
      if (book.cover().isPresent()) {
        zip.add("cover." + book.coverEnding(), book.cover().get().bytes());
      }
      for (int i = 0; i < book.audio().size(); i++) {
        zip.addSound("audio/" + book.audioName(i), book.audio().get(i));
      }
    }
  }

  private static String manifest(Handover book) throws IOException {
    BookTags tags = book.tags();
    ObjectNode manifest = JSON.createObjectNode();
    ArrayNode context = manifest.putArray("@context");
    context.add("https://schema.org");
    context.add("https://www.w3.org/ns/pub-context");
    context.addObject().put("language", book.language());
    manifest.put("conformsTo", "https://www.w3.org/TR/audiobooks/");
    manifest.put("type", "Audiobook");
    UUID uuid =
        UUID.nameUUIDFromBytes(
            ("testudo " + tags.author() + " " + tags.title()).getBytes(StandardCharsets.UTF_8));
    manifest.put("id", tags.isbn().isEmpty() ? "urn:uuid:" + uuid : "urn:isbn:" + tags.isbn());
    manifest.put("name", tags.title());
    put(manifest, "author", tags.author());
    put(manifest, "readBy", tags.narrator());
    put(manifest, "publisher", tags.publisher());
    put(manifest, "description", tags.description());
    // A year alone is no date to the manifest's schema.
    put(manifest, "datePublished", tags.date().matches("\\d{4}-\\d{2}-\\d{2}") ? tags.date() : "");
    manifest.put("dateModified", book.published().toString());
    manifest.put("inLanguage", book.language());
    manifest.put("readingProgression", "ltr");
    manifest.put("accessMode", "auditory");
    manifest.put("accessibilitySummary", tags.comment());
    manifest.put("duration", duration(book.seconds()));
    ArrayNode order = manifest.putArray("readingOrder");
    for (int i = 0; i < book.chapters().size(); i++) {
      ObjectNode chapter = order.addObject();
      chapter.put("type", "LinkedResource");
      chapter.put("url", "audio/" + book.audioName(i));
      chapter.put("encodingFormat", book.codec().mediaType());
      chapter.put("name", title(book, i));
      chapter.put("duration", duration(book.chapters().get(i).seconds()));
    }
    ArrayNode resources = manifest.putArray("resources");
    ObjectNode page = resources.addObject();
    page.put("type", "LinkedResource");
    page.put("url", "index.html");
    page.put("encodingFormat", "text/html");
    page.put("rel", "contents");
    if (book.cover().isPresent()) {
      ObjectNode cover = resources.addObject();
      cover.put("type", "LinkedResource");
      cover.put("url", "cover." + book.coverEnding());
      cover.put("encodingFormat", book.cover().get().mediaType());
      cover.put("rel", "cover");
      cover.put("name", "Cover");
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(manifest) + "\n";
  }

  private static void put(ObjectNode node, String key, String value) {
    if (!value.isBlank()) {
      node.put(key, value);
    }
  }

  private static String duration(double seconds) {
    return "PT" + Math.round(seconds * 1000) / 1000.0 + "S";
  }

  private static String title(Handover book, int index) {
    String title = book.chapters().get(index).title();
    return title.isBlank() ? "Chapter " + (index + 1) : title;
  }

  private static String entryPage(Handover book) {
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < book.chapters().size(); i++) {
      entries.append(
          "<li><a href=\"audio/%s\">%s</a></li>\n"
              .formatted(book.audioName(i), Markup.escaped(title(book, i))));
    }
    return """
    <!DOCTYPE html>
    <html lang="%s">
    <head><meta charset="utf-8"><title>%s</title><link rel="publication" href="publication.json"></head>
    <body><h1>%s</h1>
    <nav role="doc-toc"><h2>Contents</h2><ol>
    %s</ol></nav>
    </body></html>
    """
        .formatted(
            Markup.escaped(book.language()),
            Markup.escaped(book.tags().title()),
            Markup.escaped(book.tags().title()),
            entries);
  }
}
