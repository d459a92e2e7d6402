// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The signs of formulas and their words: {@code math-signs.tsv}. */
final class MathSigns {
  /** A sign; kind is the table's first column. */
  record Sign(String kind, String sign, String words) {}

  private static final int COLUMNS = 5;
  private static final Map<String, Sign> BY_SIGN = new HashMap<>();
  private static final Map<String, Sign> BY_LATEX = new HashMap<>();

  static {
    for (TableResource.Row row : TableResource.rows("math-signs.tsv", COLUMNS)) {
      Sign sign = new Sign(row.kind(), row.form(), row.columns().get(3));
      BY_SIGN.put(sign.sign(), sign);
      BY_LATEX.put(row.columns().get(2), sign);
    }
    alias("-", "−");
    alias("*", "∗");
    alias("'", "′");
    alias("⊤", "T");
    alias("...", "…");
    alias("→", "→");
    alias("⟶", "→");
    alias("⟹", "⇒");
    alias("⟺", "⇔");
    alias("|", "∣");
    alias("∖", "∖");
    alias("∑", "∑");
    latexAlias("le", "leq");
    latexAlias("ge", "geq");
    latexAlias("ne", "neq");
    latexAlias("dots", "ldots");
    latexAlias("rightarrow", "to");
    latexAlias("Leftrightarrow", "iff");
    latexAlias("implies", "Rightarrow");
    latexAlias("land", "wedge");
    latexAlias("lor", "vee");
    latexAlias("varnothing", "emptyset");
    latexAlias("lvert", "mid");
    latexAlias("rvert", "mid");
  }

  private MathSigns() {}

  private static void alias(String sign, String of) {
    Optional.ofNullable(BY_SIGN.get(of)).ifPresent(meant -> BY_SIGN.put(sign, meant));
  }

  private static void latexAlias(String name, String of) {
    BY_LATEX.put(name, BY_LATEX.get(of));
  }

  static Optional<Sign> bySign(String sign) {
    return Optional.ofNullable(BY_SIGN.get(sign));
  }

  static Optional<Sign> byLatex(String name) {
    return Optional.ofNullable(BY_LATEX.get(name));
  }
}
