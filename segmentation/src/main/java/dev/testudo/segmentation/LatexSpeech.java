// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** Reads the common part of LaTeX's formulas into MathML, which then is spoken. */
final class LatexSpeech {
  private static final Pattern TOKEN =
      Pattern.compile("\\\\(?:[A-Za-z]+|.)|\\d+(?:\\.\\d+)?|[A-Za-z]|\\s+|[^\\s]", Pattern.DOTALL);
  private static final Set<String> STYLES =
      Set.of(
          "mathbf",
          "mathrm",
          "mathit",
          "mathsf",
          "mathbb",
          "mathcal",
          "mathfrak",
          "boldsymbol",
          "bm",
          "operatorname",
          "displaystyle",
          "textstyle",
          "limits",
          "nolimits",
          "big",
          "Big",
          "bigl",
          "bigr",
          "Bigl",
          "Bigr",
          "left",
          "right",
          "middle");
  private static final Set<String> SPACES =
      Set.of(",", ";", ":", "!", " ", "quad", "qquad", "thinspace", "enspace");
  private static final Set<String> TEXTS =
      Set.of("text", "textrm", "mbox", "textbf", "textit", "textnormal");
  private static final int LONGEST = 2_000;
  private static final int DEEPEST = 30;

  private final List<String> tokens;
  private int at;

  private LatexSpeech(List<String> tokens) {
    this.tokens = tokens;
  }

  private static final class NoRule extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoRule() {
      super("no rule", null, false, false);
    }
  }

  /** {@return the words for a formula, if there are rules for all that is in it} */
  static Optional<String> of(String latex) {
    String formula = latex.strip().replaceAll("^(?:\\$+|\\\\[(\\[])|(?:\\$+|\\\\[)\\]])$", "");
    if (formula.length() > LONGEST) {
      return Optional.empty();
    }
    List<String> tokens = new ArrayList<>();
    Matcher token = TOKEN.matcher(formula);
    while (token.find()) {
      tokens.add(token.group());
    }
    try {
      LatexSpeech parser = new LatexSpeech(tokens);
      Element math = new Element("math");
      parser.fill(math, "", 0);
      return MathSpeech.of(math);
    } catch (NoRule e) {
      return Optional.empty();
    }
  }

  /** Reads until the end token, which is consumed. */
  private void fill(Element row, String end, int depth) {
    if (depth > DEEPEST) {
      throw new NoRule();
    }
    while (at < tokens.size()) {
      if (tokens.get(at).equals(end)) {
        at++;
        return;
      }
      Element part = one(depth);
      part = withScripts(part, depth);
      if (!part.tagName().equals("mspace")) {
        row.appendChild(part);
      }
    }
    if (!end.isEmpty()) {
      throw new NoRule();
    }
  }

  private Element withScripts(Element base, int depth) {
    Optional<Element> below = Optional.empty();
    Optional<Element> above = Optional.empty();
    while (at < tokens.size() && tokens.get(at).matches("[_^']")) {
      String sign = tokens.get(at++);
      if (sign.equals("'")) {
        above = Optional.of(leaf("mo", "′"));
      } else {
        Element script = one(depth + 1);
        if (sign.equals("_")) {
          below = Optional.of(script);
        } else {
          above = Optional.of(script);
        }
      }
    }
    if (below.isEmpty() && above.isEmpty()) {
      return base;
    }
    String name =
        below.isPresent() && above.isPresent() ? "msubsup" : below.isPresent() ? "msub" : "msup";
    Element scripted = new Element(name).appendChild(base);
    below.ifPresent(scripted::appendChild);
    above.ifPresent(scripted::appendChild);
    return scripted;
  }

  private Element one(int depth) {
    if (at >= tokens.size() || depth > DEEPEST) {
      throw new NoRule();
    }
    String token = tokens.get(at++);
    if (token.isBlank() || token.equals("~") || token.equals("&")) {
      return new Element("mspace");
    }
    if (token.equals("{")) {
      Element row = new Element("mrow");
      fill(row, "}", depth + 1);
      return row;
    }
    if (token.startsWith("\\")) {
      return command(token.substring(1), depth);
    }
    if (Character.isLetter(token.charAt(0))) {
      return leaf("mi", token);
    }
    return leaf(Character.isDigit(token.charAt(0)) ? "mn" : "mo", token);
  }

  private Element command(String name, int depth) {
    if (SPACES.contains(name)) {
      return new Element("mspace");
    }
    if (STYLES.contains(name)) {
      return at < tokens.size() && tokens.get(at).equals(".") ? skipDot() : one(depth + 1);
    }
    if (TEXTS.contains(name)) {
      return leaf("mtext", rawGroup());
    }
    Optional<MathSigns.Sign> sign = MathSigns.byLatex(name);
    if (sign.isPresent()) {
      return sign(sign.get(), depth);
    }
    return switch (name) {
      case "frac", "dfrac", "tfrac" ->
          new Element("mfrac").appendChild(one(depth + 1)).appendChild(one(depth + 1));
      case "binom" ->
          new Element("mfrac")
              .attr("linethickness", "0")
              .appendChild(one(depth + 1))
              .appendChild(one(depth + 1));
      case "sqrt" -> root(depth);
      case "{", "}", "%", "#", "&", "|" -> leaf("mo", name);
      case "langle" -> leaf("mo", "(");
      case "rangle" -> leaf("mo", ")");
      case "begin" -> matrix(rawGroup(), depth);
      default -> throw new NoRule();
    };
  }

  private Element skipDot() {
    at++;
    return new Element("mspace");
  }

  private Element sign(MathSigns.Sign sign, int depth) {
    return switch (sign.kind()) {
      case "accent" ->
          new Element("mover").appendChild(one(depth + 1)).appendChild(leaf("mo", sign.sign()));
      case "letter", "function" -> leaf("mi", sign.sign());
      default -> leaf("mo", sign.sign());
    };
  }

  private Element root(int depth) {
    if (at < tokens.size() && tokens.get(at).equals("[")) {
      at++;
      Element index = new Element("mrow");
      fill(index, "]", depth + 1);
      return new Element("mroot").appendChild(one(depth + 1)).appendChild(index);
    }
    return new Element("msqrt").appendChild(one(depth + 1));
  }

  private String rawGroup() {
    if (at >= tokens.size() || !tokens.get(at++).equals("{")) {
      throw new NoRule();
    }
    StringBuilder raw = new StringBuilder();
    while (at < tokens.size() && !tokens.get(at).equals("}")) {
      raw.append(tokens.get(at++));
    }
    at++;
    return raw.toString();
  }

  private Element matrix(String environment, int depth) {
    if (!environment.matches("[pbvB]?matrix|array|cases|aligned|align\\*?")) {
      throw new NoRule();
    }
    if (environment.equals("array")) {
      rawGroup();
    }
    Element table = new Element("mtable");
    Element row = table.appendElement("mtr");
    Element cell = row.appendElement("mtd");
    while (at < tokens.size()) {
      String token = tokens.get(at);
      if (token.equals("\\end")) {
        at++;
        rawGroup();
        return table;
      }
      if (token.equals("&")) {
        at++;
        cell = row.appendElement("mtd");
      } else if (token.equals("\\\\")) {
        at++;
        row = table.appendElement("mtr");
        cell = row.appendElement("mtd");
      } else {
        Element part = withScripts(one(depth + 1), depth + 1);
        if (!part.tagName().equals("mspace")) {
          cell.appendChild(part);
        }
      }
    }
    throw new NoRule();
  }

  private static Element leaf(String name, String text) {
    return new Element(name).text(text);
  }
}
