// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.Transliterator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Words of any script to the letters that a model knows. Not thread-safe. */
final class CharacterFolder {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z'’]+");
  private static final Pattern LATIN = Pattern.compile("[\\p{IsLatin}\\p{M}'’ʻʼ]+");

  private static final Pattern ABJAD = Pattern.compile("[\\p{IsArabic}\\p{IsHebrew}]");
  private static final Pattern CONSONANTS =
      Pattern.compile("((?<![\\p{L}\\p{M}])[^\\P{L}aeiouāīū]\\p{M}*)(?=[^\\P{L}aeiouāīū])");

  private final Normalizer2 compatibility = Normalizer2.getNFKDInstance();
  private final Transliterator toAscii = Transliterator.getInstance("Latin-ASCII");
  private Optional<Transliterator> toLatin = Optional.empty();

  /** {@return the word in letters, apostrophes and blanks; empty if nothing of it can be said} */
  String fold(String word) {
    if (PLAIN.matcher(word).matches()) {
      return word.replace('’', '\'');
    }
    String latin = isLatin(word) ? word : vowelled(word, anyToLatin().transliterate(word));
    // Compatibility forms come after the ligatures, so that their letters stay words.
    String ascii = toAscii.transliterate(compatibility.normalize(toAscii.transliterate(latin)));
    String folded = ascii.replace('’', '\'').replaceAll("[^A-Za-z' ]", "");
    return folded.matches("\\p{Lu}{2}\\p{Ll}.*") && !word.matches("\\p{Lu}{2}.*")
        ? folded.charAt(0) + folded.substring(1, 2).toLowerCase(Locale.ROOT) + folded.substring(2)
        : folded;
  }

  /**
   * Arabic and Hebrew leave most vowels out; unpronounceable groups get an a between consonants.
   */
  private static String vowelled(String word, String latin) {
    if (!ABJAD.matcher(word).find()) {
      return latin;
    }
    String full =
        latin
            .replaceAll("(?<=[^aeiouāīū])w(?=[^aeiouāīū])", "o")
            .replaceAll("(?<=[^aeiouāīū])y(?=[^aeiouāīū])", "i");
    return CONSONANTS.matcher(full).replaceAll("$1a");
  }

  boolean isLatin(String word) {
    return LATIN.matcher(compatibility.normalize(word)).matches();
  }

  // Takes a tenth of a second to make, and few books need it.
  private Transliterator anyToLatin() {
    if (toLatin.isEmpty()) {
      toLatin = Optional.of(Transliterator.getInstance("Any-Latin"));
    }
    return toLatin.get();
  }
}
