package dev.testudo.segmentation;

import static dev.testudo.segmentation.SpeechRule.when;

import dev.testudo.segmentation.Verbalizer.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells amounts of money and quantities with a unit apart from other numbers. */
final class MeasureRules {
  private static final String END = "(?![\\p{L}\\d])";
  private static final String SIGNS = "[" + NumberRules.FRACTION_SIGNS + "]";
  private static final String DASH = NumberRules.DASH;
  private static final Map<String, String> SCALES = scales();

  private final Notation notation;
  private final Verbalizer words;
  private final String number;
  private final String scale;
  private final List<SpeechRule> rules = new ArrayList<>();

  MeasureRules(Notation notation, Verbalizer words) {
    this.notation = notation;
    this.words = words;
    this.number = notation.number();
    String scaleWords =
        notation.isEnglish()
            ? "hundred thousand|hundred million|hundred|thousand|million|billion|trillion|lakh|crore"
            : "Tausend|Million|Millionen|Milliarde|Milliarden|Mio\\.|Mrd\\.";
    this.scale =
        "(?:[\\s-]?(" + scaleWords + "|tn|trn|bn|mn|mln)\\b|\\s?([kKmMbB])(?![\\p{L}\\d’']))";
    if (notation.isEnglish()) {
      addOldMoney();
      addLengths();
    }
    addMoney();
    addUnits();
    if (notation.isEnglish()) {
      addBareUnits();
    }
  }

  List<SpeechRule> rules() {
    return List.copyOf(rules);
  }

  private static Map<String, String> scales() {
    Map<String, String> scales = new HashMap<>();
    scales.put("k", "thousand");
    scales.put("m", "million");
    scales.put("mn", "million");
    scales.put("mln", "million");
    scales.put("b", "billion");
    scales.put("bn", "billion");
    scales.put("tn", "trillion");
    scales.put("trn", "trillion");
    return Map.copyOf(scales);
  }

  private void addMoney() {
    String currency = notation.alternatives("currency");
    String amount = "(" + number + "|\\.\\d++)";
    if (notation.isEnglish()) {
      // Euros are often written with a comma before the cents.
      rules.add(
          when(
              "€\\s?(\\d{1,6}),(\\d{2})(?![\\d,])",
              (m, c) -> Optional.of(money("€", m.group(1) + "." + m.group(2), "", Role.NOUN))));
      rules.add(
          when(
              "(\\d{1,6}),(\\d{2})\\s?€",
              (m, c) -> Optional.of(money("€", m.group(1) + "." + m.group(2), "", Role.NOUN))));
    }
    // A range of one currency: $5-10.
    rules.add(
        when(
            "(" + currency + ")\\s?(" + number + ")" + scale + "?" + DASH + "(" + number + ")"
                + scale + "?" + END,
            (m, c) -> {
              String second = scaleOf(m, 6);
              String first = scaleOf(m, 3);
              return Optional.of(
                  words.cardinal(notation.plain(m.group(2)))
                      + (first.isEmpty() || first.equals(second) ? "" : " " + first)
                      + " "
                      + words.rangeWord()
                      + " "
                      + money(m.group(1), m.group(5), second, Role.NOUN));
            }));
    rules.add(
        when(
            "([-−]?)("
                + currency
                + ")\\s?"
                + amount
                + scale
                + "?(?!\\d|[.,]\\d)("
                + DASH
                + "(?="
                + currency
                + "\\s?\\d)|[-‐](?=\\p{Ll}{2}|a-))?(?:/(?:("
                + notation.alternatives("unit")
                + "|mo|d)"
                + END
                + "|(?=\\p{Ll}{2})))?",
            (m, c) -> {
              String joint = m.group(6) == null ? "" : m.group(6);
              boolean range = !joint.isEmpty() && !Character.isLetter(c.charAfter());
              // "$20-a-week" and "a $20-a-week room"
              boolean each = !joint.isEmpty() && c.after().equals("a");
              boolean thing = !joint.isEmpty() && !range && !each;
              Role role =
                  thing || (each && notation.is("determiner", c.before()))
                      ? Role.ATTRIBUTE
                      : each ? Role.NOUN : role(c);
              return Optional.of(
                  (m.group(1).isEmpty() ? "" : words.minusWord() + " ")
                      + money(m.group(2), m.group(3), scaleOf(m, 4), role)
                      + (range ? " " + words.rangeWord() : "")
                      + (m.group().endsWith("/") ? " per" : "")
                      + (m.group(7) == null ? "" : " " + perUnit(m.group(7))));
            }));
    rules.add(
        when(
            "(" + number + ")" + scale + "?\\s?(" + currency + ")(?![\\p{L}\\d])",
            (m, c) -> Optional.of(money(m.group(4), m.group(1), scaleOf(m, 2), role(c)))));
    if (notation.isEnglish()) {
      rules.add(
          when(
              "(\\d{1,3})p(?![\\p{L}\\d.])",
              (m, c) ->
                  Optional.of(
                      m.group(1).equals("1")
                          ? "one penny"
                          : words.cardinal(m.group(1)) + " pence")));
      // Millions of people, not metres.
      rules.add(
          when(
              "("
                  + number
                  + ")\\s?(bn|mn|m|k|K|M)(?=\\s+(?:people|copies|users|units|tons|tonnes|years|barrels|jobs|votes|voters|homes|pounds|dollars|euros|acres|shares|tourists|visitors|children|men|women|cars|followers|views))",
              (m, c) ->
                  Optional.of(
                      words.cardinal(notation.plain(m.group(1)))
                          + " "
                          + SCALES.get(m.group(2).toLowerCase(java.util.Locale.ROOT)))));
    }
  }

