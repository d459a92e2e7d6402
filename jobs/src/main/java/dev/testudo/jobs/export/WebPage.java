// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.testudo.jobs.export.Timeline.Piece;
import dev.testudo.jobs.export.Timeline.TimedChapter;
import dev.testudo.jobs.export.Timeline.TimedParagraph;
import dev.testudo.jobs.export.Timeline.TimedSentence;
import dev.testudo.jobs.export.Timeline.TimedWord;
import dev.testudo.segmentation.Block;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A page for listeners: a folder that works from disk and from any server. Its data is a script,
 * since browsers let a page from disk load scripts and sound, and nothing else.
 */
final class WebPage {
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> ASSETS = List.of("index.html", "style.css", "player.js");

  private WebPage() {}

  static void write(Path folder, Handover book) throws IOException {
    for (String asset : ASSETS) {
      try (InputStream in = WebPage.class.getResourceAsStream("web/" + asset)) {
        Files.copy(in, folder.resolve(asset));
      }
    }
    Files.writeString(folder.resolve("book.js"), "window.BOOK = " + data(book) + ";\n");
    if (book.cover().isPresent()) {
      Files.write(folder.resolve("cover." + book.coverEnding()), book.cover().get().bytes());
    }
    Path audio = Files.createDirectory(folder.resolve("audio"));
    for (int i = 0; i < book.audio().size(); i++) {
      Files.copy(book.audio().get(i), audio.resolve(book.audioName(i)));
    }
  }

  private static String data(Handover book) throws JsonProcessingException {
    ObjectNode data = JSON.createObjectNode();
    data.put("id", book.book());
    data.put("title", book.tags().title());
    data.put("author", book.tags().author());
    data.put("narrator", book.tags().narrator());
    data.put("comment", book.tags().comment());
    data.put("language", book.language());
    if (book.cover().isPresent()) {
      data.put("cover", "cover." + book.coverEnding());
    }
    ArrayNode chapters = data.putArray("chapters");
    for (int i = 0; i < book.chapters().size(); i++) {
      TimedChapter chapter = book.chapters().get(i);
      ObjectNode shown = chapters.addObject();
      shown.put("t", chapter.title().isBlank() ? "Chapter " + (i + 1) : chapter.title());
      shown.put("d", millis(chapter.seconds()));
      shown.put("a", "audio/" + book.audioName(i));
      ArrayNode paragraphs = shown.putArray("p");
      for (TimedParagraph paragraph : chapter.paragraphs()) {
        addParagraph(paragraphs.addObject(), chapter, paragraph);
      }
    }
    // In a script, these two would end a line.
    return JSON.writeValueAsString(data).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
  }

  private static void addParagraph(
      ObjectNode shown, TimedChapter chapter, TimedParagraph paragraph) {
    if (paragraph.kind() == Block.Kind.HEADING) {
      shown.put("k", "h");
    } else if (paragraph.kind() == Block.Kind.VERSE) {
      shown.put("k", "v");
    }
    if (paragraph.sceneEnds()) {
      shown.put("b", true);
    }
    ArrayNode sentences = shown.putArray("s");
    for (TimedSentence sentence : paragraph.sentences()) {
      ObjectNode said = sentences.addObject();
      said.put("t", sentence.text());
      if (!sentence.pieces().isEmpty()) {
        said.put("s", millis(chapter.seconds(sentence.startSample())));
        said.put("e", millis(chapter.seconds(sentence.endSample())));
        addWords(said, chapter, sentence);
        addSpeakers(said, chapter, sentence);
      }
    }
  }

  /** From, to, and the times after the beginning of the sentence in ms: a book has 100,000. */
  private static void addWords(ObjectNode said, TimedChapter chapter, TimedSentence sentence) {
    ArrayNode words = said.putArray("w");
    for (TimedWord word : sentence.words()) {
      words
          .addArray()
          .add(word.from())
          .add(word.to())
          .add(after(chapter, sentence, word.startSample()))
          .add(after(chapter, sentence, word.endSample()));
    }
    if (sentence.isEstimated()) {
      said.put("x", true);
    }
  }

  private static void addSpeakers(ObjectNode said, TimedChapter chapter, TimedSentence sentence) {
    for (Piece piece : sentence.pieces()) {
      if (!piece.speaker().isEmpty()) {
        said.withArray("v")
            .addArray()
            .add(piece.speaker())
            .add(after(chapter, sentence, piece.startSample()))
            .add(after(chapter, sentence, piece.endSample()));
      }
    }
  }

  private static long after(TimedChapter chapter, TimedSentence sentence, long sample) {
    return Math.round(chapter.seconds(sample - sentence.startSample()) * 1000);
  }

  private static double millis(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }
}
