// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a book that a voice may not know: names, words in capitals, and words that no list
 * of English holds, with how often they occur and what the rules make of them.
 */
public final class WordSurvey {
  private static final Pattern WORD =
      Pattern.compile("\\p{L}[\\p{L}\\p{M}]*+(?:['’-]\\p{L}[\\p{L}\\p{M}]*+){0,9}+");
  private static final int CONTEXT = 30;

  private WordSurvey() {}

  /**
   * A word to check.
   *
   * @param context a place where it stands
   */
  public record Entry(String word, int count, String context, String spoken) {}

  /** {@return the words of a manuscript to check, the most frequent first} */
  public static List<Entry> of(Manuscript manuscript, Lexicon lexicon) {
    TextNormalizer normalizer = new TextNormalizer(lexicon);
    SentenceSegmenter segmenter = new SentenceSegmenter();
    Map<String, Integer> counts = new LinkedHashMap<>();
    Map<String, String> contexts = new LinkedHashMap<>();
    for (Chapter chapter : new ChapterSplitter().split(manuscript)) {
      for (Sentence sentence : segmenter.segment(manuscript, chapter)) {
        String text = sentence.text().text();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
          String found = withoutEnding(word.group());
          if (!isKnown(found)) {
            counts.merge(found, 1, Integer::sum);
            contexts.putIfAbsent(found, context(text, word.start(), word.end()));
          }
        }
      }
    }
    List<Entry> entries = new ArrayList<>();
    counts.forEach(
        (word, count) ->
            entries.add(new Entry(word, count, contexts.get(word), normalizer.normalize(word))));
    entries.sort(Comparator.comparingInt(Entry::count).reversed().thenComparing(Entry::word));
    return List.copyOf(entries);
  }

  private static String withoutEnding(String word) {
    String plain = word.replace('’', '\'');
    return plain.endsWith("'s") ? plain.substring(0, plain.length() - 2) : plain;
  }

  /** {@return whether every part of a word is common English; names are always listed} */
  private static boolean isKnown(String word) {
    WordList list = WordList.english();
    if (word.indexOf('\'') >= 0) {
      return word.chars().noneMatch(Character::isUpperCase);
    }
    for (String part : word.split("-", -1)) {
      if (!list.isCommon(part)) {
        return false;
      }
    }
    return true;
  }

  private static String context(String text, int start, int end) {
    int from = Math.max(0, start - CONTEXT);
    int to = Math.min(text.length(), end + CONTEXT);
    return (from > 0 ? "…" : "") + text.substring(from, to) + (to < text.length() ? "…" : "");
  }
}
