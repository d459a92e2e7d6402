// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chemical formulas such as H2O: the symbols of elements, and numbers. */
final class Formulas {
  private static final Pattern PART = Pattern.compile("([A-Z][a-z]?)([\\d₀-₉]{0,3})");
  private static final Set<String> ELEMENTS =
      Set.of(
          "H", "He", "Li", "Be", "B", "C", "N", "O", "F", "Ne", "Na", "Mg", "Al", "Si", "P", "S",
          "Cl", "Ar", "K", "Ca", "Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga",
          "Ge", "As", "Se", "Br", "Kr", "Rb", "Sr", "Y", "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd",
          "Ag", "Cd", "In", "Sn", "Sb", "Te", "I", "Xe", "Cs", "Ba", "La", "Ce", "Pr", "Nd", "Sm",
          "Eu", "Gd", "W", "Re", "Os", "Ir", "Pt", "Au", "Hg", "Tl", "Pb", "Bi", "Po", "At", "Rn",
          "Fr", "Ra", "Ac", "Th", "Pa", "U", "Np", "Pu", "Am");

  private Formulas() {}

  /** {@return whether a form with a charge behind it is made of the symbols of elements} */
  static boolean isIon(String form) {
    return form.length() > 1 && form.matches("(?:" + String.join("|", ELEMENTS) + "){1,4}");
  }

  /** {@return whether a form is an ion even where a mere hyphen stands for its charge} */
  static boolean isAnion(String form) {
    return form.matches("Cl|Br|OH|(?:HCO|CO|NO|SO|PO|HSO|ClO)[234₂₃₄]");
  }

  static boolean isFormula(String form, WordList list) {
    boolean plain = form.chars().noneMatch(c -> Character.isDigit(c) || (c >= '₀' && c <= '₉'));
    // "HCl" and "NaOH", but neither "McCo" nor a word in capitals.
    boolean mixed =
        form.chars().filter(Character::isUpperCase).count() > 1
            && form.chars().anyMatch(Character::isLowerCase)
            && form.length() < 6
            && (form.startsWith("H")
                || form.startsWith("Na")
                || form.matches("(?:K|Li|Ca|Mg|Ag|Cu|Zn|Fe|Al)(?:Cl|Br|I|O|OH|S)"));
    if (plain && !(mixed && form.matches("(?:" + String.join("|", ELEMENTS) + ")+"))) {
      return false;
    }
    Matcher part = PART.matcher(form);
    int parts = 0;
    while (part.find()) {
      if (!ELEMENTS.contains(part.group(1))) {
        return false;
      }
      parts++;
    }
    String letters = form.replaceAll("[\\d₀-₉]+$", "");
    boolean word =
        letters.length() > 1
            && letters.chars().anyMatch(Character::isLowerCase)
            && list.contains(letters);
    return !word && (parts > 1 || form.length() < 4);
  }

  static String spell(String form, Verbalizer words) {
    StringBuilder spoken = new StringBuilder();
    Matcher part = PART.matcher(form);
    while (part.find()) {
      spoken.append(spoken.isEmpty() ? "" : " ");
      spoken.append(words.letters(part.group(1).toUpperCase(java.util.Locale.ROOT)));
      if (!part.group(2).isEmpty()) {
        spoken.append(' ').append(words.cardinal(SymbolRules.lower(part.group(2))));
      }
    }
    return spoken.toString();
  }
}
