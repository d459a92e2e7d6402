// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.StarterBundle;
import dev.testudo.synthesis.StreamingSynthesizer;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.Synthesizer;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Waveform;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamingSpeakerIT {
  private static final String TEXT =
      "the keeper climbed the narrow stair, counted every step aloud, and lit the great lamp before"
          + " the first of the ships had rounded the rock.";

  private static UtteranceRequest request(ModelBundle model, String text) {
    return new UtteranceRequest(
        Sha256.ofText(text), text, model.voice(model.voices().get(0)), model.defaults());
  }

  private static float[] joined(List<Waveform> chunks) {
    int length = chunks.stream().mapToInt(chunk -> chunk.samples().length).sum();
    float[] samples = new float[length];
    int at = 0;
    for (Waveform chunk : chunks) {
      System.arraycopy(chunk.samples(), 0, samples, at, chunk.samples().length);
      at += chunk.samples().length;
    }
    return samples;
  }

  @Test
  void saysTheSameInChunksAndAgainTheSame() {
    UtteranceRequest request = Tiny.request("the slow tide carried every lantern past our harbour");
    List<Waveform> chunks = new ArrayList<>();
    List<Waveform> again = new ArrayList<>();
    try (StreamingSpeaker speaker = StreamingSpeaker.open(Tiny.BUNDLE, Tiny.FOUR_SLOTS)) {
      StreamingSynthesizer.Spoken spoken = speaker.speak(request, chunks::add);
      speaker.speak(request, again::add);
      assertThat(chunks).hasSizeGreaterThan(2);
      assertThat(spoken.firstAudioSeconds()).isPositive().isLessThan(spoken.wallSeconds());
      assertThat(joined(again)).containsExactly(joined(chunks));
      assertThat(spoken.audioSeconds())
          .isEqualTo(joined(chunks).length / (double) Tiny.BUNDLE.sampleRateHz());
    }
  }

  @Test
  void refusesWhatTheModelCannotSpeak() {
    try (StreamingSpeaker speaker = StreamingSpeaker.open(Tiny.BUNDLE, Tiny.FOUR_SLOTS)) {
      assertThatThrownBy(() -> speaker.speak(Tiny.request("a".repeat(400)), chunk -> {}))
          .isInstanceOf(SynthesisException.class)
          .hasMessage("Cannot speak: the text has 400 tokens where 1 to 320 can be spoken at once");
    }
  }

  @Test
  void nothingIsHeardAtTheSeams() {
    assumeThat(StarterBundle.isPresent()).as("the starter is in this build").isTrue();
    ModelBundle starter = StarterBundle.open();
    UtteranceRequest request = request(starter, TEXT);
    List<Waveform> chunks = new ArrayList<>();
    try (StreamingSpeaker speaker = StreamingSpeaker.open(starter, EngineConfig.CPU)) {
      speaker.speak(request, chunks::add);
    }
    float[] whole;
    try (Synthesizer synthesizer = starter.load(Tiny.FOUR_SLOTS)) {
      whole = synthesizer.submit(request).join().waveform().samples();
    }
    LogMel streamed = new LogMel(joined(chunks), starter.sampleRateHz());
    List<Double> atSeams = new ArrayList<>();
    List<Double> elsewhere = new ArrayList<>();
    for (int frame = 1; frame < streamed.frames(); frame++) {
      (seesASeam(frame, chunks, starter) ? atSeams : elsewhere).add(streamed.step(frame));
    }
    elsewhere.sort(null);
    double usual = elsewhere.get((int) (0.95 * elsewhere.size()));
    assertThat(atSeams).hasSizeGreaterThan(40);
    assertThat(share(atSeams, usual)).isGreaterThan(0.9);
    LogMel unstreamed = new LogMel(whole, starter.sampleRateHz());
    assertThat(streamed.frames()).isCloseTo(unstreamed.frames(), within(20));
    assertThat(streamed.distance(unstreamed)).isLessThan(0.3);
  }

  /** Whether the step into a frame has to do with the samples where two chunks are mixed. */
  private static boolean seesASeam(int frame, List<Waveform> chunks, ModelBundle model) {
    int fade = StreamWindow.FADE_CODES * model.manifest().melFrames(1);
    int seam = 0;
    for (Waveform chunk : chunks.subList(0, chunks.size() - 1)) {
      seam += chunk.samples().length / LogMel.HOP;
      // A window of four hops begins up to three before the sample that it looks at.
      if (frame > seam - 4 && frame <= seam + fade) {
        return true;
      }
    }
    return false;
  }

  private static double share(List<Double> steps, double limit) {
    return (double) steps.stream().filter(step -> step <= limit).count() / steps.size();
  }
}
