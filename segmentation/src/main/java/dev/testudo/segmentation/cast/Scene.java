// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import dev.testudo.segmentation.cast.Attribution.Kind;
import dev.testudo.segmentation.cast.TurnModel.Link;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Paragraphs in which those who speak take turns. */
final class Scene {
  private static final double NEARLY_CERTAIN = 0.8;

  /** For a pronoun that may mean several of those present. */
  private static final double CERTAIN = 0.9;

  /** For a pronoun among more than two, where turns say little. */
  private static final double CERTAIN_IN_COMPANY = 0.98;

  /** Above every probability. */
  private static final double NEVER = 2;

  private static final int PARAGRAPHS_BEFORE = 8;
  private static final int PARAGRAPHS_AFTER = 3;
  private static final double ABSENT = 0.03;

  /** Those of a scene who have no name, so that two of them can take turns. */
  private static final int NAMELESS = 2;

  private final Evidence evidence;
  private final Persons persons;
  private final int start;
  private final int end;
  private final List<String> present;
  private final Map<String, String> titled;

  /**
   * @param start the first paragraph
   * @param end the one after the last
   */
  Scene(Evidence evidence, int start, int end) {
    this.evidence = evidence;
    this.persons = evidence.persons();
    this.start = start;
    this.end = end;
    Set<String> found = new TreeSet<>();
    for (int i = start; i < end; i++) {
      found.addAll(evidence.present(i));
    }
    this.titled = titled(found);
    found.removeAll(titled.keySet());
    this.present = List.copyOf(found);
  }

  /** {@return roles of the scene, each with the only person who has it as a title} */
  private Map<String, String> titled(Set<String> found) {
    Map<String, String> titled = new HashMap<>();
    for (String role : found) {
      List<String> persons =
          found.stream().filter(name -> PersonRole.isTitleOf(role, name)).toList();
      if (persons.size() == 1) {
        titled.put(role, persons.get(0));
      }
    }
    return titled;
  }

  private String withTitle(String person) {
    return titled.getOrDefault(person, person);
  }

  /** A quotation of a paragraph. */
  private record Place(int paragraph, int quotation) {}

  /**
   * Names those who are nearly certain.
   *
   * @param speakers of each quotation of each paragraph of the book, empty where none is known
   */
  void nameSpeakers(List<List<String>> speakers) {
    List<Place> places = places();
    if (present.isEmpty() || places.isEmpty()) {
      return;
    }
    List<TurnModel.Turn> turns = new ArrayList<>();
    int previous = -1;
    for (Place place : places) {
      turns.add(turn(place, previous));
      previous = place.paragraph();
    }
    places.forEach(place -> nameAttributed(place, speakers.get(place.paragraph())));
    double[][] probabilities = new TurnModel(present.size() + NAMELESS).probabilities(turns);
    for (int t = 0; t < places.size(); t++) {
      Place place = places.get(t);
      List<String> own = speakers.get(place.paragraph());
      boolean speechOfNobody =
          evidence.isLongSpeech(place.paragraph()) && own.stream().allMatch(String::isEmpty);
      for (int person = 0; person < present.size(); person++) {
        if (own.get(place.quotation()).isEmpty()
            && !speechOfNobody
            && probabilities[t][person] >= threshold(place, present.get(person), own)) {
          own.set(place.quotation(), present.get(person));
        }
      }
    }
  }

  private void nameAttributed(Place place, List<String> own) {
    String person =
        withTitle(persons.person(evidence.attribution(place.paragraph(), place.quotation())));
    if (persons.isNamed(person)) {
      own.set(place.quotation(), person);
    }
  }

