// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.listen;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.Waveform;
import dev.testudo.synthesis.torch.TorchDevice;
import dev.testudo.synthesis.torch.TorchModule;
import dev.testudo.synthesis.torch.TorchScope;
import dev.testudo.synthesis.torch.TorchValue;
import java.util.ArrayList;
import java.util.List;

/** The network that hears letters, on a device. For any number of threads. */
public final class Listener implements AutoCloseable {
  private final TorchDevice device;
  private final ListenerFiles files;
  private final TorchModule module;

  /**
   * Loads the listener of the distribution.
   *
   * @param device is not closed with this
   * @throws IllegalArgumentException in one sentence if the distribution has none
   * @throws dev.testudo.synthesis.SynthesisException if the device cannot take it
   */
  public Listener(TorchDevice device, Precision precision) {
    this.device = device;
    this.files = ListenerFiles.open();
    this.module = new TorchModule(device, files.module(), precision);
  }

  /** {@return whether the distribution has a listener that can hear a sound of this rate} */
  public static boolean hears(int sampleRateHz) {
    return ListenerFiles.isPresent() && ListenerFiles.open().sampleRateHz() == sampleRateHz;
  }

  /** {@return SHA-256 of the network, as 64 hex digits} */
  public static String digest() {
    return ListenerFiles.open().sha256();
  }

  /**
   * A take and what it should say.
   *
   * @param waveform at a rate that the listener {@link #hears}
   */
  public record Subject(Waveform waveform, String spokenText) {}

  /** {@return what is heard in a take} */
  public Hearing hear(Subject subject) {
    return hear(List.of(subject), 1, subject.waveform().samples().length).get(0);
  }

  /**
   * {@return what is heard in each take, in order, by one call}
   *
   * @param rows of the call: at least one a take
   * @param length that all takes are padded to, in samples
   */
  public List<Hearing> hear(List<Subject> subjects, int rows, int length) {
    int padded = Math.max(1, length);
    float[] waves = new float[rows * padded];
    long[] samples = new long[rows];
    for (int row = 0; row < rows; row++) {
      // Rows that no take needs repeat the first one's.
      Subject subject = subjects.get(row < subjects.size() ? row : 0);
      float[] wave = subject.waveform().samples();
      System.arraycopy(wave, 0, waves, row * padded, wave.length);
      samples[row] = wave.length;
    }
    float[] logs = logs(waves, samples, rows, padded);
    int rowLength = logs.length / rows;
    List<Hearing> hearings = new ArrayList<>();
    for (int row = 0; row < subjects.size(); row++) {
      int frames =
          Math.toIntExact((samples[row] + files.frameSamples() - 1) / files.frameSamples());
      float[] own = new float[frames * Letters.CLASSES];
      System.arraycopy(logs, row * rowLength, own, 0, own.length);
      hearings.add(
          TakeReview.of(
              Letters.of(subjects.get(row).spokenText()),
              new Posteriors(own, Letters.CLASSES),
              ListenerRule.DEFAULTS,
              1000 * files.frameSamples() / files.sampleRateHz()));
    }
    return hearings;
  }

  /** {@return log-probabilities {@code [rows, T, C]}, in one array} */
  private float[] logs(float[] waves, long[] samples, int rows, int padded) {
    int frames = (padded + files.frameSamples() - 1) / files.frameSamples();
    try (TorchScope scope = device.scope()) {
      TorchValue logs =
          module.call(scope, "forward", scope.tensor(waves, rows, padded), scope.tensor(samples));
      float[] values = scope.floats(logs);
      int expected = rows * frames * Letters.CLASSES;
      if (values.length != expected) {
        throw new IllegalStateException(
            "Cannot use the listener: it made %d values where %d were expected"
                .formatted(values.length, expected));
      }
      return values;
    }
  }

  @Override
  public void close() {
    module.close();
  }
}
