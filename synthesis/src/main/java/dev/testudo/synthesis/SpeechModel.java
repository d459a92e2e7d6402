// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import java.util.List;

/**
 * A speech model at rest: all that planning needs, nothing that takes a device. Immutable and safe
 * for any number of threads.
 */
public interface SpeechModel {
  String name();

  /** {@return SHA-256 over everything in the model that can change a waveform, as 64 hex digits} */
  String digest();

  int sampleRateHz();

  /** {@return the rate of the clips that {@link #createVoice} takes} */
  default int clipRateHz() {
    return sampleRateHz();
  }

  /** {@return the largest {@link #countTokens} that one utterance may have} */
  int maxTokens();

  /** {@return the longest utterance in seconds that the model can speak at once} */
  double maxSeconds();

  int countTokens(String spokenText);

  /**
   * {@return the predicted length of the take in seconds; for a voice that did not come with the
   * model, as the default voice would speak}
   */
  double estimateSeconds(String voice, String spokenText);

  /** {@return names of the voices that travel with the model, the default voice first} */
  List<String> voices();

  /**
   * {@return the voice of this name}
   *
   * @throws IllegalArgumentException in one sentence that lists the known voices
   */
  Voice voice(String name);

  /**
   * {@return what to choose this voice of the model by}
   *
   * @throws IllegalArgumentException in one sentence that lists the known voices
   */
  VoiceProfile profile(String voice);

  /**
   * {@return a voice of this name made from clips of a speaker}
   *
   * @param clips speech at {@link #clipRateHz}, at least one
   * @throws IllegalArgumentException in one sentence if the model cannot make voices
   */
  Voice createVoice(String name, List<Waveform> clips);

  /**
   * {@return a random voice, the same for the same seed}
   *
   * @throws IllegalArgumentException in one sentence if the model cannot make random voices
   */
  default Voice randomVoice(String name, long seed) {
    throw new IllegalArgumentException(
        "Cannot make a random voice: model \"%s\" has only the voices %s, and those made from clips"
            .formatted(name(), voices()));
  }

  /** {@return the memory that each decoder slot takes on a GPU, in half precision} */
  default long bytesPerSlot() {
    return 0;
  }

  /** {@return names of the vocoders to choose from, the default one first} */
  default List<String> vocoders() {
    return List.of("default");
  }

  /** {@return whether the model can reproduce the faults of the reference implementation} */
  default boolean supportsReferenceCompat() {
    return false;
  }

  /** {@return whether the program's listener can compare this model's takes with their text} */
  default boolean canBeHeard() {
    return false;
  }

  /** {@return the settings that the model's makers found best} */
  SynthesisConfig defaults();

  /** {@return why the model cannot speak with these settings, whatever the text, or nothing} */
  default String unsupportedReason(SynthesisConfig config) {
    return "";
  }

  /**
   * Loads the model onto a device, to be heard while it speaks. The caller owns and closes the
   * result.
   *
   * @throws IllegalArgumentException in one sentence if the model cannot be streamed
   * @throws SynthesisException if the device cannot take it
   */
  default StreamingSynthesizer loadStreaming(EngineConfig config) {
    throw new IllegalArgumentException(
        "Cannot stream with model \"%s\": it speaks whole utterances; leave --stream out"
            .formatted(name()));
  }

  /**
   * Loads the model onto a device. The caller owns and closes the result.
   *
   * @throws SynthesisException if the device cannot take it
   */
  Synthesizer load(EngineConfig config);
}
