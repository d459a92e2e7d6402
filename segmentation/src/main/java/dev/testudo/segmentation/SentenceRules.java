// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table of words that decide whether a sentence ends; it explains its own columns. */
final class SentenceRules {
  static final int COLUMNS = 3;

  /** What a word says about the boundary after its full stop. */
  enum Kind {
    NEVER,
    NAME,
    NUMBER,
    PERHAPS,
    LETTERED
  }

  private final Map<Kind, Pattern> forms = new EnumMap<>(Kind.class);
  private final Notation notation;

  private SentenceRules(List<TableResource.Row> rows, Notation notation) {
    this.notation = notation;
    for (Kind kind : Kind.values()) {
      String alternatives =
          rows.stream()
              .filter(row -> Kind.valueOf(row.kind().toUpperCase(Locale.ROOT)) == kind)
              .map(TableResource.Row::form)
              .collect(Collectors.joining("|"));
      forms.put(kind, Pattern.compile(alternatives));
    }
  }

  static SentenceRules load(SpokenLanguage language) {
    Notation notation = language.notation();
    return new SentenceRules(TableResource.rows(resource(language), COLUMNS), notation);
  }

  static String resource(SpokenLanguage language) {
    return "sentence-rules-" + language.code() + ".tsv";
  }

  /** {@return whether a full stop after digits makes an ordinal: am 3. Mai} */
  boolean isOrdinal(String digits, String before, String after) {
    return !notation.isEnglish()
        && digits.matches("\\d{1,3}")
        && (notation.is("ordinal-after", before) || notation.is("month", after));
  }

  /** {@return whether the table says anything about a full stop after this word} */
  boolean know(String word) {
    return is(Kind.NEVER, word)
        || is(Kind.NAME, word)
        || is(Kind.NUMBER, word)
        || is(Kind.PERHAPS, word);
  }

  boolean is(Kind kind, String word) {
    return forms.get(kind).matcher(word).matches();
  }

  /** {@return whether a word begins sentences often and is seldom a name} */
  boolean isOpener(String word) {
    return notation.is("opener", word.replace('’', '\''));
  }

  /** {@return whether a word that begins sentences is a surname too} */
  boolean isSurname(String word) {
    return notation.is("surname", word);
  }

  /** {@return whether it is a verb of saying: after "What?" a name and this verb go on} */
  boolean isSpeech(String word) {
    return notation.is("speech", word);
  }
}
