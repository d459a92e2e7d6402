// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.testudo.segmentation.AlignedText;
import dev.testudo.segmentation.Block;
import dev.testudo.segmentation.BookDetails;
import dev.testudo.segmentation.Manuscript;
import dev.testudo.segmentation.Pause;
import dev.testudo.segmentation.Script;
import dev.testudo.segmentation.Script.ScriptChapter;
import dev.testudo.segmentation.Sentence;
import dev.testudo.segmentation.Span;
import dev.testudo.synthesis.Sha256;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reader of a book sees, sentence by sentence, with places in the manuscript. It is kept
 * beside the plan, so that captions and pages need no manuscript, and no later version of a
 * manuscript reader can move them.
 *
 * @param original path of the manuscript in the library, empty unless it is an EPUB
 * @param details what the manuscript says of the book; of a text of an older version it says
 *     nothing
 */
public record BookText(
    int format, String original, BookDetails details, List<TextChapter> chapters) {
  public BookText {
    requireNonNull(original, "original is null");
    details = requireNonNullElse(details, BookDetails.NONE);
    chapters = List.copyOf(chapters);
  }

  /** A chapter of the manuscript; its index is that of the plan. */
  public record TextChapter(int index, String title, List<Paragraph> paragraphs) {
    public TextChapter {
      requireNonNull(title, "title is null");
      paragraphs = List.copyOf(paragraphs);
    }
  }

  /**
   * A heading, paragraph or stanza.
   *
   * @param sceneEnds whether a break between two scenes follows
   */
  public record Paragraph(Block.Kind kind, boolean sceneEnds, List<TextSentence> sentences) {
    public Paragraph {
      requireNonNull(kind, "kind is null");
      sentences = List.copyOf(sentences);
    }
  }

  /**
   * A sentence.
   *
   * @param start first UTF-16 offset in the manuscript
   * @param end offset after the last one
   * @param text as a reader sees it; the lines of a stanza are separated by line feeds
   * @param runs pairs of an index into the text and the offset in the manuscript that it stands
   *     for; from there on both count alike until the next pair
   */
  public record TextSentence(int start, int end, String text, List<Integer> runs) {
    public TextSentence {
      requireNonNull(text, "text is null");
      runs = List.copyOf(runs);
    }

    private static TextSentence of(Span span, AlignedText shown) {
      List<Integer> runs = new ArrayList<>();
      int expected = -1;
      for (int i = 0; i < shown.length(); i++) {
        int offset = shown.source(i, i + 1).start();
        if (offset != expected) {
          runs.addAll(List.of(i, offset));
        }
        expected = offset + 1;
      }
      return new TextSentence(span.start(), span.end(), shown.text(), runs);
    }

    /** {@return the index of the first character of the text at or after a manuscript's offset} */
    public int indexOf(int offset) {
      int index = 0;
      for (int i = 0; i < runs.size(); i += 2) {
        int next = i + 2 < runs.size() ? runs.get(i + 2) : text.length();
        if (runs.get(i + 1) >= offset) {
          return runs.get(i);
        }
        index = Math.min(next, runs.get(i) + offset - runs.get(i + 1));
        if (index < next) {
          return index;
        }
      }
      return text.length();
    }
  }

  /** {@return the text of a script that was made of the manuscript} */
  public static BookText of(Manuscript manuscript, Script script) {
    List<TextChapter> chapters = new ArrayList<>();
    for (ScriptChapter chapter : script.chapters()) {
      chapters.add(
          new TextChapter(
              chapter.index(), chapter.title(), paragraphs(manuscript, chapter.sentences())));
    }
    return new BookText(EditionRecord.FORMAT, "", manuscript.details(), chapters);
  }

  private static List<Paragraph> paragraphs(Manuscript manuscript, List<Sentence> sentences) {
    List<Paragraph> paragraphs = new ArrayList<>();
    List<TextSentence> current = new ArrayList<>();
    List<Block> blocks = manuscript.blocks();
    int at = 0;
    for (Sentence sentence : sentences) {
      while (at + 1 < blocks.size()
          && blocks.get(at + 1).span().start() <= sentence.span().start()) {
        at++;
      }
      Span span = sentence.span();
      current.add(TextSentence.of(span, blocks.get(at).shown(manuscript.text(), span)));
      if (sentence.pauseAfter() != Pause.SENTENCE) {
        boolean sceneEnds =
            sentence.pauseAfter() == Pause.HEADING && sentence.kind() != Block.Kind.HEADING;
        paragraphs.add(new Paragraph(sentence.kind(), sceneEnds, current));
        current = new ArrayList<>();
      }
    }
    return paragraphs;
  }

  /** {@return this text with the path of its manuscript} */
  public BookText withOriginal(String path) {
    return new BookText(format, path, details, chapters);
  }

  /** {@return what names it in a plan} */
  public String digest() {
    return Sha256.ofBytes(Json.write(this));
  }
}
