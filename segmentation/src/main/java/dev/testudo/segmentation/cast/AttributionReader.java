// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import dev.testudo.segmentation.cast.Attribution.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads in the narration who says the quotations beside it, and who acts. */
final class AttributionReader {
  private static final String VERB = SpeechVerbs.VERB;
  private static final String PRONOUN = "(?<pronoun>[Hh]e|[Ss]he|I|[Tt]hey|[Ww]e)";
  private static final String MANNER =
      "(?:(?:\\p{Ll}+ly|then|had|only|just|again|here|now|at last|at once) )?";
  private static final String SOMEBODY =
      "(?<somebody>(?:the|a|an|one|another|his|her|their|my|our|its) [\\p{Ll}-]+(?: [\\p{Ll}-]+)?)";
  private static final Pattern INVERTED =
      Pattern.compile(
          "^[\\s,;—–-]*"
              + MANNER
              + VERB
              + " (?:"
              + PRONOUN
              + "\\b|"
              + PersonName.PATTERN
              + "|"
              + SOMEBODY
              + ")");
  private static final Pattern DIRECT =
      Pattern.compile(
          "^[\\s,;—–-]*(?:"
              + PRONOUN
              + " |"
              + PersonName.PATTERN
              + " |(?<somebody>(?:[Tt]he|[Aa]n?|[Oo]ne|[Aa]nother|[Hh]is|[Hh]er|[Tt]heir|[Mm]y|[Oo]ur|[Ii]ts)"
              + " [^.!?:;,]{1,40}?) )"
              + MANNER
              + VERB
              + "\\b");
  private static final Pattern ANOTHER_TOO = Pattern.compile("^ and (?:the )?\\p{L}");
  private static final Pattern NOT_THIS =
      Pattern.compile("^ (?:nothing|no more|not a word|little)\\b");
  private static final Pattern ENDS_SOON =
      Pattern.compile(
          "^(?: (?:\\p{Ll}+ly|again|at last|at once|softly|aloud)){0,2}\\s*(?:[.,:;—–]|$)");
  private static final Pattern INTRODUCES = Pattern.compile("[,:][—–-]*\\s*$");
  private static final Pattern VERB_AFTER_NAME =
      Pattern.compile(
          "(?<![\\p{L}’'-])(?:"
              + PRONOUN
              + " |"
              + PersonName.PATTERN
              + " |(?<somebody>(?!(?:and|but|then|or|who|which|as|he|she|they|when)\\b)\\p{Ll}[\\p{Ll}-]+)"
              + " )"
              + MANNER
              + VERB
              + "\\b(?=[^.!?]{0,80}$)");
  private static final String LEAD =
      "(?:(?:But|And|Then|So|Here|Now|Again|At this|At last|At that),? )?";
  private static final Pattern SUBJECT =
      Pattern.compile(
          "^"
              + LEAD
              + "(?:"
              + PRONOUN
              + "\\b|"
              + PersonName.PATTERN
              + "),? [^“”]*\\b(?:"
              + VERB
              + "|crying|saying|asking|adding)\\b");
  private static final Pattern ACTOR =
      Pattern.compile(
          "(?<=^|[.!?…;][’”]? )"
              + LEAD
              + "(?:(?<pronoun>[Hh]e|[Ss]he|I) |"
              + PersonName.PATTERN
              + " )(?:\\p{Ll}+ly )?(?!(?:and|of|or|in|at|to|for|with)\\b)\\p{Ll}+");
  private static final Pattern SENTENCE_END = Pattern.compile("[.!?…][’”\"»)]*\\s+(?=\\p{Lu})");
  private static final Pattern CAPITALIZED =
      Pattern.compile("(?<=[\\p{Ll},;] )((?:\\p{Lu}[\\p{L}’'.-]*(?<!’s)(?<!'s) ?)+)");
  private static final Pattern HEARD = Pattern.compile("\\b(?:heard|hear|made|let|saw)\\b");
  private static final Pattern ANY_VERB = Pattern.compile("\\b" + VERB + "\\b");
  private static final Pattern COLON_AT_END = Pattern.compile(":[—–-]*\\s*$");
  private static final Pattern OPEN_AT_END = Pattern.compile("[:—–][—–-]*\\s*$");

  private final List<Paragraph> paragraphs;
  private final Set<String> capitalized;

  AttributionReader(List<Paragraph> paragraphs) {
    this.paragraphs = paragraphs;
    this.capitalized = capitalized(paragraphs);
  }

  /** {@return words that have a capital within a sentence}; at its beginning every word has one */
  private static Set<String> capitalized(List<Paragraph> paragraphs) {
    Set<String> words = new HashSet<>();
    for (Paragraph paragraph : paragraphs) {
      Matcher matcher = CAPITALIZED.matcher(paragraph.text().text());
      while (matcher.find()) {
        words.addAll(words(matcher.group(1)));
      }
    }
    return words;
  }

  private static List<String> words(String name) {
    return List.of(name.strip().replaceAll("[.’'-]+(?= |$)", "").split(" ", -1));
  }

