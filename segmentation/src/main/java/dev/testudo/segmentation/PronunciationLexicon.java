// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/**
 * The W3C's pronunciation lexicons (PLS 1.0): an alias is said as it stands, a phoneme is respelled
 * in English letters, since that is what a model reads.
 */
final class PronunciationLexicon {
  private static final int MAX_NAMED = 5;

  private PronunciationLexicon() {}

  /**
   * {@return the entries that can be respelled}
   *
   * @param warnings gets one sentence about those that cannot
   * @throws IllegalArgumentException if it is no such lexicon
   */
  static Lexicon parse(String xml, List<String> warnings) {
    return of(Jsoup.parse(xml, "", Parser.xmlParser()), warnings);
  }

  static Lexicon of(Document document, List<String> warnings) {
    Element root = document.selectFirst("lexicon");
    if (root == null) {
      throw new IllegalArgumentException(
          "Cannot read the lexicon: it is neither a W3C pronunciation lexicon nor lines of a word,"
              + " a tab and its respelling");
    }
    List<String> unknown = new ArrayList<>();
    Map<String, String> respellings = new HashMap<>();
    boolean ipa = root.attr("alphabet").isEmpty() || root.attr("alphabet").equals("ipa");
    for (Element lexeme : root.select("lexeme")) {
      Optional<String> spoken = spoken(lexeme, ipa);
      for (Element grapheme : lexeme.select("grapheme")) {
        String word = grapheme.text().strip();
        spoken
            .filter(said -> !word.isEmpty())
            .ifPresentOrElse(said -> respellings.put(word, said), () -> unknown.add(word));
      }
    }
    if (!unknown.isEmpty()) {
      warnings.add(
          "The pronunciation lexicon gives sounds for \"%s\"%s that cannot be written in English letters; give an alias instead"
              .formatted(
                  String.join("\", \"", unknown.subList(0, Math.min(MAX_NAMED, unknown.size()))),
                  unknown.size() > MAX_NAMED
                      ? " and %d more words".formatted(unknown.size() - MAX_NAMED)
                      : ""));
    }
    return new Lexicon(respellings);
  }

  /** {@return whether a lexicon says nothing about its language, or is for that of a book} */
  static boolean isFor(String language, Document document) {
    Element root = document.selectFirst("lexicon");
    String own = root == null ? "-" : root.attr("xml:lang");
    String first = own.split("-", 2)[0];
    return own.isEmpty() || first.equals(language.isEmpty() ? "en" : language.split("-", 2)[0]);
  }

  private static Optional<String> spoken(Element lexeme, boolean ipa) {
    Element alias = lexeme.selectFirst("alias");
    if (alias != null && !alias.text().isBlank()) {
      return Optional.of(alias.text().strip());
    }
    Element phoneme = lexeme.selectFirst("phoneme");
    if (phoneme == null) {
      return Optional.empty();
    }
    String alphabet = phoneme.attr("alphabet");
    boolean isIpa = alphabet.isEmpty() ? ipa : alphabet.equals("ipa");
    return isIpa ? Phonemes.respell(phoneme.text()) : Optional.empty();
  }
}
