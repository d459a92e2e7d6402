// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of persons: how they look, what they say about a person, which belong together. */
final class PersonName {
  private static final String TITLE =
      "(?:(?:Mr|Mrs|Ms|Dr|Prof|Capt|Col|St|Rev|Hon)\\.?|Miss|Master|Mistress|Sir|Lady|Lord|Captain"
          + "|Colonel|Major|Doctor|Father|Mother|Brother|Sister|Aunt|Uncle|Cousin|Monsieur|Madame"
          + "|Mademoiselle|Professor|Inspector|Superintendent|Sergeant|Judge|King|Queen|Prince"
          + "|Princess|Count|Countess|Duke|Duchess|Baron|Madam|Old|Young|Little)";

  /** A word of a name. */
  static final String WORD = "\\p{Lu}[\\p{L}]*(?:[’'-]\\p{Lu}\\p{L}+)*";

  /** A name in running text; group {@code name} holds it without article and adjective. */
  static final String PATTERN =
      "(?:(?:[Tt]he (?:\\p{Ll}[\\p{Ll}-]+ ){0,2}|(?:poor|old|young|little|unhappy|dear|honest|good)"
          + " ))?(?<name>(?:"
          + TITLE
          + " ){0,2}"
          + WORD
          + "(?: (?:[dv][aeiou]n? |de la )?"
          + WORD
          + "){0,2})"
          + "(?![\\p{L}’'-])";

  private static final Pattern ENDS_IN_TITLE = Pattern.compile(TITLE);
  private static final Pattern LEADING_TITLES = Pattern.compile("^(?:" + TITLE + " )+");
  private static final Set<String> NOT_A_NAME =
      Set.of(
          ("I He She They We You It This That These Those There Here Then Now But And So Or For Nor"
                  + " Yet If When While As At In On Of To From With Without After Before Once What Who"
                  + " Which Why How Where My His Her Their Our Its Your A An The Not No Yes Oh Ah Well"
                  + " God Lord Nobody Everybody Somebody Anybody Someone Everyone Anyone Even Still"
                  + " Thus Never Again Perhaps Only Just All Both One Another Some Other Others Such"
                  + " Men People Neither Either Each Every Nothing Something Everything Having Being"
                  + " Looking Turning Suddenly Presently Finally Meanwhile Though Although Because"
                  + " Since Until Till By Up Down Out Over Under Two Three Many Most Few English"
                  + " French German American Later Soon Almost Hardly Voices Heaven Whereupon Do Did"
                  + " Does Is Was Were Are Has Had Have Can Could Will Would Shall Should Let Come Go"
                  + " Good Hullo Hello Indeed Certainly Whatever Whoever Next First Last")
              .split(" ", -1));
  private static final Pattern MALE_TITLE =
      Pattern.compile(
          "(?:Mr\\.?|Sir|Lord|Father|Brother|Uncle|Monsieur|King|Prince|Count|Duke|Baron|Master)\\b.*");
  private static final Pattern FEMALE_TITLE =
      Pattern.compile(
          "(?:Mrs\\.?|Ms\\.?|Miss|Mistress|Lady|Mother|Sister|Aunt|Madame|Mademoiselle|Madam|Queen"
              + "|Princess|Countess|Duchess)\\b.*");

