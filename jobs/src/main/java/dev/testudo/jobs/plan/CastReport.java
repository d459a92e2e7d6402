// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.plan;

import dev.testudo.jobs.model.Models;
import dev.testudo.segmentation.Manuscript;
import dev.testudo.segmentation.ManuscriptReader;
import dev.testudo.segmentation.cast.Gender;
import dev.testudo.segmentation.cast.Speaker;
import dev.testudo.segmentation.cast.SpokenLines;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.VoiceProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The speakers of a manuscript as a cast to edit, with a proposed voice for each. */
public final class CastReport {
  private static final Pattern WOMAN = Pattern.compile("(?i)\\b(?:woman|female)\\b");
  private static final Pattern MAN = Pattern.compile("(?i)\\b(?:man|male)\\b");

  private final SpeechModel model;
  private final String narrator;
  private final List<String> taken = new ArrayList<>();

  private CastReport(SpeechModel model, String narrator) {
    this.model = model;
    this.narrator = narrator;
  }

  /**
   * {@return lines of a cast file: a comment with counts and first words, and a voice}
   *
   * @param narrator the name of the narrator's voice; empty for the model's first
   * @param storage settings of the storage client
   */
  public static String of(
      String manuscript, String model, Optional<String> narrator, Map<String, String> storage) {
    String name = manuscript.substring(manuscript.lastIndexOf('/') + 1);
    try (ManuscriptSources sources = new ManuscriptSources(storage)) {
      Manuscript read = ManuscriptReader.read(name, sources.read(manuscript));
      SpeechModel opened = Models.open(model, storage);
      String voice = narrator.orElse(opened.voices().get(0));
      return new CastReport(opened, voice).text(read, SpokenLines.of(read).withMarksOf(read));
    }
  }

  private String text(Manuscript manuscript, SpokenLines spoken) {
    StringBuilder text = new StringBuilder();
    text.append("# The cast of \"%s\": NAME = VOICE%n".formatted(manuscript.title()));
    text.append("# Change the voices, then: testudo render MANUSCRIPT --cast FILE\n");
    text.append(
        "# \"narrator\" as a voice is the narrator's; so is the voice of a speaker that is left out.\n");
    text.append("# Two names of one person get the same voice. Voices: testudo voice list\n");
    text.append("# Who says a single quotation: “Its first words” = NAME\n\n");
    text.append("%s = %s%n".formatted(CastFile.NARRATOR, narrator));
    taken.add(narrator);
    for (Speaker speaker : spoken.speakers()) {
      if (model.voices().contains(speaker.name())) {
        continue; // A mark may name a voice.
      }
      text.append(
          "%n# %s%s: %s%n%s = %s%n"
              .formatted(
                  counted(speaker.lines(), "quotation") + ", " + counted(speaker.words(), "word"),
                  gender(speaker),
                  speaker.firstWords(),
                  speaker.name(),
                  voice(speaker)));
    }
    text.append(
        "%n# %s without a safe attribution%n%s = %s%n"
            .formatted(
                counted(spoken.unknownLines(), "quotation"), Speaker.UNKNOWN, CastFile.NARRATOR));
    return text.toString();
  }

  private static String counted(int count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }

  private static String gender(Speaker speaker) {
    return switch (speaker.gender()) {
      case MAN -> ", a man";
      case WOMAN -> ", a woman";
      case UNKNOWN -> speaker.name().equals(Speaker.FIRST_PERSON) ? ", who tells the story" : "";
    };
  }

  /**
   * {@return a voice of the speaker's gender}: the one least used, and of several the one whose
   * pitch is farthest from those in use; the narrator's where the gender is not known
   */
  private String voice(Speaker speaker) {
    if (speaker.gender() == Gender.UNKNOWN) {
      return CastFile.NARRATOR;
    }
    Optional<String> proposed =
        model.voices().stream()
            .filter(voice -> !voice.equals(narrator) && genderOf(voice) == speaker.gender())
            .min(
                Comparator.comparingLong(this::uses)
                    .thenComparing(Comparator.comparingDouble(this::distance).reversed()));
    proposed.ifPresent(taken::add);
    return proposed.orElse(CastFile.NARRATOR);
  }

  private long uses(String voice) {
    return taken.stream().filter(voice::equals).count();
  }

  /** {@return how far the pitch is from the nearest voice in use, as a ratio} */
  private double distance(String voice) {
    double pitch = model.profile(voice).pitchHz();
    return taken.stream()
        .filter(model.voices()::contains)
        .mapToDouble(other -> model.profile(other).pitchHz())
        .map(other -> pitch > 0 && other > 0 ? Math.abs(Math.log(pitch / other)) : 0)
        .min()
        .orElse(0);
  }

  private Gender genderOf(String voice) {
    VoiceProfile profile = model.profile(voice);
    if (WOMAN.matcher(profile.description()).find()) {
      return Gender.WOMAN;
    }
    return MAN.matcher(profile.description()).find() ? Gender.MAN : Gender.UNKNOWN;
  }
}
