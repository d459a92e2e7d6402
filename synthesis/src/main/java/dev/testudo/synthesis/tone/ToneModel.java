// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tone;

import static java.util.Objects.requireNonNull;

import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.Synthesizer;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Voice;
import dev.testudo.synthesis.VoiceProfile;
import dev.testudo.synthesis.Waveform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Speaks every text as one sine: its length follows the text, its pitch the utterance key. It keeps
 * the whole contract of a speech model (same bytes per key, cancellation, concurrent requests) at
 * almost no cost, so that everything around a model can be tested and measured without one.
 */
public final class ToneModel implements SpeechModel {
  public static final String NAME = "tone";

  static final int SAMPLE_RATE_HZ = 16_000;
  private static final int MAX_TOKENS = 320;
  private static final double SECONDS_PER_CHARACTER = 0.065;
  private static final double SECONDS_OFFSET = 0.2;
  private static final SynthesisConfig DEFAULTS =
      new SynthesisConfig(1.0, 0, 1.0, 1.0, 0, 1, 0, 1.0, "sine");

  /** The only latent of a voice: its lowest pitch in hertz. */
  static final String LOWEST_HZ = "lowestHz";

  /** By name. */
  private final Map<String, Voice> voices = new LinkedHashMap<>();

  private final double busySecondsPerAudioSecond;
  private final Disturbance disturbance;

  /** A model that renders as fast as it can and never fails. */
  public ToneModel() {
    this(0, request -> Set.of());
  }

  /**
   * @param busySecondsPerAudioSecond how long a worker is held per second of audio, without using
   *     the processor: a stand-in for a real model's cost
   * @param disturbance called on a worker before each rendering
   */
  public ToneModel(double busySecondsPerAudioSecond, Disturbance disturbance) {
    if (!(busySecondsPerAudioSecond >= 0)) {
      throw new IllegalArgumentException(
          "Cannot be busy for " + busySecondsPerAudioSecond + " seconds per audio second");
    }
    this.busySecondsPerAudioSecond = busySecondsPerAudioSecond;
    this.disturbance = requireNonNull(disturbance, "disturbance is null");
    for (Voice voice : List.of(newVoice("tone", 220), newVoice("tone-low", 110))) {
      voices.put(voice.name(), voice);
    }
  }

  /** What goes wrong with an utterance. */
  @FunctionalInterface
  public interface Disturbance {
    /**
     * {@return the faults that the rendering shall have}
     *
     * @throws RuntimeException as which the rendering shall fail; a {@code SynthesisException} of
     *     category {@code DEVICE} fails the whole synthesizer
     */
    Set<SpeechFault> disturb(UtteranceRequest request);
  }

  private static Voice newVoice(String name, float lowestHz) {
    return Voice.of(name, Map.of(LOWEST_HZ, new float[] {lowestHz}));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String digest() {
    return Sha256.ofText("testudo tone 1");
  }

  @Override
  public int sampleRateHz() {
    return SAMPLE_RATE_HZ;
  }

  @Override
  public int maxTokens() {
    return MAX_TOKENS;
  }

  @Override
  public double maxSeconds() {
    return seconds(MAX_TOKENS);
  }

  /** {@return the number of characters} */
  @Override
  public int countTokens(String spokenText) {
    return spokenText.codePointCount(0, spokenText.length());
  }

  @Override
  public double estimateSeconds(String voice, String spokenText) {
    return seconds(countTokens(spokenText));
  }

  static double seconds(int tokens) {
    return SECONDS_OFFSET + SECONDS_PER_CHARACTER * tokens;
  }

  @Override
  public List<String> voices() {
    return new ArrayList<>(voices.keySet());
  }

  @Override
  public Voice voice(String name) {
    Voice voice = voices.get(name);
    if (voice == null) {
      throw new IllegalArgumentException(
          "Cannot speak with voice \"" + name + "\": model \"tone\" has " + voices());
    }
    return voice;
  }

  @Override
  public VoiceProfile profile(String voice) {
    double hertz = voice(voice).latent(LOWEST_HZ)[0];
    return new VoiceProfile(voice, "A tone, for tests.", 1 / SECONDS_PER_CHARACTER, hertz);
  }

  /** A clip's pitch is how often its samples turn positive in a second. */
  @Override
  public Voice createVoice(String name, List<Waveform> clips) {
    int turns = 0;
    double seconds = 0;
    for (Waveform clip : clips) {
      seconds += clip.seconds();
      for (int i = 1; i < clip.samples().length; i++) {
        turns += clip.samples()[i - 1] < 0 && clip.samples()[i] >= 0 ? 1 : 0;
      }
    }
    return newVoice(name, (float) (turns / seconds));
  }

  @Override
  public SynthesisConfig defaults() {
    return DEFAULTS;
  }

  /** Takes any device without touching it. */
  @Override
  public Synthesizer load(EngineConfig config) {
    return new ToneSynthesizer(this, config, busySecondsPerAudioSecond, disturbance);
  }
}
