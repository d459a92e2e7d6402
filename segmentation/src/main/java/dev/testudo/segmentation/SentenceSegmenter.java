// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.FilteredBreakIteratorBuilder;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the sentences of prose. ICU proposes boundaries, with its suppressions of English
 * abbreviations; a table of rules then joins what belongs together.
 *
 * <p>Not thread-safe.
 */
public final class SentenceSegmenter {
  private static final String CLOSERS = "\"'”’»)]";
  private static final int MAX_OPENING = 30;
  private static final String OPENERS = "\"'“‘«([";
  private static final Pattern ONE_AFTER = Pattern.compile("(?i:vol|art|sec|chap|ch|bk|pt|fig)");
  private static final Pattern CAPITALIZED_NAME =
      Pattern.compile("(?:[Tt]he )?(?:\\p{Lu}[\\p{L}’'-]*\\.? ){1,3}(\\p{Ll}+)");
  // ICU knows no boundary after an ellipsis character, or where speech breaks off.
  private static final Pattern ELLIPSIS_BEFORE_CAPITAL =
      Pattern.compile("(?:…[\"'”’)]*|[—–][\"'”’]+)\\s+(?=[\"'“‘(]*\\p{Lu})");
  private static final Pattern SPACED_ELLIPSIS = Pattern.compile("(?:\\. ?){2,}\\.?|…");
  // Sentences that were set without a blank between them.
  private static final Pattern LOST_BLANK =
      Pattern.compile(
          "(?<![\\p{L}\\d.])(\\p{Lu}?\\p{Ll}{2,40}|\\d{1,3}(?:,\\d{3})*)[.!?](?=(\\p{Lu}\\p{Ll}{0,20})["
              + " ,’'.])");
  private static final Pattern OPENING_TIME =
      Pattern.compile(
          "(?i)(?:at|by|around|about|before|after|from|until|till|on|it"
              + " was)\\b[^.!?]{1,25}[ap]\\.m");
  private static final Pattern COMPASS = Pattern.compile("[NS][EW]?|[EW]");
  private static final Pattern COMPANY_ENDING = Pattern.compile("Ltd|Inc|Limited|Corp|Bros");
  private static final Pattern HAS_STOP = Pattern.compile("[.?!][\"'”’)]*\\s*$");
  private static final int LONGEST_WORD = 40;

  private final SentenceRules rules;
  private final BreakIterator everyBoundary;
  private final BreakIterator boundaries;

  /** Makes a segmenter of English. */
  public SentenceSegmenter() {
    this(SpokenLanguage.ENGLISH);
  }

  public SentenceSegmenter(SpokenLanguage language) {
    ULocale locale = ULocale.forLanguageTag(language.code());
    this.rules = SentenceRules.load(language);
    this.everyBoundary = BreakIterator.getSentenceInstance(locale);
    // ICU's German abbreviations hold common words, so the table decides alone.
    this.boundaries =
        language == SpokenLanguage.GERMAN
            ? BreakIterator.getSentenceInstance(locale)
            : FilteredBreakIteratorBuilder.getInstance(locale)
                .wrapIteratorWithFilter(BreakIterator.getSentenceInstance(locale));
  }

  private NavigableSet<Integer> itemStarts = new TreeSet<>();

