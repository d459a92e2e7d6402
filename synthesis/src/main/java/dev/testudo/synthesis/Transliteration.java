// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text to ASCII: by a table for Latin letters that do not decompose into a plain letter and marks,
 * for punctuation, currencies and the Russian alphabet; by decomposition for all else.
 */
final class Transliteration {
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern NOT_ASCII = Pattern.compile("[^\\x00-\\x7f]");
  private static final Pattern NUMBERED = Pattern.compile("\\\\u([0-9a-f]{4})");
  private static final Map<String, String> TABLE = read("transliteration.tsv");

  private Transliteration() {}

  private static Map<String, String> read(String resource) {
    try (InputStream in = Transliteration.class.getResourceAsStream(resource)) {
      Map<String, String> table = new HashMap<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        int tab = line.indexOf('\t');
        if (tab >= 0 && !line.startsWith("#")) {
          for (String character : line.substring(tab + 1).split(" ", -1)) {
            table.put(unescaped(character), line.substring(0, tab));
          }
        }
      }
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unescaped(String character) {
    Matcher number = NUMBERED.matcher(character);
    return number.matches() ? Character.toString(Integer.parseInt(number.group(1), 16)) : character;
  }

  /** {@return the text in ASCII, as far as it is known; other characters stay} */
  static String toAscii(String text) {
    // The table comes first: some of what it has would decompose into something else.
    String plain = Normalizer.normalize(byTable(text), Normalizer.Form.NFKD);
    return byTable(MARKS.matcher(plain).replaceAll(""));
  }

  private static String byTable(String text) {
    return NOT_ASCII
        .matcher(text)
        .replaceAll(
            match -> Matcher.quoteReplacement(TABLE.getOrDefault(match.group(), match.group())));
  }
}
