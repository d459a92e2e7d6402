// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

/** Finds the language of a book that is said, or assumed, to be English. */
final class LanguageGuess {
  private static final String MODEL = "/langdetect-183.bin";
  private static final int ENOUGH = 400;
  private static final int ENOUGH_FOR_A_PASSAGE = 80;
  private static final int SAMPLE = 4_000;
  private static final int PASSAGES = 12;
  private static final String ENGLISH = "eng";

  /** Confidence is shared over 103 languages, so it is compared with that of English. */
  private static final double MIN_CONFIDENCE_RATIO = 8;

  private static final double MIN_PASSAGE_CONFIDENCE_RATIO = 1.5;

  private LanguageGuess() {}

  /** Loaded when a book is first read, and once. */
  private static final class Holder {
    static final LanguageDetectorModel LOADED = load();

    private static LanguageDetectorModel load() {
      try (InputStream in = LanguageGuess.class.getResourceAsStream(MODEL)) {
        return new LanguageDetectorModel(in);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read the language detector's model " + MODEL, e);
      }
    }
  }

  /** {@return the manuscript with the language that its text is in} */
  static Manuscript corrected(Manuscript manuscript) {
    boolean english = manuscript.language().toLowerCase(Locale.ROOT).matches("en\\b.*");
    return (english ? guess(sample(manuscript)) : Optional.<String>empty())
        .filter(language -> !language.equals("en"))
        .map(
            language ->
                manuscript
                    .withMetadata(manuscript.title(), manuscript.author(), language)
                    .withWarning(
                        "The text looks %s: correct that by --language if it is not"
                            .formatted(
                                Locale.forLanguageTag(language)
                                    .getDisplayLanguage(Locale.ENGLISH))))
        .orElse(manuscript);
  }

  /** {@return the language as a BCP 47 tag, if it is long enough and surely not English} */
  static Optional<String> guess(String text) {
    return text.length() < ENOUGH ? Optional.empty() : best(text, MIN_CONFIDENCE_RATIO);
  }

  /** {@return the same for a paragraph that has few English words anyway} */
  static Optional<String> guessPassage(String text) {
    return text.length() < ENOUGH_FOR_A_PASSAGE
        ? Optional.empty()
        : best(text, MIN_PASSAGE_CONFIDENCE_RATIO);
  }

  private static Optional<String> best(String text, double minRatio) {
    Language[] ranked = new LanguageDetectorME(Holder.LOADED).predictLanguages(text);
    double english =
        Arrays.stream(ranked)
            .filter(language -> language.getLang().equals(ENGLISH))
            .mapToDouble(Language::getConfidence)
            .findFirst()
            .orElse(0);
    Language best = ranked[0];
    return best.getConfidence() < minRatio * english
        ? Optional.empty()
        : Arrays.stream(Locale.getISOLanguages())
            .filter(code -> Locale.forLanguageTag(code).getISO3Language().equals(best.getLang()))
            .findFirst();
  }

  private static String sample(Manuscript manuscript) {
    List<Block> prose =
        manuscript.blocks().stream().filter(b -> b.kind() == Block.Kind.PARAGRAPH).toList();
    StringBuilder sample = new StringBuilder();
    int step = Math.max(1, prose.size() / PASSAGES);
    for (int i = 0; i < prose.size() && sample.length() < SAMPLE; i += step) {
      Span span = prose.get(i).span();
      int end = Math.min(span.end(), span.start() + SAMPLE / PASSAGES * 2);
      sample.append(manuscript.text(), span.start(), end).append(' ');
    }
    return sample.toString();
  }
}
