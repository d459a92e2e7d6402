// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the speakers of a dialogue: by what the narration says beside a quotation, and by the turns
 * of two persons. A name within a quotation is somebody addressed and never counts.
 */
final class SpeakerFinder {
  private static final String VERB = SpeechVerbs.VERB;
  private static final String PRONOUN = "(?<pronoun>[Hh]e|[Ss]he|I|[Tt]hey|[Ww]e)";
  private static final String MANNER =
      "(?:(?:\\p{Ll}+ly|then|had|only|just|again|here|now|at last|at once) )?";
  private static final String SOMEBODY =
      "(?<somebody>(?:the|a|an|one|another|his|her|their|my|our|its) [\\p{Ll}-]+)";
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
      "^(?:(?:But|And|Then|So|Here|Now|Again|At this|At last|At that),? )?";
  private static final Pattern SUBJECT =
      Pattern.compile(
          LEAD
              + "(?:"
              + PRONOUN
              + "\\b|"
              + PersonName.PATTERN
              + "),? [^“”]*\\b(?:"
              + VERB
              + "|crying|saying|asking|adding)\\b");
  private static final Pattern BEAT =
      Pattern.compile(
          LEAD
              + PersonName.PATTERN
              + " (?:\\p{Ll}+ly )?(?!and\\b|of\\b|or\\b|in\\b|at\\b|to\\b)\\p{Ll}+");
  private static final Pattern ANY_NAME = Pattern.compile(PersonName.PATTERN);
  private static final Pattern SENTENCE_END = Pattern.compile("[.!?…][’”\"»)]*\\s+(?=\\p{Lu})");
  private static final Pattern CAPITALIZED =
      Pattern.compile("(?<=[\\p{Ll},;] )((?:\\p{Lu}[\\p{L}’'.-]*(?<!’s)(?<!'s) ?)+)");
  private static final Pattern HEARD = Pattern.compile("\\b(?:heard|hear|made|let|saw)\\b");
  private static final Pattern PRONOUN_BEAT =
      Pattern.compile("(?<=^|[.!?…][’”]? )(?<pronoun>He|She|I) (?:\\p{Ll}+ly )?\\p{Ll}+");
  private static final Pattern ANY_VERB = Pattern.compile("\\b" + VERB + "\\b");
  private static final Pattern COLON_AT_END = Pattern.compile(":[—–-]*\\s*$");
  private static final Pattern HIS = ownOf("his");
  private static final Pattern HER = ownOf("her");
  private static final int MAX_TURNS = 24;
  private static final int TURNS_AFTER_ANCHOR = 3;
  private static final int TURNS_BEFORE_ANCHOR = 2;

  /** What the narration says about a speaker. */
  private enum Kind {
    /** A name, or the narrator's "I". */
    NAMED,
    PRONOUN,
    /** "The doctor": somebody, who has no name here. */
    DESCRIBED,
    NOTHING
  }

  private record Tag(Kind kind, String text) {
    static final Tag NONE = new Tag(Kind.NOTHING, "");

    boolean is(Kind other) {
      return kind == other;
    }
  }

  private final List<Paragraph> paragraphs;
  private final List<List<Tag>> tags = new ArrayList<>();
  private final Set<String> names = new TreeSet<>();
  private final Set<String> capitalized;
  private final Map<String, Integer> male = new HashMap<>();
  private final Map<String, Integer> female = new HashMap<>();
  // The speaker of each quotation of each paragraph, empty while none is certain.
  private final List<List<String>> speakers = new ArrayList<>();

  SpeakerFinder(List<Paragraph> paragraphs) {
    this.paragraphs = List.copyOf(paragraphs);
    this.capitalized = capitalized(paragraphs);
    for (int i = 0; i < paragraphs.size(); i++) {
      tags.add(tagsOf(i));
    }
    for (int i = 0; i < paragraphs.size(); i++) {
      notePronouns(i);
    }
    for (int i = 0; i < paragraphs.size(); i++) {
      speakers.add(speakersOf(i));
    }
    takeTurns();
  }

  /** {@return the speaker of a quotation, if it is safe to name one} */
  Optional<String> speaker(int paragraph, int quotation) {
    return Optional.of(speakers.get(paragraph).get(quotation)).filter(name -> !name.isEmpty());
  }

