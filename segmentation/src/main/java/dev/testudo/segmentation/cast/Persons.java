// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import dev.testudo.segmentation.cast.Attribution.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Those who speak in a book under a name: their full names, and what tells their gender. */
final class Persons {
  /** Of a sentence with a pronoun there must be two; "said Anna, closing her book" is enough. */
  private static final int ENOUGH = 2;

  private static final int OFTEN = 3;
  private static final String ROLE_PREFIX = "the ";

  private static final Pattern ANY_NAME = Pattern.compile(PersonName.PATTERN);
  private static final Pattern I = Pattern.compile("(?<![\\p{L}’'])(?:I|[Mm]e|[Mm]y)(?![\\p{L}-])");
  private static final Pattern MALE = Pattern.compile("\\b(?:he|himself)\\b");
  private static final Pattern FEMALE = Pattern.compile("\\b(?:she|herself)\\b");
  private static final Pattern SENTENCE = Pattern.compile("(?<=[.!?…;])[’”]? ");
  private static final Pattern HIS = ownOf("his");
  private static final Pattern HER = ownOf("her");
  private static final Pattern MAN =
      Pattern.compile(
          "\\b(?:man|boy|gentleman|fellow|king|priest|monk|father|brother|uncle|son)\\b");
  private static final Pattern WOMAN =
      Pattern.compile(
          "\\b(?:woman|girl|lady|queen|nun|mother|sister|aunt|daughter|wife|widow|maid)\\b");

  private static final Pattern ROLE =
      Pattern.compile(
          "\\b[Tt]he (?:\\p{Ll}[\\p{Ll}-]* ){0,2}?(?<role>" + PersonRole.PATTERN + ")\\b");
  private static final Pattern CALLED =
      Pattern.compile("[,.!?;:—–-] ?(" + PersonName.WORD + ")(?=[,.!?;:—–])");

  private final Set<String> names = new TreeSet<>();
  private final Map<String, Integer> roles = new HashMap<>();
  private final Map<String, Integer> male = new HashMap<>();
  private final Map<String, Integer> female = new HashMap<>();

  /**
   * @param attributions what stands beside each quotation of each paragraph
   * @param actors who acts in the narration of each paragraph
   */
  Persons(
      List<Paragraph> paragraphs,
      List<List<Attribution>> attributions,
      List<Set<Attribution>> actors) {
    for (List<Attribution> ofParagraph : attributions) {
      for (Attribution found : ofParagraph) {
        if (found.is(Kind.NAMED)) {
          names.add(found.text());
        } else if (found.is(Kind.DESCRIBED)) {
          PersonRole.of(found.text()).ifPresent(role -> roles.merge(role, 1, Integer::sum));
        }
      }
    }
    addCalled(paragraphs, actors);
    for (int i = 0; i < paragraphs.size(); i++) {
      noteOwn(paragraphs.get(i), attributions.get(i));
      noteSentences(paragraphs.get(i));
    }
  }

  private static Pattern ownOf(String pronoun) {
    return Pattern.compile(
        "\\b(?:\\p{Ll}+ing|with|in|on|under|over|down|up|out of|from) %s \\p{Ll}"
            .formatted(pronoun));
  }

  /** Somebody whom others call by a name and who acts under it speaks too. */
  private void addCalled(List<Paragraph> paragraphs, List<Set<Attribution>> actors) {
    Set<String> acting = new HashSet<>();
    actors.forEach(some -> some.forEach(actor -> acting.add(actor.text())));
    for (Paragraph paragraph : paragraphs) {
      for (int i = 0; i < paragraph.quotations().size(); i++) {
        Matcher called = CALLED.matcher(paragraph.quotation(i));
        while (called.find()) {
          if (acting.contains(called.group(1))) {
            names.add(called.group(1));
          }
        }
      }
    }
  }

  /**
   * {@return whether a person speaks under this name}; "the captain" may be somebody who has a name
   * elsewhere and would get two voices, so it is one only where the book often says it and gives no
   * one that title
   */
  boolean isNamed(String person) {
    return names.contains(person)
        || (person.startsWith(ROLE_PREFIX)
            && roles.getOrDefault(person.substring(ROLE_PREFIX.length()), 0) >= OFTEN
            && names.stream().noneMatch(name -> PersonRole.isTitleOf(person, name)));
  }

  /** {@return the person that an attribution names, or means by a role} */
  String person(Attribution attribution) {
    return switch (attribution.kind()) {
      case NAMED -> fullName(attribution.text());
      case DESCRIBED -> PersonRole.of(attribution.text()).map(this::inRole).orElse("");
      case PRONOUN, NOTHING -> "";
    };
  }

