// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleEngine;
import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.StreamingSynthesizer;
import dev.testudo.synthesis.Synthesizer;
import dev.testudo.synthesis.Voice;
import dev.testudo.synthesis.Waveform;
import dev.testudo.synthesis.listen.Listener;
import java.util.List;
import java.util.Optional;

/** The engine of the Tortoise family. */
public final class TortoiseEngine implements BundleEngine {
  @Override
  public String architecture() {
    return "tortoise";
  }

  @Override
  public String mismatch(Voice voice, BundleManifest manifest) {
    int dim = manifest.autoregressive().modelDim();
    int channels = manifest.diffusion().channels();
    if (voice.latent(Latents.AUTOREGRESSIVE).length != dim) {
      return "\"autoregressive\" has "
          + voice.latent(Latents.AUTOREGRESSIVE).length
          + " values, not "
          + dim;
    }
    if (voice.latent(Latents.DIFFUSION).length != 2 * channels) {
      return "\"diffusion\" has "
          + voice.latent(Latents.DIFFUSION).length
          + " values, not "
          + 2 * channels;
    }
    return "";
  }

  @Override
  public boolean canBeHeard(int sampleRateHz) {
    return Listener.hears(sampleRateHz);
  }

  @Override
  public Voice createVoice(ModelBundle bundle, String name, List<Waveform> clips) {
    return ConditioningEncoder.encode(bundle, name, clips);
  }

  @Override
  public Optional<Voice> randomVoice(ModelBundle bundle, String name, long seed) {
    return bundle.manifest().files().containsKey(RandomVoices.FILE)
        ? Optional.of(RandomVoices.make(bundle.directory(), name, seed))
        : Optional.empty();
  }

  @Override
  public Synthesizer load(ModelBundle bundle, EngineConfig config) {
    return TortoiseSynthesizer.load(bundle, config, SpeechChecks.DEFAULTS);
  }

  @Override
  public StreamingSynthesizer loadStreaming(ModelBundle bundle, EngineConfig config) {
    return StreamingSpeaker.open(bundle, config);
  }
}
