// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Written text to spoken form, in one pass: at each word, number or sign the lexicon is asked
 * first, then the rules in order; what no rule knows is said as it stands.
 *
 * <p>The result holds letters, spaces and {@code . , ; : ? ! ' " - ( )} only; of English, ASCII
 * letters only. Not thread-safe.
 */
public final class TextNormalizer {
  private static final Pattern WORD =
      Pattern.compile("\\p{L}[\\p{L}\\p{M}]*+(?:['’]\\p{L}[\\p{L}\\p{M}]*+){0,9}+");
  private static final Pattern ENDS_HERE = Pattern.compile("[\"'’”»)\\]\\s]*$");
  private static final int MAX_ABBREVIATION = 5;

  private final Lexicon lexicon;
  private final SpokenLanguage language;
  private final CharacterFolder folder = new CharacterFolder();
  private final WordList list = WordList.english();
  private final SpeechRules rules;
  private final Optional<Homographs> homographs;
  private final SentenceSegmenter segmenter;
  private final NavigableMap<Integer, SpokenAs> marked = new TreeMap<>();

  /** Makes a normalizer of English text. */
  public TextNormalizer(Lexicon lexicon) {
    this(lexicon, SpokenLanguage.ENGLISH);
  }

  public TextNormalizer(Lexicon lexicon, SpokenLanguage language) {
    this.lexicon = requireNonNull(lexicon, "lexicon is null");
    this.language = requireNonNull(language, "language is null");
    this.homographs =
        language == SpokenLanguage.ENGLISH ? Optional.of(new Homographs()) : Optional.empty();
    this.segmenter = new SentenceSegmenter(language);
    this.rules = new SpeechRules(language.notation(), language.verbalizer(), list);
  }

  /** From now on, says words of a manuscript as the manuscript itself marks them. */
  void say(List<SpokenAs> marks) {
    marked.clear();
    marks.forEach(mark -> marked.put(mark.span().start(), mark));
  }

  /** {@return the spoken form of running text, sentence by sentence} */
  public String normalize(String text) {
    AlignedText whole = TextRepairs.repair(AlignedText.of(text));
    StringBuilder spoken = new StringBuilder();
    for (Span sentence : segmenter.spans(whole.text())) {
      String said = prose(whole.slice(sentence.start(), sentence.end())).text().text();
      spoken.append(spoken.isEmpty() || said.isEmpty() ? "" : " ").append(said);
    }
    return spoken.toString();
  }

  /** {@return the spoken form of a sentence} */
  public SpokenForm prose(AlignedText text) {
    return new Pass(TextRepairs.repair(text), List.of()).run();
  }

  /** {@return the spoken form of a heading: numerals are numbers, and it ends like a sentence} */
  public SpokenForm heading(AlignedText text) {
    Pass pass = new Pass(TextRepairs.repair(text), List.of(rules.headingNumeral()));
    pass.run();
    return pass.endSentence();
  }

  /** One walk over a text. */
  private final class Pass {
    private final AlignedText source;
    private final String text;
    private final List<SpeechRule> firstRules;
    private final SpeechBuilder out = new SpeechBuilder();
    private final List<Span> unspeakable = new ArrayList<>();
    private final List<String> foreign = new ArrayList<>();
    private final QuotationMarks quotes;
    private final Map<Integer, String> respelled;
    private int at;

    Pass(AlignedText source, List<SpeechRule> firstRules) {
      this.source = source;
      this.text = source.text();
      this.firstRules = firstRules;
      this.quotes = new QuotationMarks(text);
      this.respelled = homographs.map(h -> h.respell(text)).orElse(Map.of());
    }

    SpokenForm run() {
      while (at < text.length()) {
        if (!applyMark() && !(startsToken() && (applyLexicon() || applyRules()))) {
          sayAsItStands();
        }
      }
      return result();
    }

    SpokenForm endSentence() {
      if (!out.isEmpty()) {
        Span last = source.source(text.length() - 1, text.length());
        out.endSentence(last.start(), last.end());
      }
      return result();
    }

    private SpokenForm result() {
      return new SpokenForm(out.build(), unspeakable, foreign);
    }

    private boolean startsToken() {
      char here = text.charAt(at);
      if (Character.isWhitespace(here)) {
        return false;
      }
      char before = at == 0 ? ' ' : text.charAt(at - 1);
      return !Character.isLetterOrDigit(here)
          || !Character.isLetterOrDigit(before)
          || Character.isDigit(here) != Character.isDigit(before);
    }

    private boolean applyMark() {
      Map.Entry<Integer, SpokenAs> mark =
          marked.isEmpty() ? null : marked.floorEntry(source.source(at, at + 1).start());
      if (mark == null || source.source(at, at + 1).end() > mark.getValue().span().end()) {
        return false;
      }
      int end = at + 1;
      while (end < text.length()
          && source.source(end, end + 1).end() <= mark.getValue().span().end()) {
        end++;
      }
      say(mark.getValue().spoken(), end);
      return true;
    }

    private boolean applyLexicon() {
      if (!Character.isLetterOrDigit(text.charAt(at))) {
        return false;
      }
      Optional<Lexicon.Match> match = lexicon.match(text, at);
      match.ifPresent(found -> say(found.spoken(), found.end()));
      return match.isPresent();
    }

    private boolean applyRules() {
      char here = text.charAt(at);
      return (at == 0 && firstRules.stream().anyMatch(this::apply))
          || rules.startingWith(here).stream().anyMatch(this::apply);
    }

    private boolean apply(SpeechRule rule) {
      Matcher matcher = rule.pattern().matcher(text);
      matcher.useTransparentBounds(true).useAnchoringBounds(false).region(at, text.length());
      if (!matcher.lookingAt()) {
        return false;
      }
      Context context = new Context(text, at, matcher.end(), quotes.isDoubleOpen());
      Optional<String> spoken = rule.saying().say(matcher, context);
      spoken.ifPresent(words -> say(inLetters(words), matcher.end()));
      return spoken.isPresent();
    }

    /** A rule may repeat letters of its source, such as those of an address. */
    private String inLetters(String words) {
      return language.keepsLetters() || words.chars().allMatch(letter -> letter < 128)
          ? words
          : WORD.matcher(words).replaceAll(word -> folder.fold(word.group()));
    }

    private void say(String words, int end) {
      Span span = source.source(at, end);
      out.words(words, span.start(), span.end());
      // The full stop of an abbreviation at the very end also ends the sentence.
      boolean stop =
          text.charAt(end - 1) == '.'
              && ENDS_HERE.matcher(text).region(end, text.length()).lookingAt();
      if (stop) {
        out.punctuate('.', span.start(), span.end());
      }
      at = end;
    }

    private void sayAsItStands() {
      Matcher word = WORD.matcher(text).region(at, text.length());
      if (word.lookingAt() && respelled.containsKey(at)) {
        say(respelled.get(at), word.end());
      } else if (word.lookingAt()) {
        sayWord(word.group(), word.end());
      } else {
        sayMark();
      }
    }

    private void sayWord(String word, int end) {
      String folded =
          language.keepsLetters() ? word : folder.fold(CapitalRules.lowerIfShouted(word));
      if (folded.isBlank()) {
        leaveOut(end);
        return;
      }
      if (!folder.isLatin(word)) {
        foreign.add(word);
      }
      say(folded, end);
    }

    private void leaveOut(int end) {
      Span span = source.source(at, end);
      int last = unspeakable.size() - 1;
      if (last >= 0 && unspeakable.get(last).end() == span.start()) {
        unspeakable.set(last, new Span(unspeakable.get(last).start(), span.end()));
      } else {
        unspeakable.add(span);
      }
      at = end;
    }

    private void sayMark() {
      int end = at + Character.charCount(text.codePointAt(at));
      Span span = source.source(at, end);
      int start = span.start();
      char mark = text.charAt(at);
      switch (mark) {
        case '.' -> {
          if (!isAbbreviationPoint(end)) {
            out.punctuate('.', start, span.end());
          }
        }
        case ',', ';', '?', '!' -> out.punctuate(mark, start, span.end());
        case ':' -> sayColon(span, end);
        case '…' -> sayEllipsis(span);
        case '(', '[', '{' -> out.open('(', start, span.end());
        case ')', ']', '}' -> out.close(')', start, span.end());
        case '—', '–', '―', '⸺', '⸻', '−', '|', '•', '·' -> out.dash(start, span.end());
        case '-', '‐', '‑' -> end = sayHyphens(end);
        case '_', '/' -> out.space(start, span.end());
        default -> {
          if (QuotationMarks.isMark(mark)) {
            sayQuotationMark(span);
          } else if (Character.isWhitespace(mark) || Character.isSpaceChar(mark)) {
            out.space(start, span.end());
          } else if (!isFormatting(mark)) {
            leaveOut(end);
          }
        }
      }
      at = end;
    }

    /** The point of an abbreviation that no table knows: a comma or a small letter follows. */
    private boolean isAbbreviationPoint(int end) {
      if (end == text.length() || at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1))) {
        return false;
      }
      char next = text.charAt(end);
      if (",;:".indexOf(next) >= 0) {
        return true;
      }
      if (next != ' ' || end + 1 == text.length() || !Character.isLowerCase(text.charAt(end + 1))) {
        return false;
      }
      int start = at;
      while (start > 0
          && at - start <= MAX_ABBREVIATION
          && Character.isLetter(text.charAt(start - 1))) {
        start--;
      }
      String word = text.substring(start, at);
      return !word.isEmpty() && word.length() <= MAX_ABBREVIATION && !list.contains(word);
    }

    // "epub:type" is one name, without a pause.
    private void sayColon(Span span, int end) {
      boolean within =
          at > 0
              && end < text.length()
              && Character.isLetter(text.charAt(at - 1))
              && Character.isLetter(text.charAt(end));
      if (within) {
        out.space(span.start(), span.end());
      } else {
        out.punctuate(':', span.start(), span.end());
      }
    }

    private void sayEllipsis(Span span) {
      for (int i = 0; i < 3; i++) {
        out.punctuate('.', span.start(), span.end());
      }
    }

    // One hyphen within a word joins it; any other row of hyphens is a dash.
    private int sayHyphens(int first) {
      int end = first;
      while (end < text.length() && text.charAt(end) == '-') {
        end++;
      }
      Span span = source.source(at, end);
      boolean joins =
          end == first
              && at > 0
              && end < text.length()
              && joinsWord(text.charAt(at - 1))
              && joinsWord(text.charAt(end));
      if (joins) {
        out.joint('-', span.start(), span.end());
      } else {
        out.dash(span.start(), span.end());
      }
      return end;
    }

    // "will-o'-the-wisp" is one word.
    private static boolean joinsWord(char neighbour) {
      return Character.isLetterOrDigit(neighbour) || neighbour == '\'' || neighbour == '’';
    }

    private void sayQuotationMark(Span span) {
      switch (quotes.read(at)) {
        case OPENING -> out.open('"', span.start(), span.end());
        case CLOSING -> out.close('"', span.start(), span.end());
        case APOSTROPHE -> out.joint('\'', span.start(), span.end());
      }
    }

    // Soft hyphens, joiners, marks of direction: they have no sound and no look.
    private boolean isFormatting(char mark) {
      return Character.getType(mark) == Character.FORMAT
          || Character.getType(mark) == Character.NON_SPACING_MARK
          || mark == '\uFEFF';
    }
  }
}
