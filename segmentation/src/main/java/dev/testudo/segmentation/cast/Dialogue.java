// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import dev.testudo.segmentation.AlignedText;
import dev.testudo.segmentation.Block;
import dev.testudo.segmentation.Manuscript;
import dev.testudo.segmentation.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what is said by somebody in a manuscript. */
final class Dialogue {
  private static final int MIN_DASHES = 3;
  private static final Set<String> LANGUAGES_WITHOUT_DASHES = Set.of("en", "de", "und", "");
  private static final Pattern DIRECTION = Pattern.compile("\\([^()]*\\)|\\[[^\\[\\]]*\\]");
  private static final Pattern DASH = Pattern.compile("^[—–]\\s?(?=[\\p{L}¿¡«“…])");
  // "— Hola — dijo él —. ¿Qué?" and "—Hola —dijo él—. ¿Qué?"
  private static final Pattern INSERTION =
      Pattern.compile("\\s[—–]\\s?(\\p{Ll}[^—–]*?)(?:\\s?[—–](?=[.,;:\\s])|$)");
  private static final String SENTENCE_MARKS = ".,!?;:…—–-";
  private static final Pattern VERB_AT_END =
      Pattern.compile("\\b" + SpeechVerbs.VERB + "(?: \\p{Ll}+){0,2}\\W*$");
  private static final Pattern TAG_AT_START =
      Pattern.compile("^\\W*(?:\\S+ ){0,3}" + SpeechVerbs.VERB + "\\b");

  private final QuotationStyle style;
  private final boolean dashes;
  private final Play play;
  private boolean open;
  // Whose speech follows a name that stands alone; empty for none.
  private String character = "";

  private Dialogue(QuotationStyle style, boolean dashes, Play play) {
    this.style = style;
    this.dashes = dashes;
    this.play = play;
  }

  /** {@return all paragraphs and stanzas in order, with a break for whatever stands between} */
  static List<Paragraph> of(Manuscript manuscript) {
    List<AlignedText> texts = new ArrayList<>();
    for (Block block : manuscript.blocks()) {
      boolean prose = block.kind() == Block.Kind.PARAGRAPH || block.kind() == Block.Kind.VERSE;
      texts.add(prose ? block.readable(manuscript.text()) : AlignedText.of(""));
    }
    List<String> plain = texts.stream().map(AlignedText::text).toList();
    boolean dashes =
        !LANGUAGES_WITHOUT_DASHES.contains(manuscript.language().split("-", 2)[0])
            && plain.stream().filter(text -> DASH.matcher(text).find()).count() >= MIN_DASHES;
    Dialogue dialogue =
        new Dialogue(QuotationStyle.of(plain), dashes, Play.of(plain, scenes(manuscript)));
    return texts.stream().map(dialogue::paragraph).toList();
  }

  private static long scenes(Manuscript manuscript) {
    return manuscript.blocks().stream()
        .filter(block -> Play.isScene(block.readable(manuscript.text()).text()))
        .count();
  }

  private Paragraph paragraph(AlignedText text) {
    if (text.isBlank()) {
      open = false;
      character = "";
      return Paragraph.BREAK;
    }
    Optional<Play.Cue> cue = play.cue(text.text());
    if (cue.isPresent() && play.isNameAlone()) {
      character = cue.get().name();
      return new Paragraph(text, List.of(), false, "");
    }
    if (cue.isPresent()) {
      return speech(text, cue.get().end(), cue.get().name());
    }
    if (!character.isEmpty()) {
      Paragraph speech = speech(text, 0, character);
      if (play.script() && !speech.quotations().isEmpty()) {
        character = "";
      }
      return speech;
    }
    Matcher dash = DASH.matcher(text.text());
    if (dashes && dash.find() && (!open || style.isGuillemets())) {
      return dashed(text);
    }
    return quoted(text);
  }

