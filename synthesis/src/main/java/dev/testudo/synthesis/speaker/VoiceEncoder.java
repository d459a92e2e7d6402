// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.speaker;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import dev.testudo.synthesis.Waveform;
import dev.testudo.synthesis.torch.TorchDevice;
import dev.testudo.synthesis.torch.TorchModule;
import dev.testudo.synthesis.torch.TorchScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Who is speaking: recordings to speaker embeddings, whose cosine says how much two speakers are
 * alike. It belongs to the program and knows nothing of any speech model; {@code voice_encoder.py}
 * makes its file. For one thread.
 */
final class VoiceEncoder implements AutoCloseable {
  private static final String RESOURCE = "voice-encoder.pt";
  private static final int SIZE = 256;

  private final TorchDevice device = new TorchDevice("cpu", method -> {});
  private final TorchModule module;

  VoiceEncoder() {
    TorchDevice.prepareThread();
    module = load();
  }

  /** The inference library reads files only. */
  private TorchModule load() {
    try (InputStream in = VoiceEncoder.class.getResourceAsStream(RESOURCE)) {
      Path file = Files.createTempFile("testudo-", ".pt");
      try {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        return new TorchModule(device, file, Precision.HALF); // as it is stored
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new SynthesisException(
          Category.STORAGE, "Cannot unpack the voice encoder into a temporary file: " + e, e);
    }
  }

  /**
   * {@return the mean over the recordings, which are of one speaker and not empty}
   *
   * @throws SynthesisException if a recording has fewer than 16,000 samples per second
   */
  float[] embed(List<Waveform> recordings) {
    float[] mean = new float[SIZE];
    for (Waveform recording : recordings) {
      float[] embedding = embed(recording);
      for (int i = 0; i < SIZE; i++) {
        mean[i] += embedding[i];
      }
    }
    return mean;
  }

  private float[] embed(Waveform recording) {
    float[] samples = recording.samples();
    try (TorchScope scope = device.scope()) {
      return scope.floats(
          module.call(
              scope,
              "embedding",
              scope.tensor(samples, samples.length),
              scope.value((long) recording.sampleRateHz())));
    }
  }

  /** {@return the cosine of two embeddings: 1 for one speaker} */
  static double similarity(float[] one, float[] other) {
    return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
  }

  private static double dot(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }

  @Override
  public void close() {
    module.close();
    device.close();
  }
}
