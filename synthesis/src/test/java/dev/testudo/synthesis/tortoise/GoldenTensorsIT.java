// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Safetensors;
import dev.testudo.synthesis.torch.TorchDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What Python computed with the modules, Java computes too, stage by stage. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenTensorsIT {
  private final BundleManifest manifest = Tiny.BUNDLE.manifest();
  private final Safetensors golden = read();
  private final TorchDevice device = new TorchDevice("cpu", method -> {});
  private final Networks networks = new Networks(device, Tiny.BUNDLE, Precision.SINGLE, 4);
  private final long key = golden.longs("key")[0];

  private static Safetensors read() {
    try {
      return Safetensors.read(Tiny.DIRECTORY.resolve("golden.safetensors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  void close() {
    networks.close();
    device.close();
  }

  @Test
  void codesAndLatents() {
    TorchDevice.prepareThread();
    AutoregressiveModel model = networks.autoregressive();
    model.prefill(
        0,
        golden.longs("tokenizer.ids"),
        golden.floats("autoregressive.conditioning"),
        key,
        manifest.defaults());
    SlotStatus[] states = new SlotStatus[4];
    int steps = 0;
    do {
      steps += model.steps(64, states);
    } while (states[0] == SlotStatus.LIVE);
    SpokenCodes spoken = model.result(0);
    model.release(0);
    assertThat(spoken.codes()).isEqualTo(golden.longs("autoregressive.codes"));
    assertThat(steps).isEqualTo(spoken.count() + 1);
    assertClose(spoken.latents(), golden.floats("autoregressive.latents"), 1e-4f);
  }

  @Test
  void mel() {
    TorchDevice.prepareThread();
    float[] mel =
        networks
            .diffusion()
            .mel(
                golden.floats("diffusion.latents"),
                golden.floats("diffusion.conditioning"),
                key,
                manifest.defaults());
    assertClose(mel, golden.floats("diffusion.mel"), 1e-3f);
  }

  @Test
  void waveform() {
    TorchDevice.prepareThread();
    float[] waveform = networks.vocoder("").waveform(golden.floats("diffusion.mel"), key);
    assertClose(waveform, golden.floats("vocoder.waveform"), 1e-4f);
  }

  private static void assertClose(float[] actual, float[] expected, float tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    float largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
    }
    assertThat(largest).isLessThanOrEqualTo(tolerance);
  }
}