  private static final Set<String> MEN =
      Set.of(
          ("Albert Alexander Alfred Andrew Anthony Archie Arthur Ben Benjamin Bernard Bertie Bill"
                  + " Bob Charles Charlie Christopher Daniel David Dick Edgar Edmund Edward Ernest"
                  + " Francis Frank Frederick Fred George Gilbert Giles Gregory Harold Harry Henry"
                  + " Herbert Huck Hugh Isaac Jack Jacob James Jasper Jeeves Jim Joe John Jonathan"
                  + " Joseph Kenneth Laurence Lawrence Leonard Lewis Louis Luke Mark Martin Matthew"
                  + " Michael Nathan Nicholas Nick Oliver Oscar Patrick Paul Percy Peter Philip Ralph"
                  + " Reginald Richard Robert Roger Sam Samuel Sidney Simon Stephen Theodore Thomas"
                  + " Timothy Tom Victor Walter William Dmitri Ivan Ilya Nikolai Porfiry Rodion")
              .split(" ", -1));
  private static final Set<String> WOMEN =
      Set.of(
          ("Ada Agatha Agnes Alice Amelia Amy Ann Anna Anne Angela Barbara Beatrice Becky Bella"
                  + " Betty Caroline Catherine Cecilia Charlotte Clara Cynthia Daisy Diana Dora"
                  + " Dorothy Dinah Edith Eleanor Eliza Elizabeth Ella Ellen Emily Emma Esther Eva"
                  + " Evelyn Fanny Florence Frances Georgiana Grace Hannah Harriet Helen Isabel Jane"
                  + " Janet Jenny Jordan Josephine Judith Julia Kate Katherine Kitty Laura Lily Lizzy"
                  + " Louisa Lucy Lydia Mabel Madeline Margaret Marguerite Maria Marian Marilla Martha"
                  + " Mary Matilda Mildred Mina Minnie Molly Nancy Nell Nora Olivia Pamela Phoebe"
                  + " Polly Rachel Rebecca Rosa Rose Ruth Sally Sarah Selina Sophia Sonia Susan Sybil"
                  + " Victoria Violet")
              .split(" ", -1));

  private PersonName() {}

  /** {@return the name that the matcher found, without words that are no names, or empty} */
  static String found(Matcher matcher) {
    String name = matcher.group("name");
    String first = name.split("[ .’'-]", 2)[0];
    boolean words = name.chars().filter(Character::isLetter).count() >= 2;
    return words && !NOT_A_NAME.contains(first) && !ENDS_IN_TITLE.matcher(name).matches()
        ? name
        : lone(name);
  }

  /** Titles that serve as names, such as the Professor, Mother, Father. */
  private static String lone(String name) {
    return name.matches(
            "Professor|Mother|Father|Aunt|Uncle|Captain|Colonel|Doctor|Inspector|King|Queen|Judge")
        ? name
        : "";
  }

  /** {@return what the title or the first name says} */
  static Gender genderOf(String name) {
    if (MALE_TITLE.matcher(name).matches()) {
      return Gender.MAN;
    }
    if (FEMALE_TITLE.matcher(name).matches()) {
      return Gender.WOMAN;
    }
    String first = LEADING_TITLES.matcher(name).replaceFirst("").split(" ", 2)[0];
    if (MEN.contains(first)) {
      return Gender.MAN;
    }
    return WOMEN.contains(first) ? Gender.WOMAN : Gender.UNKNOWN;
  }

  /** {@return whether somebody calls this person: the name stands alone between two marks} */
  static boolean isAddressed(String name, String quotation) {
    for (String word : LEADING_TITLES.matcher(name).replaceFirst("").split(" ", -1)) {
      String called =
          "(?:^\\W*|[,.!?;:—–-] *(?:(?:my )?(?:dear|old|oh|poor|TITLE) ){0,2})"
                  .replace("TITLE", TITLE)
              + Pattern.quote(word)
              + "(?: \\p{Lu}\\p{Ll}+)?[,.!?;:—–]";
      if (Pattern.compile(called).matcher(quotation).find()) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@return the fullest form of a name}: a surname alone and a first name alone belong to the only
   * longer name that has them; where there are several, names stay apart
   */
  static String fullest(String name, Set<String> names) {
    String bare = LEADING_TITLES.matcher(name).replaceFirst("");
    boolean titled = !bare.equals(name);
    if (titled && names.contains(bare) && bare.contains(" ")) {
      return bare;
    }
    if (titled || name.contains(" ")) {
      return name;
    }
    List<String> longer =
        names.stream()
            .filter(other -> other.endsWith(" " + name) || other.startsWith(name + " "))
            .toList();
    return longer.size() == 1 ? longer.get(0) : name;
  }
}
