// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.speaker;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.Synthesizer;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Voice;
import dev.testudo.synthesis.Waveform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * How much a voice that was made from clips sounds like their speaker. A model maps a stranger onto
 * what it can say, so its own latents cannot tell: it speaks, and {@link VoiceEncoder} compares.
 *
 * @param toClips similarity of the voice's speech and the clips, at most 1
 * @param nearestVoice the voice of the model whose speech is most similar to the clips; empty where
 *     the voice is near, and where looking for it takes too long
 * @param nearestToClips its similarity
 */
public record SpeakerSimilarity(double toClips, String nearestVoice, double nearestToClips) {
  /** Voices that a model was trained with reach this from a clip; VOICE.md has the measurements. */
  public static final double NEAR = 0.82;

  /** Long enough to hear a voice in, short enough for models that are slow. */
  public static final String TEXT =
      "The road to the lighthouse was longer than it looked from the harbour. \"Shall we go on?\""
          + " she asked, and he laughed.";

  /**
   * A model that would speak longer than this with all its voices does not look for the nearest.
   */
  private static final double MAX_SECONDS = 300;

  /**
   * Speaks with a voice, and with the model's own voices if that one is not near.
   *
   * @param synthesizer of the model
   * @param clips what the voice was made from
   * @throws SynthesisException if the model fails
   */
  public static SpeakerSimilarity measure(
      SpeechModel model, Synthesizer synthesizer, Voice voice, List<Waveform> clips) {
    try (VoiceEncoder encoder = new VoiceEncoder()) {
      float[] speaker = encoder.embed(clips);
      long started = System.nanoTime();
      Waveform own = submit(model, synthesizer, voice).join().waveform();
      double seconds = (System.nanoTime() - started) * 1e-9;
      double toClips = similarity(encoder, speaker, own);
      if (toClips >= NEAR || seconds * model.voices().size() > MAX_SECONDS) {
        return new SpeakerSimilarity(toClips, "", 0);
      }
      Map<String, CompletableFuture<Rendering>> takes = new LinkedHashMap<>();
      model
          .voices()
          .forEach(name -> takes.put(name, submit(model, synthesizer, model.voice(name))));
      SpeakerSimilarity found = new SpeakerSimilarity(toClips, "", -1);
      for (Map.Entry<String, CompletableFuture<Rendering>> take : takes.entrySet()) {
        double similarity = similarity(encoder, speaker, take.getValue().join().waveform());
        if (similarity > found.nearestToClips) {
          found = new SpeakerSimilarity(toClips, take.getKey(), similarity);
        }
      }
      return found;
    }
  }

  private static CompletableFuture<Rendering> submit(
      SpeechModel model, Synthesizer synthesizer, Voice voice) {
    return synthesizer.submit(
        new UtteranceRequest(Sha256.ofText(TEXT), TEXT, voice, model.defaults()));
  }

  private static double similarity(VoiceEncoder encoder, float[] speaker, Waveform take) {
    return take.samples().length == 0
        ? 0
        : VoiceEncoder.similarity(speaker, encoder.embed(List.of(take)));
  }

  /** {@return whether the voice can pass for the speaker of the clips} */
  @JsonIgnore
  public boolean isNear() {
    return toClips >= NEAR;
  }
}