  private String inRole(String role) {
    return roles.containsKey(role) ? ROLE_PREFIX + role : "";
  }

  /** {@return the full name of a person who speaks, or empty} */
  String fullName(String name) {
    String full = PersonName.fullest(name, names);
    return names.contains(full) ? full : "";
  }

  /** {@return what title, first name and pronouns say; mixed evidence says nothing} */
  Gender gender(String name) {
    Gender named =
        name.startsWith(ROLE_PREFIX)
            ? PersonRole.genderOf(name.substring(ROLE_PREFIX.length()))
            : PersonName.genderOf(name);
    if (named != Gender.UNKNOWN) {
      return named;
    }
    int men = male.getOrDefault(name, 0);
    int women = female.getOrDefault(name, 0);
    if (men >= ENOUGH && men > 2 * women) {
      return Gender.MAN;
    }
    return women >= ENOUGH && women > 2 * men ? Gender.WOMAN : Gender.UNKNOWN;
  }

  /** {@return the persons that a paragraph's narration names or its quotations address} */
  Set<String> present(Paragraph paragraph) {
    Set<String> present = new HashSet<>();
    for (int i = 0; i <= paragraph.quotations().size(); i++) {
      present.addAll(mentioned(paragraph.narration(i)));
    }
    for (int i = 0; i < paragraph.quotations().size(); i++) {
      present.addAll(addressed(paragraph.quotation(i)));
    }
    return present;
  }

  /** {@return the persons whom somebody calls by name} */
  Set<String> addressed(String quotation) {
    Set<String> addressed = mentioned(quotation);
    addressed.removeIf(name -> !PersonName.isAddressed(name, quotation));
    return addressed;
  }

  /** {@return the persons that a text names} */
  Set<String> mentioned(String text) {
    Set<String> mentioned = new HashSet<>();
    Matcher name = ANY_NAME.matcher(text);
    while (name.find()) {
      mentioned.add(fullName(PersonName.found(name)));
    }
    Matcher role = ROLE.matcher(text);
    while (role.find()) {
      mentioned.add(inRole(role.group("role")));
    }
    mentioned.remove("");
    if (names.contains(Speaker.FIRST_PERSON) && I.matcher(text).find()) {
      mentioned.add(Speaker.FIRST_PERSON);
    }
    return mentioned;
  }

  /** {@return whether a pronoun may mean this person} */
  boolean fits(String pronoun, String name) {
    return !name.equals(Speaker.FIRST_PERSON)
        && switch (pronoun) {
          case "he" -> gender(name) != Gender.WOMAN;
          case "she" -> gender(name) != Gender.MAN;
          default -> false;
        };
  }

  /** {@return whether a description may be meant for this person, as far as it tells a gender} */
  boolean mayBe(String description, String name) {
    Gender gender = gender(name);
    return !(name.equals(Speaker.FIRST_PERSON)
        || (gender == Gender.WOMAN && MAN.matcher(description).find())
        || (gender == Gender.MAN && WOMAN.matcher(description).find()));
  }

  /** "Said Anna, closing her book". */
  private void noteOwn(Paragraph paragraph, List<Attribution> attributions) {
    for (int i = 0; i < attributions.size(); i++) {
      Attribution found = attributions.get(i);
      if (found.is(Kind.NAMED)) {
        String clause = paragraph.narration(i + 1).split("[.!?;]", 2)[0];
        count(HIS, clause, found.text(), male);
        count(HER, clause, found.text(), female);
      }
    }
  }

  /** Sentences of narration with one name and then pronouns of one gender: weaker, but many. */
  private void noteSentences(Paragraph paragraph) {
    for (int i = 0; i <= paragraph.quotations().size(); i++) {
      for (String sentence : SENTENCE.split(paragraph.narration(i), -1)) {
        Set<String> mentioned = mentioned(sentence);
        mentioned.remove(Speaker.FIRST_PERSON);
        Matcher name = ANY_NAME.matcher(sentence);
        if (mentioned.size() == 1 && name.find()) {
          String rest = sentence.substring(name.end());
          boolean he = MALE.matcher(rest).find();
          boolean she = FEMALE.matcher(rest).find();
          if (he != she) {
            (he ? male : female).merge(mentioned.iterator().next(), 1, Integer::sum);
          }
        }
      }
    }
  }

  private void count(Pattern pronoun, String clause, String name, Map<String, Integer> counts) {
    if (pronoun.matcher(clause).find()) {
      counts.merge(PersonName.fullest(name, names), 2, Integer::sum);
    }
  }
}
