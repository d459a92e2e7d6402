// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.plan;

import dev.testudo.jobs.config.ConfFiles;
import dev.testudo.segmentation.Lexicon;
import dev.testudo.segmentation.ManuscriptReader;
import dev.testudo.segmentation.WordSurvey;
import java.util.List;
import java.util.Map;

/** The words of a manuscript to check, as a lexicon to fill in. */
public final class WordReport {
  private WordReport() {}

  /**
   * {@return lines of a lexicon: a comment with count and context, and an entry that is commented
   * out}
   *
   * @param storage settings of the storage client
   */
  public static String of(String manuscript, Map<String, String> storage) {
    Lexicon lexicon = Lexicon.parse(ConfFiles.read("lexicon.tsv").orElse(""));
    String name = manuscript.substring(manuscript.lastIndexOf('/') + 1);
    try (ManuscriptSources sources = new ManuscriptSources(storage)) {
      List<WordSurvey.Entry> words =
          WordSurvey.of(ManuscriptReader.read(name, sources.read(manuscript)), lexicon);
      return text(words);
    }
  }

  private static String text(List<WordSurvey.Entry> words) {
    StringBuilder text = new StringBuilder();
    text.append("# Words to check: take the # away and write how a word is said.\n");
    text.append("# Keep the file as lexicons/book=BOOK.tsv in the library, or give it by --set");
    text.append(" lexicon=FILE.\n");
    for (WordSurvey.Entry word : words) {
      text.append("# %d times: %s%n".formatted(word.count(), word.context()));
      text.append("#%s\t%s%n".formatted(word.word(), word.spoken()));
    }
    return text.toString();
  }
}
