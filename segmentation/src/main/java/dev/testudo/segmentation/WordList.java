// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** The words of English, common ones and names, without initialisms. Immutable, shared. */
final class WordList {
  private static final String RESOURCE = "english-words.txt.gz";

  private final Set<String> words = new HashSet<>();
  private final Set<String> names = new HashSet<>();

  private static final class Holder {
    private static final WordList ENGLISH = new WordList();
  }

  private WordList() {
    try (InputStream in = WordList.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(new GZIPInputStream(in), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        boolean name = Character.isUpperCase(line.charAt(0));
        (name ? names : words).add(line.toLowerCase(Locale.ROOT));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the word list " + RESOURCE, e);
    }
  }

  static WordList english() {
    return Holder.ENGLISH;
  }

  /** {@return whether a word is written with a small letter within a sentence} */
  boolean isCommon(String word) {
    return words.contains(word.toLowerCase(Locale.ROOT));
  }

  /** {@return whether it is a common word or a name, with or without a possessive ending} */
  boolean contains(String word) {
    String small = word.toLowerCase(Locale.ROOT).replace('’', '\'');
    String stem = small.endsWith("'s") ? small.substring(0, small.length() - 2) : small;
    return words.contains(stem) || names.contains(stem);
  }
}
