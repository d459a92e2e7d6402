// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jsoup.nodes.Element;

/**
 * Says formulas: fractions, powers, roots, sums, Greek letters, relations, small matrices. What has
 * no rule is not guessed at.
 */
final class MathSpeech {
  private static final int MAX_CELLS = 16;
  private static final int DEEPEST = 40;
  private static final String OPENING = "([{⟨|‖⌊⌈";
  private static final String CLOSING = ")]}⟩⌋⌉";
  // Applied function, times, separator, plus: they are not to be seen.
  private static final String INVISIBLE = "\u2061\u2062\u2063\u2064\u200B";

  private MathSpeech() {}

  /** A formula, or a part of one, for which there is no rule. */
  private static final class NoRule extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoRule() {
      super("no rule", null, false, false);
    }
  }

  /** {@return the words for a {@code math} element, if there are rules for all that is in it} */
  static Optional<String> of(Element math) {
    try {
      String spoken =
          row(math.children(), 0).replaceAll("\\s+", " ").replaceAll(" +([,;:])", "$1").strip();
      spoken = spoken.replaceAll("(?:[,;] ?)+$", "").replaceAll("([,;])(?: ?[,;])+", "$1");
      return spoken.isEmpty() ? Optional.empty() : Optional.of(spoken);
    } catch (NoRule e) {
      return Optional.empty();
    }
  }

  private static String say(Element element, int depth) {
    if (depth > DEEPEST) {
      throw new NoRule();
    }
    List<Element> parts = element.children();
    return switch (XhtmlRole.name(element)) {
      case "mi" -> identifier(element.text().strip());
      case "mn" -> element.text().strip();
      case "mo" -> operator(element.text().strip());
      case "mtext", "ms" -> element.text().strip();
      case "mspace",
          "mphantom",
          "none",
          "mprescripts",
          "annotation",
          "annotation-xml",
          "malignmark",
          "maligngroup" ->
          "";
      case "mrow", "math", "mstyle", "mpadded", "merror", "menclose", "maction", "mtd" ->
          row(parts, depth + 1);
      case "semantics" -> parts.isEmpty() ? "" : say(parts.get(0), depth + 1);
      case "mfenced" -> fenced(element, depth);
      case "mfrac" -> fraction(element, depth);
      case "msqrt" -> "the square root of " + ended(row(parts, depth + 1), parts);
      case "mroot" -> root(parts, depth);
      case "msup" -> part(parts, 0, depth) + power(parts.get(0), parts.get(1), depth);
      case "msub" -> sub(parts, depth);
      case "msubsup" -> subSup(parts, depth);
      case "munder" -> under(parts, depth);
      case "mover" -> over(parts, depth);
      case "munderover" -> subSup(parts, depth);
      case "mtable" -> table(parts, depth);
      default -> throw new NoRule();
    };
  }

  private static String part(List<Element> parts, int index, int depth) {
    if (index >= parts.size()) {
      throw new NoRule();
    }
    return say(parts.get(index), depth + 1);
  }

  /** Says elements in a row; brackets say what they group. */
  private static String row(List<Element> parts, int depth) {
    StringBuilder spoken = new StringBuilder();
    boolean open = false;
    for (int i = 0; i < parts.size(); i++) {
      Element part = parts.get(i);
      String text = part.text().strip();
      boolean isOperator = XhtmlRole.name(part).equals("mo");
      if (isOperator && isBar(text)) {
        spoken.append(open ? ", " : " the absolute value of ");
        open = !open;
      } else if (isOperator && !text.isEmpty() && OPENING.contains(text)) {
        spoken.append(opening(parts, i));
      } else if (isOperator && !text.isEmpty() && CLOSING.contains(text)) {
        boolean last = i == parts.size() - 1;
        spoken.append(last ? "" : ", ");
      } else {
        spoken.append(' ').append(say(part, depth + 1));
      }
    }
    return spoken.toString().replaceAll(" +", " ").strip();
  }

  private static boolean isBar(String text) {
    return text.equals("|");
  }

  // "f(x)" is "f of x", "2(x + 1)" is "2 times the quantity x plus 1".
  private static String opening(List<Element> parts, int at) {
    boolean function =
        at > 0
            && XhtmlRole.name(parts.get(at - 1)).matches("mi|msub|msup")
            && parts.get(at).text().strip().equals("(");
    boolean number = at > 0 && XhtmlRole.name(parts.get(at - 1)).equals("mn");
    boolean sum = false;
    for (int i = at + 1; i < parts.size() && !CLOSING.contains(parts.get(i).text().strip()); i++) {
      sum |= parts.get(i).text().strip().matches("[+−-]") && i > at + 1;
    }
    return number && sum
        ? " times the quantity "
        : function ? " of " : sum ? " the quantity " : " ";
  }

  private static String identifier(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC);
    Optional<MathSigns.Sign> sign = MathSigns.bySign(text).or(() -> MathSigns.bySign(plain));
    if (sign.isPresent()) {
      return sign.get().words();
    }
    if (plain.matches("[A-Za-z]+\\.?")) {
      return plain;
    }
    if (plain.isEmpty()) {
      return "";
    }
    throw new NoRule();
  }

  private static String operator(String text) {
    if (text.isEmpty() || (INVISIBLE + OPENING + CLOSING).contains(text)) {
      return "";
    }
    if (text.matches("[,;:.]")) {
      return text.equals(".") ? "" : text;
    }
    return MathSigns.bySign(text)
        .map(MathSigns.Sign::words)
        .orElseGet(
            () -> {
              if (text.matches("[A-Za-z ]+")) {
                return text;
              }
              throw new NoRule();
            });
  }

  private static String fenced(Element element, int depth) {
    List<String> inner = new ArrayList<>();
    element.children().forEach(child -> inner.add(say(child, depth + 1)));
    return String.join(", ", inner);
  }

  private static String fraction(Element element, int depth) {
    List<Element> parts = element.children();
    String above = part(parts, 0, depth);
    String below = part(parts, 1, depth);
    if (element.attr("linethickness").matches("0.*")) {
      return above + " choose " + below;
    }
    if (above.matches("\\d") && below.matches("\\d{1,2}")) {
      return above + "/" + below;
    }
    return isSimple(parts.get(0)) && isSimple(parts.get(1))
        ? above + " over " + below
        : "the fraction " + above + ", over " + below + ", ";
  }

  /** {@return whether a listener hears where it ends: one sign, or one with an index or a power} */
  private static boolean isSimple(Element element) {
    return switch (XhtmlRole.name(element)) {
      case "mi", "mn" -> true;
      case "msub", "msup" -> element.children().stream().allMatch(MathSpeech::isSimple);
      case "mrow", "mstyle" ->
          element.children().isEmpty()
              || (element.children().size() <= 2
                  && element.children().stream().allMatch(MathSpeech::isSimple));
      default -> false;
    };
  }

  private static String ended(String words, List<Element> parts) {
    return parts.size() == 1 && isSimple(parts.get(0)) ? words : words + ", ";
  }

  private static String root(List<Element> parts, int depth) {
    String radicand = part(parts, 0, depth);
    String index = part(parts, 1, depth);
    String name = index.equals("2") ? "square" : index.equals("3") ? "cube" : index + "th";
    return "the " + name + " root of " + ended(radicand, parts.subList(0, 1));
  }

  private static String power(Element base, Element exponent, int depth) {
    String text = exponent.text().strip();
    String words = say(exponent, depth + 1);
    return switch (text) {
      case "2" -> " squared";
      case "3" -> " cubed";
      case "′", "'" -> " prime";
      case "″", "''" -> " double prime";
      case "∗", "*", "+", "†" -> " " + words;
      case "∘", "°" -> " degrees";
      case "⊤" -> " transpose";
      case "T", "t" -> base.text().strip().matches("\\p{Lu}") ? " transpose" : " to the " + words;
      case "−1", "-1" -> " inverse";
      default ->
          isSimple(exponent) || text.matches("[−-]\\d+")
              ? " to the " + words
              : " to the power " + words + ", ";
    };
  }

  private static String sub(List<Element> parts, int depth) {
    if (bigSign(parts.get(0)).isPresent()) {
      return under(parts, depth);
    }
    return part(parts, 0, depth) + " sub " + part(parts, 1, depth);
  }

  private static String subSup(List<Element> parts, int depth) {
    if (parts.size() < 3) {
      throw new NoRule();
    }
    Optional<MathSigns.Sign> big = bigSign(parts.get(0));
    if (big.isPresent()) {
      return "%s from %s to %s of"
          .formatted(big.get().words(), part(parts, 1, depth), part(parts, 2, depth));
    }
    return part(parts, 0, depth)
        + " sub "
        + part(parts, 1, depth)
        + power(parts.get(0), parts.get(2), depth);
  }

  private static String under(List<Element> parts, int depth) {
    String below = part(parts, 1, depth);
    Optional<MathSigns.Sign> big = bigSign(parts.get(0));
    if (big.isEmpty()) {
      throw new NoRule();
    }
    return big.get().sign().equals("lim")
        ? "the limit as " + below.replaceFirst(" to ", " approaches ") + " of"
        : big.get().words() + " over " + below + " of";
  }

  private static String over(List<Element> parts, int depth) {
    String base = part(parts, 0, depth);
    if (parts.size() < 2) {
      throw new NoRule();
    }
    String above = parts.get(1).text().strip();
    if (bigSign(parts.get(0)).isPresent()) {
      return base + " to " + part(parts, 1, depth) + " of";
    }
    if (above.matches("[→⃗⟶⇀]")) {
      return base + " vector";
    }
    return MathSigns.bySign(above)
        .filter(sign -> sign.kind().equals("accent"))
        .map(sign -> base + " " + sign.words())
        .orElseGet(
            () -> {
              if (above.matches("[-−_¯―]+")) {
                return base + " bar";
              }
              throw new NoRule();
            });
  }

  private static Optional<MathSigns.Sign> bigSign(Element element) {
    return MathSigns.bySign(element.text().strip())
        .filter(sign -> sign.kind().equals("big") || sign.words().startsWith("the "))
        .filter(sign -> !sign.words().endsWith(" of") && !sign.kind().equals("letter"));
  }

  /** A matrix is said by rows; more than a listener can keep is only announced. */
  private static String table(List<Element> rows, int depth) {
    int columns = rows.stream().mapToInt(row -> row.children().size()).max().orElse(0);
    if (rows.isEmpty() || columns == 0) {
      return "";
    }
    boolean aligned = rows.stream().anyMatch(row -> row.text().matches("(?s).*[=≤≥<>].*"));
    if (!aligned && rows.size() * columns > MAX_CELLS) {
      return "a %d by %d matrix, ".formatted(rows.size(), columns);
    }
    String cells =
        rows.stream()
            .map(
                row ->
                    row.children().stream()
                        .map(cell -> say(cell, depth + 1))
                        .filter(words -> !words.isBlank())
                        .collect(Collectors.joining(aligned ? " " : ", ")))
            .collect(Collectors.joining("; "));
    return aligned ? cells : "the %d by %d matrix, %s, ".formatted(rows.size(), columns, cells);
  }
}