  private String perUnit(String unit) {
    return switch (unit) {
      case "mo" -> "per month";
      case "d" -> "per day";
      default -> words.per(units("unit", unit));
    };
  }

  private String scaleOf(Matcher m, int group) {
    String scale = m.group(group) != null ? m.group(group) : m.group(group + 1);
    if (scale == null) {
      return "";
    }
    return SCALES.getOrDefault(scale.toLowerCase(java.util.Locale.ROOT), scale);
  }

  private String money(String sign, String amount, String scale, Role role) {
    String[] units = units("currency", sign);
    return words.money(notation.plain(amount), scale, units, role);
  }

  /** "a $5 bill": a quantity between an article and a noun is said as one thing. */
  private Role role(Context c) {
    String after = c.after();
    if (after.isEmpty()
        || !Character.isLowerCase(after.charAt(0))
        || notation.is("function", after)) {
      return Role.NOUN;
    }
    String before = c.before();
    boolean known = notation.is("unit-noun", after) || notation.is("unit-noun", c.afterThat());
    boolean owed = after.endsWith("ed") || after.endsWith("ly") || after.endsWith("ing");
    return known || (notation.is("determiner", before) && !owed) ? Role.ATTRIBUTE : Role.NOUN;
  }

  private void addOldMoney() {
    String pence = "(\\d{1,2})(" + SIGNS + ")?d(?:\\.|" + END + ")";
    rules.add(
        when(
            "£\\s?("
                + notation.whole()
                + ")[.,]?\\s+(\\d{1,2})s(?:\\.|"
                + END
                + ")(?:,?\\s*"
                + pence
                + ")?",
            (m, c) ->
                Optional.of(words.oldMoney(notation.plain(m.group(1)), m.group(2), pence(m, 3)))));
    rules.add(
        when(
            "(\\d{1,3})s(?:\\.|(?=\\s?\\d)),?\\s*" + pence,
            (m, c) -> Optional.of(words.oldMoney("", m.group(1), pence(m, 2)))));
    rules.add(
        when(
            "(\\d{1,3})s\\.(?!\\p{L})",
            (m, c) -> {
              boolean decade =
                  m.group(1).endsWith("0")
                      && c.endsSentence()
                      && (notation.is("decade-before", c.before()) || c.charBefore() == '-');
              return decade ? Optional.empty() : Optional.of(words.oldMoney("", m.group(1), ""));
            }));
    rules.add(
        when(
            "(\\d{1,3})s(?=\\s+(?:and|or)\\s+(?:£|\\d+d\\b))",
            (m, c) -> Optional.of(words.oldMoney("", m.group(1), ""))));
    rules.add(
        when("(\\d{1,3})/[-–—](?!\\d)", (m, c) -> Optional.of(words.oldMoney("", m.group(1), ""))));
    rules.add(
        when(
            "([½¼¾]|[13]/[24])d(?:\\.|" + END + ")",
            (m, c) ->
                Optional.of(
                    switch (NumberRules.sign(m.group(1))) {
                      case "1/2" -> c.before().matches("(?i)an?|the") ? "halfpenny" : "a halfpenny";
                      case "1/4" -> c.before().matches("(?i)an?|the") ? "farthing" : "a farthing";
                      default -> "three farthings";
                    })));
    rules.add(
        when(
            "("
                + notation.whole()
                + ")l\\.(?=\\s+(?:a|per|each|in|for|to|of|and|\\d)\\b|[,;)]|\\s*$)",
            (m, c) -> Optional.of(money("£", m.group(1), "", Role.NOUN))));
    rules.add(
        when(
            pence,
            (m, c) -> {
              boolean ordinal =
                  m.group(1).matches("\\d*[23]")
                      && !m.group().endsWith(".")
                      && (c.before().equalsIgnoreCase("the")
                          || c.after().isEmpty()
                          || Character.isUpperCase(c.after().charAt(0)));
              return ordinal ? Optional.empty() : Optional.of(words.oldMoney("", "", pence(m, 1)));
            }));
  }

