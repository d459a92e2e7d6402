package dev.testudo.segmentation;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line such as {@code CHAPTER I. Down the Rabbit-Hole}.
 *
 * @param label what numbers it, such as {@code CHAPTER I}, or a name such as {@code PREFACE}
 * @param title empty if the line has a label only
 * @param level 1 for volumes, books and parts, 2 for chapters, 3 for bare numerals
 */
record HeadingLine(String label, String title, int level) {
  static final int CHAPTER_LEVEL = 2;
  static final int NUMERAL_LEVEL = 3;

  private static final int LONGEST = 120;
  private static final String NUMBER =
      "(?:[IVXLCDM]+|[ivxlcdm]+|\\d{1,3}|(?i:(?:THE )?(?:(?:TWENTY|THIRTY|FORTY|FIFTY|SIXTY|SEVENTY|EIGHTY|NINETY)[- ]?)?"
          + "(?:ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN|ELEVEN|TWELVE|[A-Z]{3,6}TEEN|TWENTY|THIRTY|FORTY|FIFTY|SIXTY"
          + "|FIRST|SECOND|THIRD|FOURTH|FIFTH|SIXTH|SEVENTH|EIGHTH|NINTH|TENTH|[A-Z]{3,8}TH|LAST)))";
  private static final Pattern NUMBERED =
      Pattern.compile(
          "((CHAPTER|Chapter|CHAP\\.|Chap\\.|BOOK|Book|PART|Part|VOLUME|Volume|VOL\\.|Vol\\.|STAVE|Stave|CANTO|Canto|LETTER|Letter|ACT|Act|SECTION|Section)"
              + " +"
              + NUMBER
              + ")(?![\\p{L}\\p{N}'’])[ .:,—–-]*(.*)");
  private static final Pattern NAMED =
      Pattern.compile(
          "((?i:(?:AUTHOR['’]S )?(?:PREFACE|PROLOGUE|EPILOGUE|INTRODUCTION|INTRODUCTORY|FOREWORD|AFTERWORD|POSTSCRIPT|CONCLUSION|DEDICATION|INTERLUDE)"
              + "|AUTHOR['’]S NOTE|APPENDIX(?: [A-Z0-9]{1,4})?))(?![\\p{L}\\p{N}'’])[ .:—–-]*(.*)");
  private static final Pattern NUMERAL = Pattern.compile("([IVXLC]+|\\d{1,3})[.)]?");
  private static final Pattern OUTER = Pattern.compile("(?i)(BOOK|PART|VOL).*");

  /** {@return the heading that a line is, if it is one} */
  static Optional<HeadingLine> parse(String line) {
    if (line.length() > LONGEST) {
      return Optional.empty();
    }
    Matcher numbered = NUMBERED.matcher(line);
    if (numbered.matches() && isTitle(numbered.group(3))) {
      int level = OUTER.matcher(numbered.group(2)).matches() ? 1 : CHAPTER_LEVEL;
      return Optional.of(new HeadingLine(numbered.group(1), numbered.group(3).strip(), level));
    }
    Matcher named = NAMED.matcher(line);
    if (named.matches() && isTitle(named.group(2)) && isTitle(line)) {
      return Optional.of(new HeadingLine(named.group(1), named.group(2).strip(), CHAPTER_LEVEL));
    }
    Matcher numeral = NUMERAL.matcher(line);
    if (numeral.matches()) {
      return Optional.of(new HeadingLine(numeral.group(1), "", NUMERAL_LEVEL));
    }
    return Optional.empty();
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
    String[] words = text.split("[\\s—-]+", -1);
    long large = Arrays.stream(words).filter(word -> word.length() > 3).count();
    long lower =
        Arrays.stream(words)
            .filter(word -> word.length() > 3 && Character.isLowerCase(word.charAt(0)))
            .count();
    char first = text.charAt(0);
    return !Character.isLowerCase(first) && lower * 3 <= large;
  }

  boolean isNumberedChapter() {
    return level == CHAPTER_LEVEL && NUMBERED.matcher(label).matches();
  }

  boolean isNumbered() {
    return level != CHAPTER_LEVEL || isNumberedChapter();
  }

  /** {@return the label for a table of contents: {@code Chapter I} for {@code CHAPTER I}} */
  String tidyLabel() {
    return Arrays.stream(label.split(" ", -1))
        .map(word -> word.matches("[IVXLCDMivxlcdm]+") ? word : tidyWord(word))
        .collect(Collectors.joining(" "));
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