  /** {@return what title, first name and pronouns say; mixed evidence says nothing} */
  Gender gender(String name) {
    Gender named = PersonName.genderOf(name);
    if (named != Gender.UNKNOWN) {
      return named;
    }
    int men = male.getOrDefault(name, 0);
    int women = female.getOrDefault(name, 0);
    if (men > 2 * women) {
      return Gender.MAN;
    }
    return women > 2 * men ? Gender.WOMAN : Gender.UNKNOWN;
  }

  private static Pattern ownOf(String pronoun) {
    return Pattern.compile(
        "\\b(?:\\p{Ll}+ing|with|in|on|under|over|down|up|out of|from) %s \\p{Ll}"
            .formatted(pronoun));
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

  private List<Tag> tagsOf(int index) {
    Paragraph paragraph = paragraphs.get(index);
    List<Tag> found = new ArrayList<>();
    Tag last = Tag.NONE;
    for (int i = 0; i < paragraph.quotations().size(); i++) {
      Tag after = after(paragraph, i);
      Tag tag = after;
      if (after.is(Kind.NOTHING)) {
        // "'Well,' said Joe, 'no.'": what stands between belongs to both.
        String between = paragraph.narration(i);
        boolean goesOn =
            !last.is(Kind.NOTHING)
                && isOneSentence(between)
                && !COLON_AT_END.matcher(between).find();
        tag = goesOn ? last : before(index, i);
      }
      last = after;
      found.add(tag);
      if (tag.is(Kind.NAMED)) {
        names.add(tag.text());
      }
    }
    return found;
  }

  private static boolean isOneSentence(String narration) {
    return lastSentence(narration).equals(narration.strip());
  }

  private void notePronouns(int index) {
    for (int i = 0; i < tags.get(index).size(); i++) {
      Tag tag = tags.get(index).get(i);
      if (tag.is(Kind.NAMED)) {
        String clause = paragraphs.get(index).narration(i + 1).split("[.!?;]", 2)[0];
        count(HIS, clause, tag, male);
        count(HER, clause, tag, female);
      }
    }
  }

  private void count(Pattern pronoun, String clause, Tag tag, Map<String, Integer> counts) {
    if (pronoun.matcher(clause).find()) {
      counts.merge(PersonName.fullest(tag.text(), names), 1, Integer::sum);
    }
  }

  private Tag after(Paragraph paragraph, int i) {
    String quotation = paragraph.quotation(i);
    String narration = paragraph.narration(i + 1);
    Matcher inverted = INVERTED.matcher(narration);
    if (inverted.find()) {
      String rest = narration.substring(inverted.end());
      return isPossessive(rest) || ANOTHER_TOO.matcher(rest).find()
          ? new Tag(Kind.DESCRIBED, inverted.group() + rest)
          : tag(inverted, true);
    }
    Matcher direct = DIRECT.matcher(narration);
    if (direct.find()) {
      String rest = narration.substring(direct.end());
      boolean newSentence = quotation.matches("(?s).*\\.[’”\"'»]*");
      if (NOT_THIS.matcher(rest).find() || (newSentence && !ENDS_SOON.matcher(rest).find())) {
        return Tag.NONE;
      }
      return tag(direct, true);
    }
    return Tag.NONE;
  }

  private static boolean isPossessive(String rest) {
    return rest.startsWith("’s ") || rest.startsWith("'s ");
  }

  private Tag before(int index, int i) {
    Paragraph paragraph = paragraphs.get(index);
    String narration = paragraph.narration(i);
    if (narration.isBlank() && i == 0 && index > 0 && !paragraph.continued()) {
      Paragraph previous = paragraphs.get(index - 1);
      narration = previous.narration(previous.quotations().size());
      if (!COLON_AT_END.matcher(narration).find()) {
        return Tag.NONE;
      }
    }
    if (!INTRODUCES.matcher(narration).find()) {
      return Tag.NONE;
    }
    String sentence = lastSentence(narration);
    Matcher close = VERB_AFTER_NAME.matcher(sentence);
    Tag last = Tag.NONE;
    while (close.find()) {
      last = tag(close, true);
    }
    if (last.is(Kind.NAMED) || last.is(Kind.PRONOUN)) {
      return last;
    }
    Matcher subject = SUBJECT.matcher(sentence);
    if (last.is(Kind.NOTHING) && !HEARD.matcher(sentence).find() && subject.find()) {
      return tag(subject, false);
    }
    return ANY_VERB.matcher(sentence).find() ? new Tag(Kind.DESCRIBED, sentence) : Tag.NONE;
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
   * {@return whom a tag means}
   *
   * @param described whether the pattern knows persons without a name
   */
  private Tag tag(Matcher matcher, boolean described) {
    String pronoun = matcher.group("pronoun");
    if (pronoun != null) {
      return pronoun.equals("I")
          ? new Tag(Kind.NAMED, Speaker.FIRST_PERSON)
          : tag(Kind.PRONOUN, pronoun);
    }
    if (matcher.group("name") != null) {
      String name = PersonName.found(matcher);
      return !capitalized.containsAll(words(name))
          ? new Tag(Kind.DESCRIBED, matcher.group())
          : new Tag(Kind.NAMED, name);
    }
    return described ? new Tag(Kind.DESCRIBED, matcher.group("somebody")) : Tag.NONE;
  }

  private static Tag tag(Kind kind, String text) {
    return new Tag(kind, text.toLowerCase(Locale.ROOT));
  }

  /** A paragraph is one person's, unless it says otherwise. */
  private List<String> speakersOf(int index) {
    Paragraph paragraph = paragraphs.get(index);
    int count = paragraph.quotations().size();
    if (!paragraph.character().isEmpty()) {
      return new ArrayList<>(Collections.nCopies(count, paragraph.character()));
    }
    List<Tag> own = tags.get(index);
    List<String> found = new ArrayList<>();
    Set<String> named = new TreeSet<>();
    for (Tag tag : own) {
      found.add(tag.is(Kind.NAMED) ? PersonName.fullest(tag.text(), names) : "");
      if (tag.is(Kind.NAMED)) {
        named.add(found.get(found.size() - 1));
      }
    }
    if (named.isEmpty()) {
      beat(paragraph, own).ifPresent(named::add);
    }
    if (named.size() == 1) {
      String only = named.iterator().next();
      for (int i = 0; i < count; i++) {
        if (found.get(i).isEmpty() && isCompatible(own.get(i), only)) {
          found.set(i, only);
        }
      }
    }
    if (paragraph.continued() && index > 0 && count > 0 && found.get(0).isEmpty()) {
      List<String> before = speakers.get(index - 1);
      found.set(0, before.isEmpty() ? "" : before.get(before.size() - 1));
    }
    return found;
  }

  /** {@return whether what stands beside a quotation allows that this person says it} */
  private boolean isCompatible(Tag tag, String name) {
    return switch (tag.kind()) {
      case NOTHING -> true;
      case NAMED -> PersonName.fullest(tag.text(), names).equals(name);
      case DESCRIBED -> false;
      case PRONOUN ->
          !name.equals(Speaker.FIRST_PERSON)
              && switch (tag.text()) {
                case "he" -> gender(name) != Gender.WOMAN;
                case "she" -> gender(name) != Gender.MAN;
                default -> false;
              };
    };
  }

  /** "Poirot nodded. 'Yes.'": the only person whom the narration of the paragraph names. */
  private Optional<String> beat(Paragraph paragraph, List<Tag> own) {
    StringBuilder narration = new StringBuilder();
    String subject = "";
    for (int i = 0; i <= paragraph.quotations().size(); i++) {
      String part = paragraph.narration(i).strip();
      narration.append(part).append(' ');
      Matcher beat = BEAT.matcher(part);
      boolean before = i < paragraph.quotations().size();
      if (subject.isEmpty() && before && beat.find()) {
        subject = PersonName.found(beat);
      }
    }
    if (!names.contains(subject)) {
      return Optional.empty();
    }
    String name = PersonName.fullest(subject, names);
    Matcher others = ANY_NAME.matcher(narration);
    while (others.find()) {
      String other = PersonName.found(others);
      if (!other.isEmpty() && !PersonName.fullest(other, names).equals(name)) {
        return Optional.empty();
      }
    }
    return own.stream().allMatch(tag -> isCompatible(tag, name))
        ? Optional.of(name)
        : Optional.empty();
  }

  private void takeTurns() {
    int start = 0;
    while (start < paragraphs.size()) {
      List<List<Integer>> turns = new ArrayList<>();
      int at = start;
      while (at < paragraphs.size() && isTurn(paragraphs.get(at))) {
        if (paragraphs.get(at).continued() && !turns.isEmpty()) {
          turns.get(turns.size() - 1).add(at);
        } else {
          turns.add(new ArrayList<>(List.of(at)));
        }
        at++;
      }
      if (turns.size() > 2) {
        alternate(turns);
      }
      start = at + 1;
    }
  }

  private static boolean isTurn(Paragraph paragraph) {
    return paragraph.beginsWithQuotation() && paragraph.character().isEmpty();
  }

  /** Between and shortly after two persons who are named in turn, the others' turns are theirs. */
  private void alternate(List<List<Integer>> turns) {
    List<String> anchors = turns.stream().map(this::anchor).toList();
    int first = 0;
    while (first < anchors.size()) {
      if (anchors.get(first).isEmpty()) {
        first++;
        continue;
      }
      int last = lastOfTwo(anchors, first);
      if (last > first) {
        fill(turns, anchors, first, last);
      }
      first = Math.max(first + 1, last);
    }
  }

  /** {@return the last anchor of the longest stretch in which two persons take turns} */
  private int lastOfTwo(List<String> anchors, int first) {
    String[] persons = {anchors.get(first), ""};
    int last = first;
    for (int i = first + 1; i < anchors.size() && i - first < MAX_TURNS; i++) {
      String anchor = anchors.get(i);
      int side = (i - first) % 2;
      if (anchor.isEmpty()) {
        continue;
      }
      if (persons[side].isEmpty() && !anchor.equals(persons[1 - side])) {
        persons[side] = anchor;
      }
      if (!anchor.equals(persons[side])) {
        return last;
      }
      last = i;
    }
    return last;
  }

  private void fill(List<List<Integer>> turns, List<String> anchors, int first, int last) {
    String[] persons = {"", ""};
    for (int i = first; i <= last; i++) {
      if (!anchors.get(i).isEmpty()) {
        persons[(i - first) % 2] = anchors.get(i);
      }
    }
    boolean returned = last - first > 1 && !persons[0].isEmpty() && !persons[1].isEmpty();
    int end = last;
    while (returned
        && end + 1 < anchors.size()
        && anchors.get(end + 1).isEmpty()
        && end - last < TURNS_AFTER_ANCHOR
        && isCompatible(turns.get(end + 1), persons[(end + 1 - first) % 2])) {
      end++;
    }
    int begin = first;
    while (returned
        && begin > 0
        && anchors.get(begin - 1).isEmpty()
        && first - begin < TURNS_BEFORE_ANCHOR
        && isCompatible(turns.get(begin - 1), persons[(first - begin + 1) % 2])) {
      begin--;
    }
    for (int i = begin; i <= end; i++) {
      String person = persons[Math.floorMod(i - first, 2)];
      if (!person.isEmpty() && !person.startsWith("?") && isCompatible(turns.get(i), person)) {
        give(turns.get(i), person);
      }
    }
  }

  /** {@return who has a turn for certain: a name, "?" and a description, or empty} */
  private String anchor(List<Integer> turn) {
    String anchor = "";
    for (int paragraph : turn) {
      for (int i = 0; i < speakers.get(paragraph).size(); i++) {
        Tag tag = tags.get(paragraph).get(i);
        String here = tag.is(Kind.DESCRIBED) ? "?" + tag.text() : speakers.get(paragraph).get(i);
        if (!here.isEmpty()) {
          anchor = anchor.isEmpty() || anchor.equals(here) ? here : "?" + paragraph;
        }
      }
    }
    return anchor;
  }

  private boolean isCompatible(List<Integer> turn, String person) {
    return turn.stream()
        .allMatch(
            index ->
                tags.get(index).stream().allMatch(tag -> isCompatible(tag, person))
                    && isCompatible(paragraphs.get(index), person));
  }

  /** {@return whether a paragraph neither addresses this person nor is about another one} */
  private boolean isCompatible(Paragraph paragraph, String person) {
    for (int i = 0; i < paragraph.quotations().size(); i++) {
      if (PersonName.isAddressed(person, paragraph.quotation(i))) {
        return false;
      }
    }
    for (int i = 0; i <= paragraph.quotations().size(); i++) {
      Matcher beat = PRONOUN_BEAT.matcher(paragraph.narration(i).strip());
      while (beat.find()) {
        String pronoun = beat.group("pronoun");
        boolean narrator = pronoun.equals(Speaker.FIRST_PERSON);
        if (narrator != person.equals(Speaker.FIRST_PERSON)
            || !(narrator || isCompatible(tag(Kind.PRONOUN, pronoun), person))) {
          return false;
        }
      }
    }
    return true;
  }

  private void give(List<Integer> turn, String person) {
    turn.forEach(paragraph -> speakers.get(paragraph).replaceAll(found -> person));
  }
}