  /** {@return the sentences of a chapter, in order; a heading is one sentence} */
  public List<Sentence> segment(Manuscript manuscript, Chapter chapter) {
    List<Sentence> sentences = new ArrayList<>();
    List<Block> blocks = chapter.blocks();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      if (block.kind() == Block.Kind.SECTION_BREAK) {
        continue;
      }
      AlignedText text = block.readable(manuscript.text());
      List<Span> spans =
          block.kind() == Block.Kind.HEADING
              ? List.of(new Span(0, text.length()))
              : spans(text.text());
      boolean sceneEnds =
          i + 1 < blocks.size() && blocks.get(i + 1).kind() == Block.Kind.SECTION_BREAK;
      Pause last =
          sceneEnds || block.kind() == Block.Kind.HEADING ? Pause.HEADING : Pause.PARAGRAPH;
      for (int s = 0; s < spans.size() && text.length() > 0; s++) {
        AlignedText sentence = text.slice(spans.get(s).start(), spans.get(s).end());
        Pause pause = s + 1 < spans.size() ? Pause.SENTENCE : last;
        sentences.add(
            new Sentence(
                chapter.index(),
                sentences.size(),
                sentence.source(),
                sentence,
                block.kind(),
                pause));
      }
    }
    return sentences;
  }

  /** {@return the spans of the sentences in a text; what lies between them is blank} */
  public List<Span> spans(String text) {
    List<Span> spans = new ArrayList<>();
    int start = 0;
    for (int boundary : candidates(text)) {
      if (boundary == text.length()
          || itemStarts.contains(boundary)
          || endsSentence(text, start, boundary)) {
        addStripped(text, start, boundary, spans);
        start = boundary;
      }
    }
    return spans;
  }

  private static boolean isWord(String word) {
    return Character.isDigit(word.charAt(0)) || WordList.english().contains(word);
  }

  private List<Integer> candidates(String text) {
    Enumeration items = Enumeration.find(text);
    NavigableSet<Integer> found = new TreeSet<>(boundaries(everyBoundary, text));
    NavigableSet<Integer> unsuppressed = boundaries(boundaries, text);
    // Where the table knows the word before, it decides, not ICU's list of abbreviations.
    found.removeIf(at -> !unsuppressed.contains(at) && !rules.know(wordBeforeStop(text, at)));
    Matcher ellipsis = ELLIPSIS_BEFORE_CAPITAL.matcher(text);
    while (ellipsis.find()) {
      found.add(ellipsis.end());
    }
    Matcher lost = LOST_BLANK.matcher(text);
    while (lost.find()) {
      if (isWord(lost.group(1))
          && (rules.isOpener(lost.group(2))
              || rules.know(lost.group(2))
              || isWord(lost.group(2)))) {
        found.add(lost.end());
      }
    }
    found.removeIf(items::isWithinMarker);
    found.addAll(items.starts());
    itemStarts = items.starts();
    return List.copyOf(found);
  }

  private static NavigableSet<Integer> boundaries(BreakIterator iterator, String text) {
    NavigableSet<Integer> found = new TreeSet<>();
    iterator.setText(text);
    iterator.first();
    for (int at = iterator.next(); at != BreakIterator.DONE; at = iterator.next()) {
      found.add(at);
    }
    return found;
  }

  private static String wordBeforeStop(String text, int boundary) {
    int end = skipBack(text, 0, boundary);
    return end > 0 && text.charAt(end - 1) == '.' ? wordBefore(text, 0, end - 1) : "";
  }

  private static void addStripped(String text, int start, int end, List<Span> spans) {
    int from = start;
    int to = end;
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    if (from < to) {
      spans.add(new Span(from, to));
    }
  }

  private boolean endsSentence(String text, int start, int boundary) {
    int end = skipBack(text, start, boundary);
    int mark = end;
    while (mark > start && CLOSERS.indexOf(text.charAt(mark - 1)) >= 0) {
      mark--;
    }
    int next = boundary;
    while (next < text.length()
        && (isBlank(text.charAt(next)) || OPENERS.indexOf(text.charAt(next)) >= 0)) {
      next++;
    }
    if (mark == start || next == text.length()) {
      return true;
    }
    char following = text.charAt(next);
    boolean quoted = mark < end;
    return switch (text.charAt(mark - 1)) {
      case '.' -> fullStopEnds(text, start, mark, next);
      case '?', '!' ->
          !Character.isLowerCase(following) && !(quoted && isSpeechTag(text, boundary));
      case '—', '–' ->
          !Character.isLowerCase(following)
              && !isLoneI(text, next)
              && !(quoted && isSpeechTag(text, boundary));
      case '…' -> !Character.isLowerCase(following) && !isLoneI(text, next);
      // A line that goes on with a small letter was broken by the page.
      default -> !(Character.isLowerCase(following) && HAS_STOP.matcher(text).find());
    };
  }

  private boolean fullStopEnds(String text, int start, int mark, int next) {
    char following = text.charAt(next);
    if (Character.isLowerCase(following)) {
      return false;
    }
    Matcher ellipsis = SPACED_ELLIPSIS.matcher(text).region(Math.max(start, mark - 6), mark);
    while (ellipsis.find()) {
      if (ellipsis.end() == mark) {
        boolean omission = ellipsis.start() > 0 && text.charAt(ellipsis.start() - 1) == '[';
        return !omission && !isLoneI(text, next);
      }
    }
    String word = wordBefore(text, start, mark - 1);
    String nextWord = wordAt(text, next);
    String wordBefore = wordBefore(text, start, skipBack(text, start, mark - 1 - word.length()));
    if (rules.isOrdinal(word, wordBefore, nextWord)) {
      return false;
    }
    if (rules.is(SentenceRules.Kind.NEVER, word)) {
      return false;
    }
    if (rules.is(SentenceRules.Kind.NUMBER, word)) {
      if (Character.isDigit(following)
          || (Numeral.value(nextWord) > 0 && !isLoneI(text, next))
          || isNumeralOne(text, word, next)) {
        return false;
      }
      if (!rules.is(SentenceRules.Kind.NAME, word)) {
        return true;
      }
    }
    if (rules.is(SentenceRules.Kind.PERHAPS, word)) {
      boolean goesOn =
          Character.isDigit(following)
              || COMPASS.matcher(nextWord).matches()
              || COMPANY_ENDING.matcher(nextWord).matches()
              || (isOpeningTime(text, start, mark - 1) && !isNewSubject(nextWord));
      return !goesOn;
    }
    if (rules.is(SentenceRules.Kind.NAME, word) && word.length() > 1) {
      // "the U.S. 7th Fleet"
      boolean numbered = Character.isDigit(following) && word.indexOf('.') > 0;
      return rules.isOpener(nextWord) || !(Character.isUpperCase(following) || numbered);
    }
    String before = wordBefore(text, start, skipBack(text, start, mark - 1 - word.length()));
    if (word.equals("I")) {
      return !isCapitalized(before) || rules.isOpener(nextWord) || before.isEmpty();
    }
    if (rules.is(SentenceRules.Kind.NAME, word)) {
      boolean single = word.length() == 1;
      if (single && rules.is(SentenceRules.Kind.LETTERED, before)) {
        return Character.isUpperCase(following);
      }
      boolean surname = single && isCapitalized(before) && rules.isSurname(nextWord);
      return (rules.isOpener(nextWord) && !surname) || !Character.isUpperCase(following);
    }
    return true;
  }

  // "At 5 a.m. Mr. Smith left" goes on: nothing has happened yet.
  private static boolean isOpeningTime(String text, int start, int end) {
    int from = start;
    while (from < end && (isBlank(text.charAt(from)) || OPENERS.indexOf(text.charAt(from)) >= 0)) {
      from++;
    }
    return end - from <= MAX_OPENING && OPENING_TIME.matcher(text).region(from, end).matches();
  }

  // A pronoun has a capital only where a sentence begins.
  private boolean isNewSubject(String word) {
    return rules.isOpener(word)
        && !word.equals("I")
        && !rules.know(word)
        && !word.matches("Miss|Sir|God");
  }

  private static boolean isCapitalized(String word) {
    return !word.isEmpty() && Character.isUpperCase(word.charAt(0));
  }

  private boolean isSpeechTag(String text, int boundary) {
    int limit = Math.min(text.length(), boundary + 3 * LONGEST_WORD);
    Matcher name = CAPITALIZED_NAME.matcher(text).region(boundary, limit);
    return name.lookingAt() && rules.isSpeech(name.group(1));
  }

  private static boolean isLoneI(String text, int at) {
    return wordAt(text, at).equals("I");
  }

  /** "Vol. I" and "Art. I, § 8" have a numeral, "No. I never did" and "p. 5. I'm" a pronoun. */
  private static boolean isNumeralOne(String text, String label, int at) {
    if (!isLoneI(text, at) || !ONE_AFTER.matcher(label).matches()) {
      return false;
    }
    int end = at + 1;
    boolean marked = end == text.length() || ",;:.)".indexOf(text.charAt(end)) >= 0;
    return marked
        || (isBlank(text.charAt(end))
            && end + 1 < text.length()
            && !Character.isLowerCase(text.charAt(end + 1)));
  }

  private static String wordBefore(String text, int start, int end) {
    int from = end;
    while (from > start
        && end - from < LONGEST_WORD
        && !isBlank(text.charAt(from - 1))
        && OPENERS.indexOf(text.charAt(from - 1)) < 0
        && "-–—/".indexOf(text.charAt(from - 1)) < 0) {
      from--;
    }
    return text.substring(from, end);
  }

  private static String wordAt(String text, int start) {
    int to = start;
    while (to < text.length()
        && to - start < LONGEST_WORD
        && Character.isLetterOrDigit(text.charAt(to))) {
      to++;
    }
    return text.substring(start, to);
  }

  private static int skipBack(String text, int start, int end) {
    int to = end;
    while (to > start && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return to;
  }

  private static boolean isBlank(char character) {
    return Character.isWhitespace(character) || Character.isSpaceChar(character);
  }
}