  private String pence(Matcher m, int group) {
    if (m.group(group) == null) {
      return "";
    }
    if (m.group(group + 1) == null) {
      return m.group(group);
    }
    String[] parts = NumberRules.sign(m.group(group + 1)).split("/", -1);
    return m.group(group) + " " + words.fraction(m.group(group), parts[0], parts[1]);
  }

  private void addLengths() {
    rules.add(
        when(
            "(\\d{1,3})\\s?ft\\.?,?\\s(\\d{1,2}(?:\\.\\d|\\s?"
                + SIGNS
                + ")?)\\s?ins?(?:\\.|(?!\\s+(?:the|a|an|his|her|my|each|all|this|that)\\b))(?![\\p{L}\\d])",
            (m, c) ->
                Optional.of(
                    measure(m.group(1), "ft", Role.NOUN)
                        + " "
                        + measure(m.group(2), "in.", Role.NOUN))));
    String inches = "(\\d{1,2}(?:\\s?" + SIGNS + ")?)";
    rules.add(
        when(
            "(?<!°\\s?)(\\d{1,3})\\s?[’'′]\\s?" + inches + "\\s?(?:[\"”″“]|''|’’|′′)(?!\\d)",
            (m, c) ->
                Optional.of(
                    words.measure(words.cardinal(m.group(1)), true, units("unit", "ft"), Role.NOUN)
                        + " "
                        + quantity(m.group(2)))));
    rules.add(
        when(
            "(?<=°\\s?)(\\d{1,2}(?:\\.\\d+)?)\\s?['’′](?!['’′])",
            (m, c) ->
                Optional.of(
                    words.measure(
                        words.cardinal(m.group(1)),
                        m.group(1).equals("1"),
                        new String[] {"minute", "minutes"},
                        Role.NOUN))));
    rules.add(
        when(
            "(?<=['’′]\\s?)(\\d{1,2}(?:\\.\\d+)?)\\s?(?:[\"”″]|''|’’|′′)(?=\\s?[NSEW](?!\\p{L}))",
            (m, c) ->
                Optional.of(
                    words.measure(
                        words.cardinal(m.group(1)),
                        m.group(1).equals("1"),
                        new String[] {"second", "seconds"},
                        Role.NOUN))));
    rules.add(
        when(
            "(?<=\\d\\s?['’′\"”″]\\s?|′′\\s?|''\\s?)[NSEW](?![\\p{L}’'])",
            (m, c) -> Optional.of(compass(m.group()))));
    rules.add(
        when(
            "(\\d{1,3})['′](?=[\\s-]+(?:tall|wide|long|high|deep|thick|by|x|×))",
            (m, c) -> Optional.of(measure(m.group(1), "ft", Role.NOUN))));
    rules.add(
        when(
            "(?<!′ ?)(" + quantityPattern() + ")\\s?[\"″](?![\\p{L}\\d])",
            (m, c) ->
                c.inQuotation() || c.charBefore() == '"'
                    ? Optional.empty()
                    : Optional.of(measure(m.group(1), "in.", role(c)))));
  }

