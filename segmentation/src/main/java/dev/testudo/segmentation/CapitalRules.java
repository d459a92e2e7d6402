// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static dev.testudo.segmentation.SpeechRule.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells initialisms, which are spelled, from words in capitals, which are read. */
final class CapitalRules {
  private static final String END = "(?![\\p{L}\\p{M}])";
  private static final int MAX_SPELLED_LENGTH = 4;
  private static final String VOWELS = "AEIOUY";

  /** Consonants, and pairs of them, that English words begin and end with. */
  private static final Pattern SYLLABLES =
      Pattern.compile(
          "(?:(?:[BCDFGHJKLMNPRSTVWYZ]|[BCFGPS]L|[BCDFGPT]R|S[CKMNPTW]|[CST]H|QU|STR|SPR|SCR|THR|SHR|PH|WH|KN|TW)?(?:[AEIOUY]|A[IUWY]|E[AEIUWY]|I[EO]|O[AIOUWY]|U[EI])(?:[BCDFGKLMNPRSTVXZ]|[LRN][DKTPSMN]|[CLRSNT]K|S[TKP]|[FLSTRN][FLST]|[CST]H|NG|CT|PT|MP|FT)?E?S?){1,6}");

  private final Notation notation;
  private final Verbalizer words;
  private final WordList list;
  private final Pattern letters;
  private final Pattern wordsInCapitals;

  CapitalRules(Notation notation, Verbalizer words, WordList list) {
    this.notation = notation;
    this.words = words;
    this.list = list;
    this.letters = Pattern.compile(notation.alternatives("letters"));
    this.wordsInCapitals = Pattern.compile(notation.alternatives("word"));
  }

  List<SpeechRule> rules() {
    List<SpeechRule> rules = new ArrayList<>();
    rules.add(
        when(
            "(?:\\p{Lu}\\.\\s?){2,20}(?:\\p{Lu}" + END + ")?(?<!\\s)(?:[’']s" + END + ")?",
            (m, c) -> Optional.of(dotted(m.group()))));
    rules.add(
        when(
            "\\p{Ll}(?:\\.\\p{Ll}){2,5}" + END,
            (m, c) -> Optional.of(words.letters(m.group().toUpperCase(Locale.ROOT)))));
    rules.add(
        when("\\p{Lu}(?:\\.\\p{Lu}){1,5}" + END, (m, c) -> Optional.of(words.letters(m.group()))));
    rules.add(when("\\p{Lu}\\.(?=\\s+\\p{L}|\\s?[,;:?!]|-|\\d)", this::initial));
    rules.add(
        when(
            "(?:[A-Z][a-z]?+[\\d₀-₉]{0,3}+){1,8}+(?![\\p{L}\\d₀-₉])",
            (m, c) ->
                Formulas.isFormula(m.group(), list)
                        || ("+⁺⁻−".indexOf(c.charAfter()) >= 0 && Formulas.isIon(m.group()))
                        || (c.charAfter() == '-' && Formulas.isAnion(m.group()))
                    ? Optional.of(Formulas.spell(m.group(), words))
                    : Optional.empty()));
    rules.add(when("[A-Z]{1,4}&[A-Z]{1,3}" + END, (m, c) -> Optional.of(spellBoth(m.group()))));
    rules.add(
        when(
            "(?!\\p{IsGreek}\\p{IsLatin})\\p{Lu}{2,40}(?:[’']?s(?!\\p{L})|[’']S(?!\\p{L}))?(?![’']\\p{L})"
                + END,
            this::capitals));
    rules.add(
        when(
            "[A-Z]\\s?&\\s?[A-Z](?:\\s?&\\s?[A-Z])?" + END,
            (m, c) -> Optional.of(m.group().replaceAll("\\s?&\\s?", " and "))));
    return rules;
  }

  private String spellBoth(String pair) {
    int at = pair.indexOf('&');
    return words.letters(pair.substring(0, at)) + " and " + words.letters(pair.substring(at + 1));
  }

  private String dotted(String form) {
    boolean possessive = form.endsWith("s") && (form.contains("'s") || form.contains("’s"));
    String spelled = words.letters(possessive ? form.substring(0, form.length() - 2) : form);
    return possessive ? spelled + "'s" : spelled;
  }

  /** The initial of a name; after a small letter it may end a sentence, which was seen before. */
  private Optional<String> initial(Matcher m, Context c) {
    return Optional.of(words.letters(m.group()));
  }

