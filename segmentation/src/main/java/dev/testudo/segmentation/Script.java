// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A book ready to be spoken: its chapters' utterances in order, and an account of every character
 * that will not be read.
 *
 * @param readCharacters characters of the manuscript that are covered by utterances
 */
public record Script(
    String title,
    String author,
    String language,
    List<ScriptChapter> chapters,
    int readCharacters,
    List<Skipped> skipped,
    List<String> warnings) {
  public Script {
    requireNonNull(title, "title is null");
    requireNonNull(author, "author is null");
    requireNonNull(language, "language is null");
    chapters = List.copyOf(chapters);
    skipped = List.copyOf(skipped);
    warnings = List.copyOf(warnings);
  }

  /**
   * One chapter as it will be spoken.
   *
   * @param index from 1
   * @param sentences of the manuscript's chapter, those without words too
   */
  public record ScriptChapter(
      int index, String title, List<Sentence> sentences, List<Utterance> utterances) {
    public ScriptChapter {
      requireNonNull(title, "title is null");
      sentences = List.copyOf(sentences);
      utterances = List.copyOf(utterances);
    }
  }

  /**
   * Text that is left unread, with the reason.
   *
   * @param reason a short name such as {@code gutenberg-header}, {@code table}, {@code note}
   * @param examples at most three short quotations
   */
  public record Skipped(String reason, int characters, List<String> examples) {
    public Skipped {
      requireNonNull(reason, "reason is null");
      examples = List.copyOf(examples);
    }
  }
}
