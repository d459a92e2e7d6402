// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.testudo.synthesis.tone.ToneModel;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SynthesisBenchmarkTest {
  @Test
  void addsUpTheTakes() {
    ToneModel model = new ToneModel(0.01, request -> Set.of(SpeechFault.SILENCE));
    List<String> texts = List.of("one", "three");
    SynthesisBenchmark.Report report = SynthesisBenchmark.run(model, texts, EngineConfig.CPU);
    double audio = model.estimateSeconds("tone", "one") + model.estimateSeconds("tone", "three");
    assertThat(report.utterances()).isEqualTo(2);
    assertThat(report.tokens()).isEqualTo(8);
    assertThat(report.faulty()).isEqualTo(2);
    assertThat(report.audioSeconds()).isCloseTo(audio, within(1e-3));
    assertThat(report.stageSeconds().get("tone")).isBetween(0.01 * audio, report.wallSeconds());
    assertThat(report.realTimeFactor()).isGreaterThanOrEqualTo(0.01);
    assertThat(report.realTimeFactorWithStartUp()).isGreaterThan(report.realTimeFactor());
  }

  @Test
  void needsSomethingToSpeak() {
    assertThatThrownBy(() -> SynthesisBenchmark.run(new ToneModel(), List.of(), EngineConfig.CPU))
        .hasMessage("Cannot measure a model without a text to speak");
  }
}
