// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.listen;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.Waveform;
import dev.testudo.synthesis.torch.TorchDevice;

/** The program's listener on a device of its own, without a voice. For any number of threads. */
public final class TakeListener implements AutoCloseable {
  private final TorchDevice device;
  private final Listener listener;

  /**
   * Loads the listener.
   *
   * @param device {@code cpu} or {@code cuda:N}
   * @throws IllegalArgumentException in one sentence if the distribution has no listener
   * @throws dev.testudo.synthesis.SynthesisException if the device cannot take it
   */
  public TakeListener(String device, Precision precision) {
    this.device = new TorchDevice(device, method -> {});
    try {
      this.listener = new Listener(this.device, precision);
    } catch (RuntimeException e) {
      this.device.close();
      throw e;
    }
  }

  /** {@return what is heard in a take, at a rate that {@link Listener#hears}} */
  public Hearing hear(Waveform take, String spokenText) {
    TorchDevice.prepareThread();
    return listener.hear(new Listener.Subject(take, spokenText));
  }

  @Override
  public void close() {
    listener.close();
    device.close();
  }
}
