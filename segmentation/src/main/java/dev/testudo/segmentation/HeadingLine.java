// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line such as {@code CHAPTER I. Down the Rabbit-Hole}.
 *
 * @param label what numbers it, such as {@code CHAPTER I}, or a name such as {@code PREFACE}
 * @param title empty if the line has a label only
 * @param family lines of one family make one sequence: {@code CHAPTER}, or the kind's name
 * @param number 0 if it has none
 */
record HeadingLine(String label, String title, Kind kind, String family, int number) {
  /** What makes a line look like a heading, the surest first. */
  enum Kind {
    /** A word of division with a number: {@code ADVENTURE II}, {@code The First Day}. */
    DIVISION,
    /** {@code PREFACE} and the like. */
    NAMED,
    /** {@code II. The Boat}. */
    NUMBERED_TITLE,
    /** A number alone: {@code II}, {@code 2.}, {@code TWO}, {@code - 2 -}. */
    NUMERAL,
    /** Set off by signs: {@code *** The Boat ***}, or underlined. */
    MARKED,
    /** {@code THE BOAT}. */
    CAPITALS,
    /** In the middle of the page. */
    CENTRED,
    /** {@code The Boat}, alone between blank lines. */
    TITLE_CASE
  }

  /** The level of chapters in the contents; outer divisions have smaller ones. */
  static final int CHAPTER_LEVEL = 4;

  private static final int SCENE_LEVEL = 5;
  private static final int LONGEST = 120;
  private static final int LONGEST_WEAK = 60;
  private static final int CENTRED_INDENT = 8;

  /** They stay small in titles. */
  private static final Set<String> SMALL_WORDS =
      Set.of(
          "with", "from", "into", "upon", "over", "under", "than", "that", "their", "after",
          "before", "between", "through", "without", "about");