  /** {@return the direction of letters such as N or SW} */
  static String compass(String letters) {
    return letters
        .replace("N", "north")
        .replace("S", "south")
        .replace("E", "east")
        .replace("W", "west");
  }

  private String quantityPattern() {
    return "(?:\\d{1,6}[ -]?)?" + SIGNS + "|(?:\\d{1,6}[ -])?\\d{1,3}[/⁄]\\d{1,3}|" + number;
  }

  private void addUnits() {
    String unit = notation.alternatives("unit");
    String quantity = "(" + quantityPattern() + ")";
    rules.add(
        when(
            quantity + "([\\s\\u00a0\\u202f]?|-)(" + unit + ")[\\s·]?(" + unit + ")⁻([¹²])",
            (m, c) ->
                Optional.of(
                    measure(m.group(1), m.group(3), Role.NOUN)
                        + " "
                        + words.per(units("unit", m.group(4)))
                        + (m.group(5).equals("²") ? " " + words.power("2") : ""))));
    rules.add(
        when(
            quantity
                + "(\\s(?:thousand|million|billion|hundred))?([\\s\\u00a0\\u202f]?|-)("
                + unit
                + ")(?:/("
                + unit
                + "))?(?![\\p{L}\\d²³’'⁰¹⁴-⁹⁺⁻]|\\.\\p{L})",
            this::measured));
  }

  /** Units that stand without a number: mg/kg, W/m², and those after a power of ten. */
  private void addBareUnits() {
    String small = "(?:[kmcµμn]?(?:g|m|l|L|J|W|V|N|mol|Pa|Hz))";
    String per = "(?:[kcmd]?(?:g|m²|m³|m|l|L|s²|s|h|mol|K))";
    rules.add(
        when(
            "(" + small + ")/(" + per + ")(?![\\p{L}\\d/²³])",
            (m, c) ->
                Optional.of(plural(m.group(1)) + " " + words.per(units("unit", m.group(2))))));
    rules.add(
        when(
            "(?<=\\d)/(" + notation.alternatives("unit") + ")" + END,
            (m, c) -> Optional.of(words.per(units("unit", m.group(1))))));
    rules.add(when("[kcm]?m[²³](?![\\p{L}\\d])", (m, c) -> Optional.of(plural(m.group()))));
    rules.add(
        when(
            "(?<=[⁰¹²³⁴-⁹]\\s?)(" + small + ")(?![\\p{L}\\d/])",
            (m, c) -> Optional.of(plural(m.group(1)))));
  }

  private String plural(String unit) {
    String[] forms = units("unit", unit);
    return forms[forms.length - 1];
  }

  private Optional<String> measured(Matcher m, Context c) {
    String unit = m.group(4);
    String gap = m.group(3);
    boolean bare = unit.length() == 1 && Character.isLetter(unit.charAt(0));
    // Part of a code such as 25d08A, or an ordinal.
    if (Character.isLetter(c.charBefore()) || (unit.startsWith("st") && gap.isEmpty())) {
      return Optional.empty();
    }
    if (bare && !isMeasure(unit, gap, m.group(1), c)) {
      return Optional.empty();
    }
    Role role = gap.equals("-") || isBeforeThing(unit, c) ? Role.ATTRIBUTE : role(c);
    String spoken = m.group(2) == null ? "" : m.group(2);
    String[] units = units("unit", unit);
    boolean part = spoken.isEmpty() && isPart(m.group(1));
    if (part && role == Role.NOUN && m.group(5) == null) {
      return Optional.of(words.partOf(quantity(m.group(1)), units));
    }
    String measure =
        words.measure(
            quantity(m.group(1)) + spoken, isOne(m.group(1)) && spoken.isEmpty(), units, role);
    if (m.group(5) == null) {
      return Optional.of(measure);
    }
    return Optional.of(measure + " " + words.per(units("unit", m.group(5))));
  }