  /** {@return what stands beside each quotation of a paragraph} */
  List<Attribution> of(int index) {
    Paragraph paragraph = paragraphs.get(index);
    List<Attribution> found = new ArrayList<>();
    Attribution last = Attribution.NONE;
    for (int i = 0; i < paragraph.quotations().size(); i++) {
      Attribution after = after(paragraph, i);
      Attribution attribution = after;
      if (after.is(Kind.NOTHING)) {
        // "'Well,' said Joe, 'no.'": what stands between belongs to both.
        String between = paragraph.narration(i);
        boolean goesOn =
            !last.is(Kind.NOTHING)
                && isOneSentence(between)
                && !COLON_AT_END.matcher(between).find();
        attribution = goesOn ? last : before(index, i);
      }
      last = after;
      found.add(attribution);
    }
    return found;
  }

  /**
   * {@return who acts in the narration of a paragraph}: names as they stand and pronouns, the
   * narrator as a name
   */
  Set<Attribution> actors(Paragraph paragraph) {
    Set<Attribution> actors = new LinkedHashSet<>();
    for (int i = 0; i <= paragraph.quotations().size(); i++) {
      Matcher actor = ACTOR.matcher(paragraph.narration(i).strip());
      while (actor.find()) {
        Attribution found = attribution(actor, false);
        if (!found.text().isEmpty() && !found.is(Kind.DESCRIBED)) {
          actors.add(found);
        }
      }
    }
    return actors;
  }

  /** {@return whether the narration at the end of a paragraph leads on to what follows} */
  static boolean leadsOn(Paragraph paragraph) {
    return OPEN_AT_END.matcher(paragraph.narration(paragraph.quotations().size())).find();
  }

  private static boolean isOneSentence(String narration) {
    return lastSentence(narration).equals(narration.strip());
  }

  private Attribution after(Paragraph paragraph, int i) {
    String quotation = paragraph.quotation(i);
    String narration = paragraph.narration(i + 1);
    Matcher inverted = INVERTED.matcher(narration);
    if (inverted.find()) {
      String rest = narration.substring(inverted.end());
      return isPossessive(rest) || ANOTHER_TOO.matcher(rest).find()
          ? new Attribution(Kind.DESCRIBED, inverted.group() + rest)
          : attribution(inverted, true);
    }
    Matcher direct = DIRECT.matcher(narration);
    if (direct.find()) {
      String rest = narration.substring(direct.end());
      boolean newSentence = quotation.matches("(?s).*\\.[’”\"'»]*");
      if (NOT_THIS.matcher(rest).find() || (newSentence && !ENDS_SOON.matcher(rest).find())) {
        return Attribution.NONE;
      }
      return attribution(direct, true);
    }
    return Attribution.NONE;
  }

  private static boolean isPossessive(String rest) {
    return rest.startsWith("’s ") || rest.startsWith("'s ");
  }

  private Attribution before(int index, int i) {
    Paragraph paragraph = paragraphs.get(index);
    String narration = paragraph.narration(i);
    if (narration.isBlank() && i == 0 && index > 0 && !paragraph.continued()) {
      Paragraph previous = paragraphs.get(index - 1);
      narration = previous.narration(previous.quotations().size());
      if (!COLON_AT_END.matcher(narration).find()) {
        return Attribution.NONE;
      }
    }
    if (!INTRODUCES.matcher(narration).find()) {
      return Attribution.NONE;
    }
    String sentence = lastSentence(narration);
    Matcher close = VERB_AFTER_NAME.matcher(sentence);
    Attribution last = Attribution.NONE;
    while (close.find()) {
      last = attribution(close, true);
    }
    if (last.is(Kind.NAMED) || last.is(Kind.PRONOUN)) {
      return last;
    }
    Matcher subject = SUBJECT.matcher(sentence);
    if (last.is(Kind.NOTHING) && !HEARD.matcher(sentence).find() && subject.find()) {
      return attribution(subject, false);
    }
    return ANY_VERB.matcher(sentence).find()
        ? new Attribution(Kind.DESCRIBED, sentence)
        : Attribution.NONE;
  }

  private static String lastSentence(String narration) {
    Matcher end = SENTENCE_END.matcher(narration);
    int start = 0;
    while (end.find()) {
      String before = narration.substring(0, end.start() + 1);
      if (!before.matches("(?s).*\\b(?:Mr|Mrs|Ms|Dr|St|Prof|Capt|Col)\\.")) {
        start = end.end();
      }
    }
    return narration.substring(start).strip();
  }

  /**
   * {@return whom a pattern found}
   *
   * @param described whether the pattern knows persons without a name
   */
  private Attribution attribution(Matcher matcher, boolean described) {
    String pronoun = matcher.group("pronoun");
    if (pronoun != null) {
      return pronoun.equals("I")
          ? new Attribution(Kind.NAMED, Speaker.FIRST_PERSON)
          : new Attribution(Kind.PRONOUN, pronoun.toLowerCase(Locale.ROOT));
    }
    if (matcher.group("name") != null) {
      String name = PersonName.found(matcher);
      return name.isEmpty() || !capitalized.containsAll(words(name))
          ? new Attribution(Kind.DESCRIBED, matcher.group())
          : new Attribution(Kind.NAMED, name);
    }
    return described
        ? new Attribution(Kind.DESCRIBED, matcher.group("somebody"))
        : Attribution.NONE;
  }
}
