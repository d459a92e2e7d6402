// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import java.util.List;
import java.util.Optional;

/**
 * What runs the networks of bundles of one architecture. Providers are found by {@link
 * java.util.ServiceLoader}, so that a bundle depends on no engine. Without state.
 */
public interface BundleEngine {
  /** {@return the architecture, as manifests name it} */
  String architecture();

  /** {@return why a voice cannot speak with bundles of this manifest, or nothing} */
  String mismatch(Voice voice, BundleManifest manifest);

  /** {@return whether the program's listener can compare takes of this rate with their text} */
  boolean canBeHeard(int sampleRateHz);

  /** The mean over the clips, and for each clip over its pieces of the length used in training. */
  Voice createVoice(ModelBundle bundle, String name, List<Waveform> clips);

  /** {@return a voice of the bundle's own network for random voices, or nothing if it has none} */
  Optional<Voice> randomVoice(ModelBundle bundle, String name, long seed);

  /** Loads the bundle onto a device. The caller owns and closes the result. */
  Synthesizer load(ModelBundle bundle, EngineConfig config);

  /** Loads the bundle, to be heard while it speaks. The caller owns and closes the result. */
  StreamingSynthesizer loadStreaming(ModelBundle bundle, EngineConfig config);
}