  /** "3 A fuse", "100 m sprint": lengths and ratings describe the thing that follows. */
  private boolean isBeforeThing(String unit, Context c) {
    String after = c.after();
    return notation.isEnglish()
        && unit.matches(
            "m|km|cm|mm|ft\\.?|V|kV|A|mA|W|kW|MW|Hz|kHz|MHz|GHz|hp|GB|MB|TB|KB|Mbps|°|px|MP|cc")
        && c.charAfter() == ' '
        && after.matches("\\p{Ll}{3,}")
        && !after.matches(".*(?:ed|ly|ing|[^s]s)")
        && !notation.is("function", after)
        && !notation.is("measure-adjective", after);
  }

  /** Single letters are units only where they cannot be something else. */
  private boolean isMeasure(String unit, String gap, String quantity, Context c) {
    String before = c.before();
    boolean labelled =
        !before.isEmpty()
            && Character.isUpperCase(before.charAt(0))
            && !c.startsText()
            && Character.isUpperCase(unit.charAt(0))
            && !before.matches("(?:A|An|The|At|In|Of|To|With|And|Only|About)");
    return switch (unit.charAt(0)) {
      case 's', 'h', 't' ->
          (!gap.isEmpty() && !gap.equals("-") && !quantity.matches("\\d{4}"))
              || (unit.equals("h") && gap.isEmpty());
      case 'A', 'N', 'J', 'V', 'W', 'K', 'L' ->
          !labelled
              && !(gap.isEmpty() && unit.matches("[KNJ]"))
              && !(c.charAfter() == '.' && !c.endsText())
              && !Character.isUpperCase(firstOf(c.after()));
      default -> true;
    };
  }

  private static char firstOf(String word) {
    return word.isEmpty() ? 'a' : word.charAt(0);
  }

  private String measure(String quantity, String unit, Role role) {
    return words.measure(quantity(quantity), isOne(quantity), units("unit", unit), role);
  }

  private static boolean isPart(String quantity) {
    return quantity.matches(SIGNS + "|\\d+[/⁄]\\d+");
  }

  private static boolean isOne(String quantity) {
    return quantity.equals("1");
  }

  private String quantity(String written) {
    Matcher mixed =
        Pattern.compile("(?:(\\d+)[ -]?)??(?:(" + SIGNS + ")|(\\d+)[/⁄](\\d+))")
            .matcher(written.strip());
    if (mixed.matches()) {
      String whole = mixed.group(1) == null ? "" : mixed.group(1);
      if (mixed.group(2) != null) {
        String[] parts = NumberRules.sign(mixed.group(2)).split("/", -1);
        return words.fraction(whole, parts[0], parts[1]);
      }
      return words.fraction(whole, mixed.group(3), mixed.group(4));
    }
    return words.cardinal(notation.plain(written));
  }

  private final Map<String, String[]> known = new HashMap<>();

  /** {@return the words of the first row of a kind that matches a form} */
  private String[] units(String kind, String form) {
    return known.computeIfAbsent(
        kind + form,
        key ->
            notation.forms(kind).stream()
                .filter(row -> matchesHere(row.form(), form))
                .findFirst()
                .map(row -> row.columns().get(2).split("/", -1))
                .orElseThrow(() -> new IllegalStateException("No " + kind + " for " + form)));
  }

  // Looks ahead of a form were checked where it stood.
  private static boolean matchesHere(String pattern, String form) {
    return Pattern.compile(
            "(?:"
                + pattern.replaceAll("\\(\\?[=!](?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*\\)", "")
                + ")")
        .matcher(form)
        .matches();
  }
}