  private Optional<String> capitals(Matcher m, Context c) {
    String form = m.group();
    int stemEnd = 0;
    while (stemEnd < form.length() && Character.isUpperCase(form.charAt(stemEnd))) {
      stemEnd++;
    }
    String stem = form.substring(0, stemEnd);
    String ending = form.substring(stemEnd).replace('’', '\'').toLowerCase(Locale.ROOT);
    if (!isSpelled(stem, c)) {
      return ending.isEmpty()
          ? Optional.of(stem.toLowerCase(Locale.ROOT))
          : Optional.of(stem.toLowerCase(Locale.ROOT) + ending);
    }
    return Optional.of(words.letters(stem) + ending);
  }

  private boolean isSpelled(String word, Context c) {
    if (!word.matches("[A-Z]+")) {
      return false;
    }
    if (wordsInCapitals.matcher(word).matches()) {
      return false;
    }
    Optional<Boolean> twofold = twofold(word, c);
    if (twofold.isPresent()) {
      return twofold.get();
    }
    boolean shouted = isShouted(c);
    if (letters.matcher(word).matches()) {
      return !(shouted && list.isCommon(word) && word.length() < 4 && isShoutedBothSides(c));
    }
    if (list.contains(word)) {
      return false;
    }
    boolean vowelless = word.chars().noneMatch(letter -> VOWELS.indexOf(letter) >= 0);
    if (vowelless) {
      return word.length() <= MAX_SPELLED_LENGTH + 1;
    }
    if (shouted || c.charAfter() == '’' || c.charAfter() == '\'') {
      return false;
    }
    return word.length() < MAX_SPELLED_LENGTH
        || (word.length() <= MAX_SPELLED_LENGTH + 1 && !SYLLABLES.matcher(word).matches());
  }

  /** Words that are an initialism or a shout, by what stands around them. */
  private Optional<Boolean> twofold(String word, Context c) {
    String before = c.before();
    String after = c.after();
    boolean the = before.equalsIgnoreCase("the");
    if (c.startsText() && c.endsText() && word.matches("US|IT|ER|LA|AM|WHO")) {
      return Optional.of(true);
    }
    return switch (word) {
      case "US" -> Optional.of(isCountry(the, c));
      case "IT" ->
          Optional.of(
              (before.matches("(?i)an|the|in|of|our|their|his|her|my") && !isShoutedWord(before))
                  || notation.is("it-noun", after));
      case "AM" ->
          Optional.of(
              !before.equalsIgnoreCase("I")
                  && !isShoutedWord(after)
                  && (c.startsText() || c.endsText() || before.matches(".*\\d|the|an|on")));
      case "PM", "AD" -> Optional.of(true);
      case "EST" ->
          Optional.of(
              before.matches("(?i)[ap]m|[ap]\\.m\\.|\\d+")
                  || (!isShoutedWord(after) && !isShoutedWord(before)));
      case "WHO" -> Optional.of(the || c.charAfter() == '-');
      case "OR" -> Optional.of(the && after.isEmpty());
      case "ER" -> Optional.of(before.matches("(?i)an|in|the"));
      case "MA", "PA", "ET", "DE" ->
          Optional.of(before.matches("(?i)an?|his|her|the|in") && !isShoutedWord(after));
      case "LA", "ERA", "ETA", "IRA", "SAT", "LED", "COO", "SAS", "SOB" ->
          Optional.of(!isShoutedWord(after) && !isShoutedWord(before));
      default ->
          word.length() == 2 && list.isCommon(word) && !letters.matcher(word).matches()
              ? Optional.of(false)
              : Optional.empty();
    };
  }

  /** "in the US", "US troops", and not "tell US". */
  private boolean isCountry(boolean the, Context c) {
    String after = c.after();
    return the
        || (WordRules.isCapitalized(after) && !isShoutedWord(after))
        || notation.is("us-before", c.before())
        || "-$".indexOf(c.charAfter()) >= 0
        || c.charBefore() == '-'
        || notation.is("us-noun", after);
  }

  /** {@return whether the neighbours are in capitals too} */
  private boolean isShouted(Context c) {
    return isShoutedWord(c.before()) || isShoutedWord(c.after());
  }

  private boolean isShoutedBothSides(Context c) {
    return (isShoutedWord(c.before()) || c.before().isEmpty())
        && (isShoutedWord(c.after()) || c.after().isEmpty());
  }

  private boolean isShoutedWord(String word) {
    String plain = word.endsWith(".") ? word.substring(0, word.length() - 1) : word;
    return plain.length() > 1
        && plain.equals(plain.toUpperCase(Locale.ROOT))
        && plain.chars().anyMatch(Character::isLetter)
        && !letters.matcher(plain).matches()
        && list.contains(plain);
  }

  static String lowerIfShouted(String word) {
    boolean shouted =
        word.codePointCount(0, word.length()) > 1
            && word.codePoints().noneMatch(Character::isLowerCase)
            && word.codePoints().filter(Character::isUpperCase).count() > 1;
    return shouted ? word.toLowerCase(Locale.ROOT) : word;
  }
}
