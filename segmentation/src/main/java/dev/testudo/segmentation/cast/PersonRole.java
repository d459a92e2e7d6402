// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Offices and callings by which a book names a person, such as the captain. "The man" may be
 * anybody, so it is none.
 */
final class PersonRole {
  /** A role, as a noun. */
  static final String PATTERN =
      "(?:captain|colonel|major|sergeant|corporal|lieutenant|general|admiral|boatswain|doctor"
          + "|physician|surgeon|professor|inspector|superintendent|detective|coroner|magistrate"
          + "|judge|lawyer|solicitor|barrister|priest|cleric|clergyman|parson|vicar|curate|bishop"
          + "|monk|friar|squire|duke|duchess|earl|count|countess|baron|baroness|king|queen|prince"
          + "|princess|emperor|empress|landlord|landlady|innkeeper|barkeeper|bartender|butler|cook"
          + "|porter|gardener|gamekeeper|coachman|driver|conductor|waiter|waitress|nurse|governess"
          + "|headmaster|headmistress|secretary|clerk|banker|merchant|shopkeeper|tailor|carpenter"
          + "|blacksmith|sheriff|sexton|gaoler|jailer|hermit|widow|[a-z]{3,}-?(?:man|woman|maid))";

  private static final Pattern DESCRIPTION =
      Pattern.compile(
          "^(?:[Tt]he|[Mm]y|[Oo]ur) (?:\\p{Ll}[\\p{Ll}-]* ){0,2}?(?<role>" + PATTERN + ")\\b");

  /** Many have them, or they say no more than the gender. */
  private static final Set<String> ANYBODY =
      Set.of("gentleman", "gentlewoman", "countryman", "workman", "workwoman", "fireman");

  private static final Map<String, List<String>> TITLES =
      Map.of(
          "doctor", List.of("Doctor", "Dr.", "Dr"),
          "physician", List.of("Doctor", "Dr.", "Dr"),
          "surgeon", List.of("Doctor", "Dr.", "Dr"),
          "captain", List.of("Captain", "Capt."),
          "colonel", List.of("Colonel", "Col."),
          "professor", List.of("Professor", "Prof."),
          "priest", List.of("Father"),
          "cleric", List.of("Father", "Rev."),
          "clergyman", List.of("Father", "Rev."));

  private static final Pattern WOMAN =
      Pattern.compile(".*(?:woman|maid|ess|queen|widow|landlady|nurse|mistress)");
  private static final Pattern MAN =
      Pattern.compile(
          ".*(?:(?<!wo)man|king|prince|duke|earl|count|baron|emperor|priest|monk|friar|squire"
              + "|landlord|butler|headmaster|bishop|waiter|sexton)");

  private PersonRole() {}

  /** {@return the role in a description such as "the old captain", if it is one} */
  static Optional<String> of(String description) {
    Matcher matcher = DESCRIPTION.matcher(description);
    return matcher.find() && !ANYBODY.contains(matcher.group("role"))
        ? Optional.of(matcher.group("role"))
        : Optional.empty();
  }

  /**
   * {@return whether a name begins with a title of this role}
   *
   * @param person such as "the captain"
   */
  static boolean isTitleOf(String person, String name) {
    if (!person.startsWith("the ")) {
      return false;
    }
    String role = person.substring("the ".length());
    String title = Character.toUpperCase(role.charAt(0)) + role.substring(1);
    return TITLES.getOrDefault(role, List.of(title)).contains(name.split(" ", 2)[0]);
  }

  static Gender genderOf(String role) {
    if (WOMAN.matcher(role).matches()) {
      return Gender.WOMAN;
    }
    return MAN.matcher(role).matches() ? Gender.MAN : Gender.UNKNOWN;
  }
}