  /** A speech of a play: all but the stage directions. */
  private static Paragraph speech(AlignedText text, int start, String character) {
    List<Span> spans = new ArrayList<>();
    Matcher direction = DIRECTION.matcher(text.text());
    int from = start;
    while (direction.find(from)) {
      addWords(text.text(), from, direction.start(), spans);
      from = direction.end();
    }
    addWords(text.text(), from, text.length(), spans);
    return new Paragraph(text, spans, false, character);
  }

  /** In French, a dash within « » is the next speaker's, and » stands after the last one. */
  private Paragraph dashed(AlignedText aligned) {
    String text = aligned.text();
    int end = text.length();
    for (int i = 0; i < text.length() && open; i++) {
      if (style.closes(text, i)) {
        open = false;
        end = i;
      }
    }
    return new Paragraph(aligned, withoutInsertions(text.substring(0, end)), false, "");
  }

  private static List<Span> withoutInsertions(String text) {
    List<Span> spans = new ArrayList<>();
    Matcher insertion = INSERTION.matcher(text);
    int from = 0;
    while (insertion.find()) {
      addWords(text, from, insertion.start(), spans);
      from = insertion.end();
    }
    addWords(text, from, text.length(), spans);
    return spans;
  }

  private static void addWords(String text, int start, int end, List<Span> spans) {
    int from = start;
    int to = end;
    while (from < to && (text.charAt(from) == ' ' || ".,;:".indexOf(text.charAt(from)) >= 0)) {
      from++;
    }
    while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
      to--;
    }
    if (text.substring(from, to).chars().anyMatch(Character::isLetterOrDigit)) {
      spans.add(new Span(from, to));
    }
  }

  private Paragraph quoted(AlignedText aligned) {
    String text = aligned.text();
    boolean continued = open && (style.continues(text) || closesFirst(text));
    List<Span> quotations = new ArrayList<>();
    int start = continued ? 0 : -1;
    for (int i = continued ? 1 : 0; i < text.length(); i++) {
      if (start < 0 && style.opens(text, i)) {
        start = i;
      } else if (start >= 0 && i > start && style.closes(text, i)) {
        if ((continued && quotations.isEmpty()) || isSpeech(text, start, i + 1)) {
          quotations.add(new Span(start, i + 1));
        }
        start = -1;
      }
    }
    open = start >= 0;
    if (open) {
      quotations.add(new Span(start, text.length()));
    }
    return new Paragraph(aligned, quotations, continued, "");
  }

  /** Verse or a letter within a quotation does not repeat the opening mark. */
  private boolean closesFirst(String text) {
    for (int i = 1; i < text.length(); i++) {
      if (style.opens(text, i)) {
        return false;
      }
      if (style.closes(text, i)) {
        return true;
      }
    }
    return false;
  }

  /** A title or a word in quotation marks is not speech. */
  private static boolean isSpeech(String text, int start, int end) {
    char last = text.charAt(Math.max(start, skipBlanksBack(text, end - 1) - 1));
    boolean punctuated = SENTENCE_MARKS.indexOf(last) >= 0;
    String after = text.substring(end);
    if (start == 0) {
      boolean goesOn = after.matches("(?s),? \\p{Ll}.*");
      return punctuated || !goesOn || TAG_AT_START.matcher(after).find();
    }
    String before = text.substring(0, start);
    int to = skipBlanksBack(before, before.length());
    char mark = to == 0 ? '.' : before.charAt(to - 1);
    boolean afterVerb = VERB_AT_END.matcher(before).find();
    boolean tagged = TAG_AT_START.matcher(after).find();
    boolean sentence = Character.isUpperCase(text.charAt(Math.min(text.length() - 1, start + 1)));
    if (punctuated) {
      return !Character.isLetterOrDigit(mark) || (afterVerb && sentence) || tagged;
    }
    return sentence
        && (afterVerb || ((mark == ',' || mark == ':') && text.indexOf(' ', start) < end));
  }

  private static int skipBlanksBack(String text, int end) {
    int to = end;
    while (to > 0
        && (Character.isWhitespace(text.charAt(to - 1))
            || Character.isSpaceChar(text.charAt(to - 1))
            || "’”'\"»".indexOf(text.charAt(to - 1)) >= 0)) {
      to--;
    }
    return to;
  }
}
