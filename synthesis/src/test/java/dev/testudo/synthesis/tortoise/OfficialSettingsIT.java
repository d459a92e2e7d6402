// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Voice;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What only an imported official model can be asked for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OfficialSettingsIT {
  private static final String TEXT = "the rain had stopped.";

  private ModelBundle bundle;
  private TortoiseSynthesizer synthesizer;

  @BeforeAll
  void load() throws IOException, InterruptedException {
    bundle = SmallOfficial.bundle();
    synthesizer = TortoiseSynthesizer.load(bundle, Tiny.FOUR_SLOTS, new SpeechChecks(1, 24, 0, 1));
  }

  @AfterAll
  void close() {
    if (synthesizer != null) {
      synthesizer.close();
    }
  }

  private Rendering speak(SynthesisConfig config) {
    return synthesizer.submit(SmallOfficial.request(bundle, TEXT, config)).join();
  }

  @Test
  void aChosenVocoderMakesAnotherSoundOfTheSameCodes() {
    SynthesisConfig config = SmallOfficial.FAST.withReferenceCompat(true); // which cuts nothing off
    Rendering first = speak(config);
    Rendering other = speak(config.withVocoder("bigvgan-base"));
    assertThat(other.cost().codes()).isEqualTo(first.cost().codes());
    assertThat(other.waveform().samples())
        .hasSameSizeAs(first.waveform().samples())
        .isNotEqualTo(first.waveform().samples());
    assertThat(speak(config).waveform().samples()).isEqualTo(first.waveform().samples());
  }

  @Test
  void aSeedGivesTheVoiceThatTheImportGaveIt() {
    Voice imported = bundle.voice("random-2");
    Voice made = bundle.randomVoice("mine", 2);
    assertThat(made.digest()).isEqualTo(imported.digest());
    assertThat(bundle.randomVoice("mine", 3).digest()).isNotEqualTo(made.digest());
    assertThatThrownBy(() -> Tiny.BUNDLE.randomVoice("mine", 2))
        .hasMessageStartingWith("Cannot make a random voice: model \"tiny\" has only the voices");
  }

  @Test
  void refusesAVocoderThatItDoesNotHave() {
    assertThatThrownBy(() -> speak(SmallOfficial.FAST.withVocoder("bigvgan")))
        .hasMessageContaining(
            "Cannot speak: \"vocoder\" is bigvgan where the model has [univnet, bigvgan-base]");
  }

  @Test
  void likeTheReferenceItTriesOnceAndRendersAllCodesOfWhatDoesNotStop() {
    Rendering rendering = speak(SmallOfficial.FAST.withReferenceCompat(true));
    assertThat(rendering.faults()).contains(SpeechFault.NO_STOP);
    assertThat(rendering.cost().attempts()).isEqualTo(1);
    assertThat(rendering.cost().codes()).isEqualTo(bundle.manifest().maxCodes());
    assertThat(rendering.cost().trimmedSeconds()).isZero();
  }

  @Test
  void otherModelsDoNotHaveTheReferencesFaults() {
    try (TortoiseSynthesizer tiny = Tiny.load()) {
      SynthesisConfig config = Tiny.BUNDLE.defaults().withReferenceCompat(true);
      assertThatThrownBy(
              () ->
                  tiny.submit(new UtteranceRequest("k", "a", Tiny.BUNDLE.voice("ash"), config))
                      .join())
          .hasMessageContaining(
              "\"compat\" is reference where the model is none of the reference's");
    }
  }
}
