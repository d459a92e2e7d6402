// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Joins words that the page has broken: at the ends of lines, after a spaced drop cap, by spaced
 * letters. Whether a hyphen belongs to the word, the book's own words decide. What parts a word
 * becomes a silent range of its block; the manuscript's text stays as it is.
 */
final class BrokenWords {
  private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}-]*+");
  private static final Pattern LINE_END =
      Pattern.compile("(?<!\\p{L})(\\p{L}{1,40}+)([-\u2010])[ \\t]*+\\R[ \\t]*+(\\p{Ll}{1,40}+)");
  private static final Pattern DROP_CAP =
      Pattern.compile("\\A[\"“‘'(]*(\\p{Lu})( )(\\p{Lu}+|\\p{Ll}+)(?=[^\\p{L}])");
  private static final Pattern SPACED =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}’'])\\p{L}(?:[ \u00A0]{1,3}\\p{L}){2,}(?![\\p{L}\\p{N}’'])");
  // They stand before a hyphen, or after one, in words of everyday use.
  private static final Set<String> FIRST_PARTS =
      Set.of(
          ("good well ill self half ever never all old new far mid non ex co great grand step mother father brother sister"
                  + " son daughter sitting dining drawing bed hand red blue black white dark light grey gray green high low long"
                  + " short first second third one two three four five six seven eight nine ten to by so cross right left"
                  + " open quick sharp soft hard kind warm cold broad narrow round middle upper lower north south east west")
              .split(" ", -1));
  private static final Set<String> LAST_PARTS =
      Set.of(
          ("day night morrow law like looking fashioned humoured humored hearted headed eyed natured minded tempered faced"
                  + " haired sized room door up in out off down known bred coloured colored handed legged footed year mile foot inch")
              .split(" ", -1));

  private final String text;
  private final Map<String, Integer> counts = new HashMap<>();
  private final boolean breaksWords;

  private BrokenWords(String text) {
    this.text = text;
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      counts.merge(word.group().toLowerCase(Locale.ROOT), 1, Integer::sum);
    }
    this.breaksWords = breaksWords();
  }

  /** {@return the manuscript with its broken words joined} */
  static Manuscript joined(Manuscript manuscript) {
    BrokenWords words = new BrokenWords(manuscript.text());
    List<Block> blocks = manuscript.blocks().stream().map(words::joined).toList();
    return manuscript.withBlocks(blocks);
  }

  static BrokenWords of(String text) {
    return new BrokenWords(text);
  }

  /** {@return lines as one line, with words that were broken at their ends joined} */
  String unbroken(String lines) {
    List<Span> hyphens = new ArrayList<>();
    hyphens(lines, hyphens);
    StringBuilder whole = new StringBuilder(lines);
    for (int i = hyphens.size() - 1; i >= 0; i--) {
      whole.setCharAt(hyphens.get(i).start(), '\u00AD');
    }
    return whole
        .toString()
        .replaceAll("\u00AD[ \\t]*\\R[ \\t]*", "")
        .replaceAll("-[ \\t]*\\R[ \\t]*(?=\\p{Ll})", "-")
        .replaceAll("\\s*\\R\\s*", " ");
  }

  private Block joined(Block block) {
    String part = block.span().of(text);
    List<Span> found = new ArrayList<>();
    hyphens(part, found);
    dropCap(part, found);
    spacedLetters(part, found);
    if (found.isEmpty()) {
      return block;
    }
    List<Span> silent = new ArrayList<>(block.silent());
    int start = block.span().start();
    for (Span span : found) {
      Span shifted = new Span(span.start() + start, span.end() + start);
      if (silent.stream().noneMatch(s -> s.start() < shifted.end() && shifted.start() < s.end())) {
        silent.add(shifted);
      }
    }
    silent.sort(Comparator.comparingInt(Span::start));
    return new Block(block.kind(), block.span(), silent);
  }

  private int count(String word) {
    return counts.getOrDefault(word.toLowerCase(Locale.ROOT), 0);
  }

  private void hyphens(String part, List<Span> found) {
    Matcher end = LINE_END.matcher(part);
    int from = 0;
    while (end.find(from)) {
      if (!hasHyphen(end.group(1), end.group(3))) {
        found.add(new Span(end.start(2), end.end(2)));
      }
      from = end.start(3);
    }
  }

  /** {@return whether the hyphen of a word at a line's end is part of the word} */
  private boolean hasHyphen(String first, String last) {
    int whole = count(first + last);
    int hyphenated = count(first + "-" + last);
    if (whole != hyphenated) {
      return hyphenated > whole;
    }
    return !breaksWords
        || FIRST_PARTS.contains(first.toLowerCase(Locale.ROOT))
        || LAST_PARTS.contains(last);
  }

  /**
   * {@return whether the book breaks words, as far as its other words tell; else it breaks lines
   * only at hyphens}
   */
  private boolean breaksWords() {
    int whole = 0;
    int hyphenated = 0;
    Matcher end = LINE_END.matcher(text);
    int from = 0;
    while (end.find(from)) {
      whole += count(end.group(1) + end.group(3)) > 0 ? 1 : 0;
      hyphenated += count(end.group(1) + "-" + end.group(3)) > 0 ? 1 : 0;
      from = end.start(3);
    }
    return whole >= hyphenated;
  }

  private void dropCap(String part, List<Span> found) {
    Matcher cap = DROP_CAP.matcher(part);
    if (!cap.find()) {
      return;
    }
    String letter = cap.group(1);
    String rest = cap.group(3);
    boolean word = letter.matches("[AIO]");
    boolean better = count(letter + rest) >= count(rest) && count(letter + rest) > 0;
    boolean lower = Character.isLowerCase(rest.charAt(0));
    if (word ? better : !lower || count(rest) <= count(letter + rest) + 1 || rest.equals("he")) {
      found.add(new Span(cap.start(2), cap.end(2)));
    }
  }

  private void spacedLetters(String part, List<Span> found) {
    Matcher spaced = SPACED.matcher(part);
    while (spaced.find()) {
      String run = spaced.group();
      String letters = run.replaceAll("[ \u00A0]", "");
      boolean lower = letters.chars().skip(1).anyMatch(Character::isLowerCase);
      boolean known = letters.length() > 3 && count(letters) > 0;
      boolean gaps = run.matches(".*[ \u00A0]{2}.*");
      if (known || (lower && (letters.length() > 3 || gaps))) {
        for (int i = 1; i + 1 < run.length(); i++) {
          boolean single = isBlank(run, i) && !isBlank(run, i - 1) && !isBlank(run, i + 1);
          if (single) {
            found.add(new Span(spaced.start() + i, spaced.start() + i + 1));
          }
        }
      }
    }
  }

  private static boolean isBlank(String run, int at) {
    return run.charAt(at) == ' ' || run.charAt(at) == '\u00A0';
  }
}