  private List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (int i = start; i < end; i++) {
      boolean play = !evidence.paragraph(i).character().isEmpty();
      for (int q = 0; q < evidence.paragraph(i).quotations().size() && !play; q++) {
        places.add(new Place(i, q));
      }
    }
    return places;
  }

  /**
   * {@return the probability from which a name is given; above 1 where none can be certain}
   *
   * @param own the speakers of the paragraph as far as they are known
   */
  private double threshold(Place place, String name, List<String> own) {
    if (!persons.isNamed(name)) {
      return NEVER;
    }
    Attribution attribution = evidence.attribution(place.paragraph(), place.quotation());
    boolean company = nearby(place.paragraph()).size() > 2;
    return switch (attribution.kind()) {
      case NAMED, DESCRIBED -> NEVER;
      case PRONOUN -> {
        boolean known = persons.gender(name) != Gender.UNKNOWN;
        boolean ambiguous =
            present.stream().filter(other -> persons.fits(attribution.text(), other)).count() > 1;
        double certain = company ? CERTAIN_IN_COMPANY : CERTAIN;
        yield known && persons.fits(attribution.text(), name)
            ? (ambiguous || company ? certain : NEARLY_CERTAIN)
            : NEVER;
      }
      case NOTHING -> {
        boolean narratorAlone = present.size() == 1 && name.equals(Speaker.FIRST_PERSON);
        boolean turnsOnly =
            !(place.quotation() > 0 && own.get(place.quotation() - 1).equals(name))
                && !actsAlone(name, place.paragraph());
        yield narratorAlone || (company && turnsOnly) ? NEVER : NEARLY_CERTAIN;
      }
    };
  }

  private boolean actsAlone(String name, int index) {
    Set<Attribution> actors = evidence.actors(index);
    return actors.size() == 1 && persons.fullName(actors.iterator().next().text()).equals(name);
  }

  private TurnModel.Turn turn(Place place, int previous) {
    int index = place.paragraph();
    Attribution attribution = evidence.attribution(index, place.quotation());
    boolean attributed = !attribution.is(Kind.NOTHING);
    double[] fit = new double[present.size() + NAMELESS];
    for (int person = 0; person < fit.length; person++) {
      fit[person] = fit(attribution, person);
    }
    weighWords(evidence.paragraph(index).quotation(place.quotation()), fit);
    if (!attributed) {
      weighCalls(index, fit);
      weighActors(evidence.actors(index), 0.1, fit);
    }
    if (place.quotation() == 0 && previous < index - 1 && index > start && !attributed) {
      boolean leadsOn = AttributionReader.leadsOn(evidence.paragraph(index - 1));
      weighActors(evidence.actors(index - 1), leadsOn ? 0.05 : 0.4, fit);
    }
    return new TurnModel.Turn(link(place, previous), attributed, fit, presence(index));
  }

  private Link link(Place place, int previous) {
    if (place.quotation() > 0) {
      return Link.SAME_PARAGRAPH;
    }
    if (evidence.paragraph(place.paragraph()).continued()) {
      return Link.CONTINUED;
    }
    return previous == place.paragraph() - 1 ? Link.NEXT_PARAGRAPH : Link.AFTER_NARRATION;
  }

  private double fit(Attribution attribution, int person) {
    boolean nameless = person >= present.size();
    String name = nameless ? "" : present.get(person);
    String meant = withTitle(persons.person(attribution));
    if (!meant.isEmpty()) {
      return meant.equals(name) ? 1 : 0.001;
    }
    return switch (attribution.kind()) {
      case PRONOUN -> nameless ? 0.15 : pronounFit(attribution.text(), name);
      case DESCRIBED -> nameless ? 1 : persons.mayBe(attribution.text(), name) ? 0.15 : 0.002;
      case NAMED, NOTHING -> nameless ? 0.3 : 1;
    };
  }

  private double pronounFit(String pronoun, String name) {
    if (!persons.fits(pronoun, name)) {
      return 0.005;
    }
    return persons.gender(name) == Gender.UNKNOWN ? 0.5 : 1;
  }

  /** Speakers do not address themselves, and few say their own name. */
  private void weighWords(String words, double[] fit) {
    Set<String> spokenOf = persons.mentioned(words);
    spokenOf.remove(Speaker.FIRST_PERSON);
    for (String name : spokenOf) {
      weigh(name, PersonName.isAddressed(name, words) ? 0.03 : 0.3, fit);
    }
  }

  /** Who is called by name has spoken just before, or answers. */
  private void weighCalls(int index, double[] fit) {
    for (int neighbour = index - 1; neighbour <= index + 1; neighbour += 2) {
      if (neighbour >= start && neighbour < end) {
        Paragraph paragraph = evidence.paragraph(neighbour);
        for (int q = 0; q < paragraph.quotations().size(); q++) {
          persons.addressed(paragraph.quotation(q)).forEach(name -> weigh(name, 2, fit));
        }
      }
    }
  }

  private void weigh(String name, double factor, double[] fit) {
    int person = present.indexOf(withTitle(name));
    if (person >= 0) {
      fit[person] *= factor;
    }
  }

  /** A paragraph is mostly about one who acts and speaks. */
  private void weighActors(Set<Attribution> actors, double others, double[] fit) {
    Set<String> names = new LinkedHashSet<>();
    Set<String> pronouns = new HashSet<>();
    for (Attribution actor : actors) {
      if (actor.is(Kind.NAMED)) {
        names.add(persons.fullName(actor.text()));
      } else {
        pronouns.add(actor.text());
      }
    }
    if (names.size() == 1) {
      int person = present.indexOf(names.iterator().next());
      for (int i = 0; i < fit.length && person >= 0; i++) {
        fit[i] *= i == person ? 1 : others;
      }
    } else if (names.isEmpty() && pronouns.size() == 1) {
      String pronoun = pronouns.iterator().next();
      for (int i = 0; i < present.size(); i++) {
        fit[i] *= persons.fits(pronoun, present.get(i)) ? 1 : 1.5 * others;
      }
    }
  }

  private double[] presence(int index) {
    double[] presence = new double[present.size() + NAMELESS];
    Arrays.fill(presence, ABSENT);
    nearby(index).forEach(name -> presence[present.indexOf(name)] = 1);
    Arrays.fill(presence, present.size(), presence.length, 0.2);
    return presence;
  }

  /** {@return those who are mentioned or addressed shortly before or after} */
  private Set<String> nearby(int index) {
    Set<String> nearby = new HashSet<>();
    int last = Math.min(end, index + PARAGRAPHS_AFTER);
    for (int i = Math.max(start, index - PARAGRAPHS_BEFORE); i < last; i++) {
      evidence.present(i).forEach(name -> nearby.add(withTitle(name)));
    }
    return nearby;
  }
}