  private static final Map<String, Integer> OUTER_LEVELS =
      Map.of(
          "VOLUME",
          1,
          "VOL",
          1,
          "TOME",
          1,
          "BOOK",
          2,
          "PART",
          2,
          "ACT",
          3,
          "PHASE",
          3,
          "SCENE",
          SCENE_LEVEL,
          "SECTION",
          SCENE_LEVEL);
  private static final String DIVISION_WORD =
      "(?:VOLUME|VOL|TOME|BOOK|PART|ACT|PHASE|SCENE|SECTION|CHAPTER|CHAP|STAVE|CANTO|LETTER|ADVENTURE|STORY|TALE"
          + "|DAY|NIGHT|EVENING|MORNING|WEEK|SONNET|FABLE|LECTURE|LESSON|ESSAY|EPISODE|FIT|FYTTE|IDYLL?|HYMN|PSALM"
          + "|ODE|POEM|SURA|VISION|DREAM|DIALOGUE|CASE|PROBLEM|LEGEND|MEDITATION|CONFERENCE|NUMBER|ELEGY|ECLOGUE)";
  private static final String ONES = "ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE";
  private static final String TENS = "TWENTY|THIRTY|FORTY|FIFTY|SIXTY|SEVENTY|EIGHTY|NINETY";
  private static final String CARDINAL =
      "(?:(?:%s)[- ](?:%s)|%s|TEN|ELEVEN|TWELVE|THIRTEEN|FOURTEEN|FIFTEEN|SIXTEEN|SEVENTEEN|EIGHTEEN|NINETEEN|%s)"
          .formatted(TENS, ONES, ONES, TENS);
  private static final String ORDINAL =
      "(?:(?:(?:%s)[- ])?(?:FIRST|SECOND|THIRD|FOURTH|FIFTH|SIXTH|SEVENTH|EIGHTH|NINTH)|TENTH|ELEVENTH|TWELFTH|[A-Z]{3,5}TEENTH|[A-Z]{3,5}TIETH|LAST)"
          .formatted(TENS);
  private static final String ROMAN = "[IVXLCDM]+";
  // The first letter of each word is a capital; case is free beyond it.
  private static final Pattern DIVISION =
      Pattern.compile(
          "((%s)\\.? +(?:(?:NO\\.? *|NUMBER +)?(%s|%s|\\d{1,3})|(?:THE +)?(%s)))(?![\\p{L}\\p{N}'’])[ .:,—–-]*(.*)"
              .formatted(DIVISION_WORD, ROMAN, CARDINAL, ORDINAL),
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ORDINAL_DIVISION =
      Pattern.compile(
          "((?:THE +)?(%s) +(%s))(?![\\p{L}\\p{N}'’])[ .:,—–-]*(.*)"
              .formatted(ORDINAL, DIVISION_WORD),
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NAMED =
      Pattern.compile(
          "((?i:(?:(?:AUTHOR|TRANSLATOR|EDITOR|PUBLISHER)['’]S )?(?:PREFACE|PROLOGUE|EPILOGUE|INTRODUCTION|INTRODUCTORY|FOREWORD|AFTERWORD|POSTSCRIPT|CONCLUSION|DEDICATION|INTERLUDE|INDUCTION|ENVOI)"
              + "|(?:AUTHOR|TRANSLATOR|EDITOR|PUBLISHER)['’]S NOTE|APPENDIX(?: [A-Z0-9]{1,4})?))(?![\\p{L}\\p{N}'’])[ .:—–-]*(.*)");
  private static final Pattern NUMBERED_TITLE =
      Pattern.compile(
          "(\\(?([IVXLC]+|\\d{1,3})\\)?)(?:[.:)]+ *[—–-]*|\\)?\\s+[—–-]+| {2,})\\s*(\\S.*)");
  private static final Pattern NUMERAL =
      Pattern.compile("[\\[(]?([IVXLC]+|\\d{1,3})[.)\\]:]*|(" + CARDINAL + ")[.:]?");
  // "Scene I. A street in Verona."
  private static final Pattern SHORT_SENTENCE = Pattern.compile("\\p{Lu}[^.,;!?]{1,60}\\.?");
  private static final Pattern NOT_A_HEADING =
      Pattern.compile(
          "(?i)(?:THE )?(?:END|FINIS)\\b.*|CONTENTS\\.?|BY\\b.*|.*\\b(?:PROJECT GUTENBERG|COPYRIGHT)\\b.*");
  private static final Pattern DECORATION =
      Pattern.compile("(?:[*=~#_§·•+—–-] *)+(.*?)(?: *[*=~#_·•+—–-])*");

  /** {@return the heading that a line is by its own words, if it is one} */
  static Optional<HeadingLine> parse(String line) {
    if (line.length() > LONGEST || line.isEmpty()) {
      return Optional.empty();
    }
    Matcher decorated = DECORATION.matcher(line);
    return plain(line).or(() -> decorated.matches() ? plain(decorated.group(1)) : Optional.empty());
  }

  private static Optional<HeadingLine> plain(String line) {
    Matcher division = DIVISION.matcher(line);
    if (division.matches() && isDivision(division.group(1), division.group(5))) {
      String number = division.group(3) == null ? division.group(4) : division.group(3);
      return division(division.group(1), division.group(5), division.group(2), number);
    }
    Matcher ordinal = ORDINAL_DIVISION.matcher(line);
    if (ordinal.matches() && isDivision(ordinal.group(1), ordinal.group(4))) {
      return division(ordinal.group(1), ordinal.group(4), ordinal.group(3), ordinal.group(2));
    }
    Matcher named = NAMED.matcher(line);
    if (named.matches() && isTitle(named.group(2)) && isTitle(line)) {
      return Optional.of(
          new HeadingLine(named.group(1), named.group(2).strip(), Kind.NAMED, "NAMED", 0));
    }
    Matcher numeral = NUMERAL.matcher(line);
    if (numeral.matches()
        && !(numeral.group(1) == null
            && Character.isLowerCase(line.charAt(1))
            && line.endsWith("."))) {
      String text = numeral.group(1) == null ? numeral.group(2) : numeral.group(1);
      return Optional.of(new HeadingLine(text, "", Kind.NUMERAL, "NUMERAL", numberOf(text)));
    }
    Matcher titled = NUMBERED_TITLE.matcher(line);
    if (titled.matches() && isHeadingTitle(titled.group(3))) {
      String style = Character.isDigit(titled.group(2).charAt(0)) ? "ARABIC" : "ROMAN";
      return Optional.of(
          new HeadingLine(
              titled.group(2),
              titled.group(3).strip(),
              Kind.NUMBERED_TITLE,
              style,
              numberOf(titled.group(2))));
    }
    return Optional.empty();
  }

  private static Optional<HeadingLine> division(
      String label, String title, String word, String number) {
    String family = word.toUpperCase(Locale.ROOT).replaceAll("^CHAP$", "CHAPTER");
    return Optional.of(
        new HeadingLine(label, title.strip(), Kind.DIVISION, family, numberOf(number)));
  }

  private static boolean isDivision(String label, String title) {
    boolean capitalized =
        Arrays.stream(label.split("[ -]+", -1))
            .filter(word -> !word.equalsIgnoreCase("the"))
            .noneMatch(word -> Character.isLowerCase(word.charAt(0)) && numberOf(word) == 0);
    return capitalized && (isTitle(title) || SHORT_SENTENCE.matcher(title).matches());
  }

  /**
   * {@return the heading that a line may be by its looks only; such lines count where many are
   * alike and nothing surer is there}
   */
  static Optional<HeadingLine> byLooks(String line, int indent) {
    String text = line.strip();
    Matcher decorated = DECORATION.matcher(text);
    String words = decorated.matches() ? decorated.group(1) : text;
    if (text.length() > LONGEST_WEAK || !isTitle(words) || NOT_A_HEADING.matcher(words).matches()) {
      return Optional.empty();
    }
    long letters = words.chars().filter(Character::isLetter).count();
    if (letters < 2 || words.matches(".*[,;:—–-]|[\"“‘'(\\[].*|(?:\\p{Lu}{1,3}\\.)+")) {
      return Optional.empty();
    }
    boolean capitals = letters > 2 && words.equals(words.toUpperCase(Locale.ROOT));
    if (decorated.matches() && text.length() - words.length() >= 2) {
      return Optional.of(looks(words, Kind.MARKED));
    }
    if (capitals) {
      return Optional.of(looks(words, Kind.CAPITALS));
    }
    if (words.endsWith(".")) {
      return Optional.empty();
    }
    return Optional.of(looks(words, indent >= CENTRED_INDENT ? Kind.CENTRED : Kind.TITLE_CASE));
  }

  static HeadingLine looks(String title, Kind kind) {
    return new HeadingLine("", title.strip(), kind, kind.name(), 0);
  }

  /** {@return whether a line could be a title: short, capitalized, not a sentence} */
  static boolean isTitle(String line) {
    String text = line.replaceAll("[_*“”\"‘’']", "").strip();
    if (text.isEmpty()) {
      return true;
    }
    if (text.length() > LONGEST || text.endsWith(",") || text.endsWith(";")) {
      return false;
    }
    List<String> words =
        Arrays.stream(text.split("[\\s—]+", -1))
            .filter(word -> word.length() > 3 && !SMALL_WORDS.contains(word))
            .toList();
    long large = words.size();
    long lower = words.stream().filter(word -> Character.isLowerCase(word.charAt(0))).count();
    char first = text.charAt(0);
    return !Character.isLowerCase(first) && lower * 3 <= large;
  }

  // "1. Take two eggs." is an item of a list, "1. TAKE TWO EGGS." may be a heading.
  private static boolean isHeadingTitle(String title) {
    boolean capitals = title.equals(title.toUpperCase(Locale.ROOT));
    return isTitle(title)
        && title.chars().anyMatch(Character::isLetter)
        && (capitals || !title.matches(".*[.:]|.*[.!?] .*"));
  }

  /** {@return the level in the contents of what this heading begins, from 1} */
  int level() {
    return OUTER_LEVELS.getOrDefault(family, CHAPTER_LEVEL);
  }

  /** {@return whether it is a chapter, story, act or the like by a word of its own} */
  boolean isNumberedChapter() {
    return kind == Kind.DIVISION && level() >= 3;
  }

  /** {@return whether it is a letter of a dictionary} */
  boolean isLetter() {
    return kind == Kind.CAPITALS && title.length() == 1;
  }

  /** {@return the same line as the heading of an outer division} */
  HeadingLine asPart() {
    return new HeadingLine(label, title, kind, "PART", number);
  }

  boolean isNumbered() {
    return number > 0;
  }

  /** {@return the value of a number in digits, Roman numerals or words; 0 if it is none} */
  private static int numberOf(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    int value = Numeral.value(upper);
    return value > 0 ? value : NumberWords.value(upper);
  }

  /** {@return the label for a table of contents: {@code Chapter I} for {@code CHAPTER I}} */
  String tidyLabel() {
    return Arrays.stream(label.split(" ", -1))
        .map(word -> word.matches("[IVXLCDMivxlcdm]+") ? word : tidyWord(word))
        .collect(Collectors.joining(" "))
        .replaceAll(" The ", " the ");
  }

  /** {@return a title for a table of contents: capitals throughout become capitalized words} */
  static String tidyTitle(String title) {
    if (!title.equals(title.toUpperCase(Locale.ROOT))) {
      return title;
    }
    String[] words = title.split(" ", -1);
    for (int i = 0; i < words.length; i++) {
      boolean small =
          i > 0 && words[i].matches("A|AN|AND|AS|AT|BY|FOR|FROM|IN|OF|ON|OR|THE|TO|WITH");
      words[i] = small ? words[i].toLowerCase(Locale.ROOT) : tidyWord(words[i]);
    }
    return String.join(" ", words);
  }

  private static String tidyWord(String word) {
    if (word.matches("[IVX]{2,}\\W*") || !word.equals(word.toUpperCase(Locale.ROOT))) {
      return word;
    }
    StringBuilder tidy = new StringBuilder(word.toLowerCase(Locale.ROOT));
    for (int i = 0; i < tidy.length(); i++) {
      if (Character.isLetter(tidy.charAt(i))
          && (i == 0 || tidy.charAt(i - 1) == '-' || !hasLetter(tidy, i))) {
        tidy.setCharAt(i, Character.toUpperCase(tidy.charAt(i)));
      }
    }
    return tidy.toString();
  }

  private static boolean hasLetter(CharSequence word, int end) {
    return word.subSequence(0, end).chars().anyMatch(Character::isLetter);
  }
}
