// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static dev.testudo.segmentation.SpeechRule.when;

import dev.testudo.segmentation.Verbalizer.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/** Tells amounts of money apart, those of before 1971 too. */
final class MoneyRules {
  private static final String END = "(?![\\p{L}\\d])";
  private static final String SIGNS = "[" + NumberRules.FRACTION_SIGNS + "]";
  private static final String DASH = NumberRules.DASH;
  private static final Map<String, String> SCALES = scales();

  private final Notation notation;
  private final Verbalizer words;
  private final String number;
  private final String scale;
  private final List<SpeechRule> rules = new ArrayList<>();

  MoneyRules(Notation notation, Verbalizer words) {
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
    }
    addMoney();
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
    // "a $20-a-week room" and "$20-a-week rooms"
    rules.add(
        when(
            "("
                + currency
                + ")\\s?"
                + amount
                + scale
                + "?[-‐](?=an?-\\p{Ll}{2,12}\\s(\\p{Ll}{3,}))",
            (m, c) ->
                notation.is("function", m.group(5))
                    ? Optional.empty()
                    : Optional.of(money(m.group(1), m.group(2), scaleOf(m, 3), Role.ATTRIBUTE))));
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
                      : each ? Role.NOUN : MeasureRules.role(notation, c);
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
            (m, c) ->
                Optional.of(
                    money(m.group(4), m.group(1), scaleOf(m, 2), MeasureRules.role(notation, c)))));
    if (notation.isEnglish()) {
      rules.add(
          when(
              "(\\d{1,3})p(?![\\p{L}\\d.])",
              (m, c) ->
                  Optional.of(
                      m.group(1).equals("1")
                          ? "one penny"
                          : words.cardinal(m.group(1)) + " pence")));
      rules.add(
          when(
              "(\\d{1,2})c\\.(?=\\s+\\p{Ll}|[,;)]|\\s*$)",
              (m, c) -> Optional.of(money("¢", m.group(1), "", MeasureRules.role(notation, c)))));
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
      default -> words.per(notation.units("unit", unit));
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
    String[] units = notation.units("currency", sign);
    return words.money(notation.plain(amount), scale, units, role);
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
              if (decade) {
                return Optional.empty();
              }
              String said = words.oldMoney("", m.group(1), "");
              // "a 2s. piece"
              return Optional.of(
                  c.charAfter() == ' ' && MeasureRules.role(notation, c) == Role.ATTRIBUTE
                      ? said.replaceFirst("s$", "")
                      : said);
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
                          || isOwned(c)
                          || c.after().isEmpty()
                          || Character.isUpperCase(c.after().charAt(0)));
              return ordinal ? Optional.empty() : Optional.of(words.oldMoney("", "", pence(m, 1)));
            }));
  }

  /** "his 2d wife", and not "his 2d a day". */
  private boolean isOwned(Context c) {
    String after = c.after();
    return notation.is("possessive-or-article", c.before())
        && !c.before().matches("(?i)an?")
        && after.matches("\\p{Ll}{3,}")
        && !notation.is("function", after);
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
}
