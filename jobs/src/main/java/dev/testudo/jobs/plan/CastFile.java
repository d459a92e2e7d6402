// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.segmentation.SpeakerSpan;
import dev.testudo.segmentation.cast.Speaker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A cast as a person edits it: {@code NAME = VOICE} or {@code “First words” = NAME}, a line each;
 * {@code #} begins a comment.
 *
 * @param name of the file, for messages
 * @param voices by speaker, as the file says; {@link #NARRATOR} may stand on both sides
 * @param corrections the speakers of single quotations
 */
record CastFile(String name, Map<String, String> voices, List<QuotationCorrection> corrections) {
  /** The name under which the narration's voice stands. */
  static final String NARRATOR = Speaker.NARRATOR;

  CastFile {
    voices = Map.copyOf(voices);
    corrections = List.copyOf(corrections);
  }

  /**
   * Reads a cast.
   *
   * @throws ConfigException in one sentence that names the line
   */
  static CastFile parse(String name, byte[] content) {
    Map<String, String> voices = new LinkedHashMap<>();
    List<QuotationCorrection> corrections = new ArrayList<>();
    List<String> lines = new String(content, UTF_8).replace("\uFEFF", "").lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int equals = line.lastIndexOf('=');
      String speaker = line.substring(0, Math.max(0, equals)).strip();
      String voice = line.substring(equals + 1).strip();
      if (speaker.isEmpty() || voice.isEmpty()) {
        throw refused(name, i, "\"" + line + "\" is not of the form NAME = VOICE");
      }
      Optional<QuotationCorrection> correction = QuotationCorrection.parse(i + 1, speaker, voice);
      if (correction.isPresent()) {
        if (!correction.get().isValid()) {
          throw refused(
              name, i, "\"" + line + "\" is not of the form “FIRST WORDS” (1 of 2) = NAME");
        }
        corrections.add(correction.get());
      } else if (voices.putIfAbsent(speaker, voice) != null) {
        throw refused(name, i, "\"" + speaker + "\" has a voice already; leave one of the two out");
      }
    }
    if (voices.isEmpty() && corrections.isEmpty()) {
      throw new ConfigException(
          "Cannot use the cast %s: it has no speakers; make one by testudo cast MANUSCRIPT"
              .formatted(name));
    }
    return new CastFile(name, voices, corrections);
  }

  private static ConfigException refused(String name, int index, String why) {
    return new ConfigException(
        "Cannot use the cast %s: line %d, %s".formatted(name, index + 1, why));
  }

  /**
   * {@return the name of the narrator's voice}
   *
   * @param wanted by the command line
   * @throws ConfigException in one sentence if the two differ
   */
  Optional<String> narrator(Optional<String> wanted) {
    Optional<String> here = Optional.ofNullable(voices.get(NARRATOR));
    if (here.isPresent() && wanted.isPresent() && !here.equals(wanted)) {
      throw new ConfigException(
          "Cannot use the cast %s with --voice %s: its narrator is \"%s\"; leave --voice out, or change the cast"
              .formatted(name, wanted.get(), here.get()));
    }
    return wanted.or(() -> here);
  }

  /** {@return the voices of those who have one of their own} */
  Map<String, String> speakers() {
    Map<String, String> own = new LinkedHashMap<>(voices);
    own.remove(NARRATOR);
    own.values().removeIf(NARRATOR::equals);
    return own;
  }

  /**
   * {@return the quotations with the speakers that the corrections name}
   *
   * @param lines all quotations in book order
   * @param text what their spans refer to
   * @param speaking all names that the manuscript has
   * @throws ConfigException in one sentence if a correction does not fit the manuscript
   */
  List<SpeakerSpan> correct(
      List<SpeakerSpan> lines, String text, Set<String> speaking, String manuscript) {
    if (corrections.isEmpty()) {
      return lines;
    }
    List<List<String>> quotations = QuotationCorrection.words(lines, text);
    List<SpeakerSpan> corrected = new ArrayList<>(lines);
    Map<Integer, QuotationCorrection> done = new HashMap<>();
    for (QuotationCorrection correction : corrections) {
      int index = correction.line() - 1;
      List<Integer> matches = correction.matches(quotations);
      correction
          .misfit(matches.size(), manuscript)
          .ifPresent(
              why -> {
                throw refused(name, index, why);
              });
      String speaker = correction.speaker();
      if (!voices.containsKey(speaker) && !speaking.contains(speaker)) {
        throw refused(
            name,
            index,
            "no one called \"%s\" speaks in %s; correct the name, or add a line \"%s = VOICE\""
                .formatted(speaker, manuscript, speaker));
      }
      int at = matches.get(correction.which() - 1);
      QuotationCorrection earlier = done.putIfAbsent(at, correction);
      if (earlier != null) {
        throw refused(
            name,
            index,
            "line %d has a speaker for this quotation already; leave one of the two out"
                .formatted(earlier.line()));
      }
      corrected.set(at, new SpeakerSpan(lines.get(at).span(), speaker));
    }
    return corrected;
  }

  /**
   * Refuses a cast of another book, and a name that was mistyped.
   *
   * @throws ConfigException in one sentence
   */
  void requireAll(Set<String> speaking, String manuscript) {
    List<String> absent = new ArrayList<>(new TreeSet<>(voices.keySet()));
    absent.remove(NARRATOR);
    absent.removeAll(speaking);
    if (!absent.isEmpty()) {
      throw new ConfigException(
          "Cannot use the cast %s: no one called \"%s\" speaks in %s; correct the name as testudo cast writes it, or leave the line out"
              .formatted(name, absent.get(0), manuscript));
    }
  }
}
