// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import java.util.Set;
import java.util.function.Consumer;

/**
 * Speaks one utterance at a time, which is heard while the rest of it is still being made. Audio
 * that was heard cannot be retried: faults are reported only. For one thread.
 */
public interface StreamingSynthesizer extends AutoCloseable {
  /**
   * Speaks one utterance.
   *
   * @param listener is given each chunk as soon as it is made, on this thread
   * @throws SynthesisException if the request or the model is at fault
   */
  Spoken speak(UtteranceRequest request, Consumer<Waveform> listener);

  /** Frees the device. */
  @Override
  void close();

  /**
   * What became of an utterance.
   *
   * @param firstAudioSeconds from the request to the first samples
   * @param wallSeconds from the request to the last samples
   * @param faults for which a {@link Synthesizer} would have tried again
   */
  record Spoken(
      int codes,
      double audioSeconds,
      double firstAudioSeconds,
      double wallSeconds,
      Set<SpeechFault> faults) {
    public Spoken {
      faults = Set.copyOf(faults);
    }
  }
}
