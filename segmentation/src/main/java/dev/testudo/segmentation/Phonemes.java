// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.text.Normalizer;
import java.util.List;
import java.util.Optional;

/** Sounds of the International Phonetic Alphabet in English letters. */
final class Phonemes {
  static final String RESOURCE = "phonemes-en.tsv";
  static final int COLUMNS = 2;
  private static final int LONGEST = 3;

  private Phonemes() {}

  /** {@return a respelling, with a hyphen before a stress; empty if a sound has none} */
  static Optional<String> respell(String ipa) {
    String sounds = Normalizer.normalize(ipa.strip(), Normalizer.Form.NFC).replace('ɡ', 'g');
    StringBuilder spelled = new StringBuilder();
    int at = 0;
    while (at < sounds.length()) {
      int length = Math.min(LONGEST, sounds.length() - at);
      Optional<String> letters = letters(sounds.substring(at, at + length));
      while (letters.isEmpty() && length > 1) {
        length--;
        letters = letters(sounds.substring(at, at + length));
      }
      if (letters.isEmpty()) {
        return Optional.empty();
      }
      boolean joint = letters.get().equals("-");
      if (!joint || (!spelled.isEmpty() && spelled.charAt(spelled.length() - 1) != '-')) {
        spelled.append(letters.get().equals("+") ? "" : letters.get());
      }
      at += length;
    }
    return spelled.isEmpty() ? Optional.empty() : Optional.of(spelled.toString());
  }

  private static Optional<String> letters(String sound) {
    return Table.ROWS.stream()
        .filter(row -> row.kind().equals(sound))
        .map(TableResource.Row::form)
        .findFirst();
  }

  private static final class Table {
    private static final List<TableResource.Row> ROWS = TableResource.rows(RESOURCE, COLUMNS);
  }
}
