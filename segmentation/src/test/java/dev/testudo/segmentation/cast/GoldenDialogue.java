// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.testudo.segmentation.Block;
import dev.testudo.segmentation.Manuscript;
import dev.testudo.segmentation.Span;
import dev.testudo.segmentation.SpeakerSpan;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Passages annotated by hand: CAST.md says how. */
final class GoldenDialogue {
  static final String NOBODY = "-";

  /** What rules and thresholds were made with, and what was annotated after them. */
  enum Part {
    DEVELOPMENT("dialogue.txt"),
    VALIDATION("dialogue-validation.txt"),
    HELD_OUT("dialogue-held-out.txt"),
    UNSEEN("dialogue-unseen.txt");

    private final String file;

    Part(String file) {
      this.file = file;
    }
  }

  /**
   * A book's excerpts, with a break between them.
   *
   * @param lines what is said; the speaker is the annotated one, or several names of one person
   * @param passages paragraphs with a quotation
   */
  record Book(String name, Manuscript manuscript, List<SpeakerSpan> lines, int passages) {}

  private GoldenDialogue() {}

  /** {@return the annotated books of a part} */
  static List<Book> books(Part part) throws IOException {
    return books(part, UnaryOperator.identity());
  }

  /**
   * @param restyle exchanges the marks, one character for one
   */
  static List<Book> books(Part part, UnaryOperator<String> restyle) throws IOException {
    Map<String, List<String>> byBook = new LinkedHashMap<>();
    List<String> book = new ArrayList<>();
    try (InputStream in = GoldenDialogue.class.getResourceAsStream(part.file)) {
      for (String line : new String(in.readAllBytes(), UTF_8).split("\n", -1)) {
        if (line.startsWith("## ")) {
          book = byBook.computeIfAbsent(line.substring(3), name -> new ArrayList<>());
          book.add("");
        } else if (!line.isBlank() && !line.startsWith("#")) {
          book.add(line);
        }
      }
    }
    List<Book> books = new ArrayList<>();
    byBook.forEach((name, lines) -> books.add(book(name, lines, restyle)));
    return books;
  }

  private static Book book(String name, List<String> paragraphs, UnaryOperator<String> restyle) {
    StringBuilder text = new StringBuilder();
    List<Block> blocks = new ArrayList<>();
    List<SpeakerSpan> lines = new ArrayList<>();
    int passages = 0;
    for (String annotated : paragraphs) {
      int start = text.length();
      if (annotated.isEmpty()) {
        text.append("* * *\n");
        blocks.add(block(Block.Kind.SECTION_BREAK, start, start + 5));
        continue;
      }
      StringBuilder plain = new StringBuilder();
      List<SpeakerSpan> found = read(annotated, start, plain);
      lines.addAll(found);
      passages += annotated.indexOf('<') >= 0 ? 1 : 0;
      text.append(restyle.apply(plain.toString()));
      blocks.add(block(Block.Kind.PARAGRAPH, start, text.length()));
      text.append('\n');
    }
    Manuscript manuscript =
        new Manuscript(
            name,
            "",
            "en",
            text.toString(),
            blocks,
            List.of(),
            List.of(),
            List.of(),
            Optional.empty());
    return new Book(name, manuscript, lines, passages);
  }

  private static Block block(Block.Kind kind, int start, int end) {
    return new Block(kind, new Span(start, end), List.of());
  }

  /** A tag such as {@code <Tom>} stands before each opening mark. */
  private static List<SpeakerSpan> read(String annotated, int offset, StringBuilder plain) {
    List<SpeakerSpan> lines = new ArrayList<>();
    int at = 0;
    for (int tag = annotated.indexOf('<'); tag >= 0; tag = annotated.indexOf('<', at)) {
      int tagEnd = annotated.indexOf('>', tag);
      plain.append(annotated, at, tag);
      int start = plain.length();
      int close = annotated.indexOf('”', tagEnd);
      at = close < 0 ? annotated.length() : close + 1;
      plain.append(annotated, tagEnd + 1, at);
      String speaker = annotated.substring(tag + 1, tagEnd);
      if (!speaker.equals(NOBODY)) {
        lines.add(new SpeakerSpan(new Span(offset + start, offset + plain.length()), speaker));
      }
    }
    plain.append(annotated, at, annotated.length());
    return lines;
  }

  /** {@return whether a proposed name is the annotated one, more or less in full, in any case} */
  static boolean isSame(String annotated, String proposed) {
    for (String name : annotated.split("\\|", -1)) {
      if (holds(proposed, name) || holds(name, proposed)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(String longer, String shorter) {
    return words(longer).containsAll(words(shorter));
  }

  private static Set<String> words(String name) {
    String bare = name.toLowerCase(Locale.ROOT).replaceFirst("^the ", "");
    return new HashSet<>(List.of(bare.split(" ", -1)));
  }
}
