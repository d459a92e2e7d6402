// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.BundleManifest.Autoregressive;
import dev.testudo.synthesis.BundleManifest.Diffusion;
import dev.testudo.synthesis.BundleManifest.VoiceEntry;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Parity;
import dev.testudo.synthesis.PythonScript;
import dev.testudo.synthesis.Safetensors;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.torch.TorchDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The reference's golden vectors through the exported modules, as the renderer calls them: small
 * networks in single precision, with the reference's noise.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReferenceParityIT {
  private static final double LOUDEST = 2.3143386840820312;
  private static final double SILENT = -11.512925148010254;
  private static final double MEL_SCALE = (LOUDEST - SILENT) / 2;

  private Path folder;
  private TorchDevice device;

  @BeforeAll
  void export(@TempDir Path exported) throws IOException, InterruptedException {
    folder = exported;
    Parity.file("README.md");
    PythonScript.run("export_golden.py", folder);
    device = new TorchDevice("cpu", method -> {});
    TorchDevice.prepareThread();
  }

  @AfterAll
  void close() {
    if (device != null) {
      device.close();
    }
  }

  private static Safetensors golden(String name) throws IOException {
    return Safetensors.read(Parity.file(name + ".safetensors"));
  }

  private static SynthesisConfig config(
      double temperature, double penalty, String sampler, int steps, double guidance) {
    return new SynthesisConfig(temperature, 0, 1, penalty, 0, steps, guidance, 1, sampler);
  }

  private static BundleManifest manifest(int dim, int bands, int hop) {
    return new BundleManifest(
        BundleManifest.FORMAT,
        "golden",
        "tortoise",
        24_000,
        hop,
        bands,
        0,
        List.of(96_000, 22_050),
        56,
        40,
        new Autoregressive(dim, 2, 4, 8192, 8192, 8193),
        new Diffusion(48, List.of("ddpm", "ddim", "dpm++2m")),
        Set.of(83),
        BundleManifest.ENGLISH,
        22_050,
        List.of("univnet"),
        Set.of(BundleManifest.REFERENCE),
        config(1, 1, "ddpm", 8, 2),
        List.of(new VoiceEntry("v", "voices/v.safetensors", "", 1, 0, 1, 0)),
        new TreeMap<>(),
        "",
        Map.of());
  }

  /**
   * Position by position as in training: the cached path of the fork, and the uncached one; and
   * with a position skipped, as the reference's own cache has it.
   */
  @ParameterizedTest
  @CsvSource({
    "1, false, nocache, ''",
    "2, false, nocache, _rep2",
    "1, true, kvcache, ''",
    "2, true, kvcache, _rep2"
  })
  void cachedGreedyCodesAndTheirLatents(
      double penalty, boolean referenceCompat, String path, String suffix) throws IOException {
    Safetensors golden = golden("ar-small");
    BundleManifest manifest = manifest(40, 40, 256);
    try (AutoregressiveModel model =
        new AutoregressiveModel(
            device, folder.resolve("autoregressive.pt"), manifest, Precision.SINGLE, 4)) {
      model.prefill(
          0,
          text("ar"),
          golden.floats("io/cond_latent"),
          1,
          // So cold that the likeliest code is drawn: the smallest margin is 0.0089.
          config(1e-6, penalty, "ddpm", 8, 2).withReferenceCompat(referenceCompat));
      SlotStatus[] states = new SlotStatus[4];
      do {
        model.steps(64, states);
      } while (states[0] == SlotStatus.LIVE);
      SpokenCodes spoken = model.result(0);
      assertThat(spoken.codes()).isEqualTo(golden.longs("io/greedy_codes_neon_" + path + suffix));
      if (penalty == 1) {
        float[] latents = golden.floats("io/return_latents_for_greedy_" + path);
        SpokenCodes again =
            model.secondPass(text("ar"), golden.floats("io/cond_latent"), spoken.codes());
        assertClose(again.latents(), latents, 2e-4);
        // Without a skipped position decoding has them already; the reference's streams have these.
        String cached = referenceCompat ? "stream_latents_for_greedy_kvcache" : "";
        assertClose(
            spoken.latents(), cached.isEmpty() ? latents : golden.floats("io/" + cached), 2e-4);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ddpm, 8, 2.0, diffusion-small, ddpm_condfree_k2_samples, 2e-3",
    "ddpm, 8, 0.0, diffusion-small, ddpm_no_condfree_samples, 2e-3",
    "ddim, 8, 2.0, diffusion-fork-samplers, ddim_8_condfree_k2_samples, 2e-3",
    "ddim, 8, 0.0, diffusion-fork-samplers, ddim_8_no_condfree_samples, 2e-3",
    "dpm++2m, 6, 2.0, diffusion-fork-samplers, dpmpp2m_6_k2_out, 5e-3",
    "dpm++2m, 12, 2.0, diffusion-fork-samplers, dpmpp2m_12_k2_out, 5e-3",
    "dpm++2m, 6, 3.5, diffusion-fork-samplers, dpmpp2m_6_k3.5_out, 5e-3",
  })
  void sampledMels(
      String sampler, int steps, double guidance, String file, String name, double tolerance)
      throws IOException {
    Safetensors small = golden("diffusion-small");
    BundleManifest manifest = manifest(64, 40, 256);
    try (DiffusionDecoder decoder =
        new DiffusionDecoder(device, folder.resolve("diffusion.pt"), manifest, Precision.SINGLE)) {
      float[] mel =
          decoder.mel(
              small.floats("io/latents"),
              small.floats("io/cond_latent"),
              1,
              config(1, 1, sampler, steps, guidance));
      float[] states = golden(file).floats("io/" + name); // the last one is the result
      float[] expected = new float[mel.length];
      for (int i = 0; i < mel.length; i++) {
        double scaled = states[states.length - mel.length + i];
        expected[i] = (float) ((scaled + 1) * MEL_SCALE + SILENT);
      }
      assertClose(mel, expected, tolerance * MEL_SCALE);
    }
  }

  @Test
  void univnet() throws IOException {
    assertVocoder("vocoder.pt", "univnet-small", 256);
  }

  @Test
  void bigvgan() throws IOException {
    assertVocoder("vocoder-bigvgan.pt", "bigvgan-small", 32);
  }

  @Test
  void streamingDecoder() throws IOException {
    Safetensors golden = golden("hifigan-small");
    try (StreamingDecoder decoder =
        new StreamingDecoder(
            device, folder.resolve("streaming.pt"), manifest(32, 40, 256), Precision.SINGLE)) {
      float[] waveform =
          decoder.waveform(golden.floats("io/latents"), golden.floats("io/cond_latent"), 0);
      assertClose(waveform, golden.floats("io/wav"), 1e-4);
    }
  }

  @Test
  void candidatesAreScored() throws IOException {
    Safetensors golden = golden("clvp-small");
    try (SimilarityModel model =
        new SimilarityModel(device, folder.resolve("clvp.pt"), Precision.SINGLE)) {
      float[] text = model.textLatent(text("clvp"));
      float[] texts = new float[4 * text.length];
      for (int row = 0; row < 4; row++) {
        System.arraycopy(text, 0, texts, row * text.length, text.length);
      }
      float[] scores = model.scores(texts, golden.longs("io/codes"), 4);
      assertClose(scores, golden.floats("io/similarity"), 1e-4);
    }
  }

  private long[] text(String network) throws IOException {
    return Safetensors.read(folder.resolve("texts.safetensors")).longs(network);
  }

  private void assertVocoder(String file, String name, int hop) throws IOException {
    Safetensors golden = golden(name);
    try (Vocoder vocoder =
        new Vocoder(device, folder.resolve(file), manifest(40, 20, hop), Precision.SINGLE)) {
      float[] waveform = vocoder.waveform(golden.floats("io/mel"), 1);
      assertClose(waveform, golden.floats("io/wav_inference"), 1e-4);
    }
  }

  private static void assertClose(float[] actual, float[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
    }
    assertThat(largest).isLessThanOrEqualTo(tolerance);
  }
}
