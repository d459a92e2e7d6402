// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.cuda.CudaUtils;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.StarterBundle;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Voice;
import dev.testudo.synthesis.torch.TorchDevice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The starter voice on the first GPU, beside the CPU. Skipped where PyTorch sees no GPU. */
@EnabledIf("seesAGpu")
class CudaIT {
  private static final Logger log = LogManager.getLogger(CudaIT.class);
  private static final String GPU = "cuda:0";
  private static final int SLOTS = 64;
  private static final long MIB = 1 << 20;
  private static final ModelBundle STARTER = StarterBundle.open();
  private static final Voice VOICE = STARTER.voice(STARTER.voices().get(0));
  private static final List<String> TEXTS =
      List.of(
          "The ferry left the harbor before the fog had lifted.",
          "She found the letter under a pile of old newspapers.",
          "Nobody in the village could remember such a cold winter.",
          "The children waited at the gate until the bus arrived.",
          "He put the broken clock back on the kitchen shelf.",
          "Well, said the captain, we had better begin.");

  /** What the stages make of one text. */
  @SuppressWarnings("ArrayRecordComponent") // read, and never compared as a whole
  private record Spoken(SpokenCodes codes, float[] mel, float[] samples) {}

  static boolean seesAGpu() {
    return Engine.getEngine("PyTorch").getGpuCount() > 0;
  }

  @Test
  void singlePrecisionSpeaksTheCodesOfTheCpu() {
    List<Spoken> cpu = speak("cpu", Precision.SINGLE, List.of());
    List<Spoken> gpu = speak(GPU, Precision.SINGLE, cpu);
    assertThat(sameCodes(cpu, gpu)).isEqualTo(TEXTS.size());
    // Convolutions take their inputs as TF32 unless NVIDIA_TF32_OVERRIDE=0.
    assertThat(melError(cpu, gpu)).isLessThan(2e-3);
  }

  @Test
  void halfPrecisionStaysNearTheCpu() {
    List<Spoken> cpu = speak("cpu", Precision.SINGLE, List.of());
    List<Spoken> gpu = speak(GPU, Precision.HALF, cpu);
    assertThat(sameCodes(cpu, gpu)).isGreaterThanOrEqualTo(TEXTS.size() - 2);
    assertThat(melError(cpu, gpu)).isLessThan(5e-3);
  }

  @Test
  void repeatsItsBits() {
    List<Spoken> first = speak(GPU, Precision.HALF, List.of());
    List<Spoken> again = speak(GPU, Precision.HALF, List.of());
    for (int i = 0; i < TEXTS.size(); i++) {
      assertThat(again.get(i).samples()).isEqualTo(first.get(i).samples());
    }
  }

  /** Each row in the calls that books make by default, in another place and with others beside. */
  @Test
  void neighboursChangeNoBitOfARow() {
    EngineConfig config = new EngineConfig(GPU, Precision.HALF, SLOTS, 2).withLaterCalls(16, 16);
    List<UtteranceRequest> requests =
        IntStream.range(0, 2 * SLOTS).mapToObj(CudaIT::request).toList();
    List<UtteranceRequest> shuffled = new ArrayList<>(requests);
    Collections.shuffle(shuffled, new Random(3));
    Map<String, float[]> expected = samples(requests, config);
    Map<String, float[]> actual = samples(shuffled, config);
    Map<String, float[]> few = samples(requests.subList(5, 8), config);
    expected.forEach((key, samples) -> assertThat(actual.get(key)).isEqualTo(samples));
    few.forEach((key, samples) -> assertThat(samples).isEqualTo(expected.get(key)));
  }

  private static Map<String, float[]> samples(
      List<UtteranceRequest> requests, EngineConfig config) {
    Map<String, float[]> samples = new HashMap<>();
    try (TortoiseSynthesizer synthesizer =
        TortoiseSynthesizer.load(STARTER, config, SpeechChecks.DEFAULTS)) {
      List<Rendering> renderings = Tiny.renderAll(synthesizer, requests);
      for (int i = 0; i < requests.size(); i++) {
        samples.put(requests.get(i).key(), renderings.get(i).waveform().samples());
      }
    }
    return samples;
  }

  @Test
  void fullDeviceCostsSlotsAndNoUtteranceAndClosingFreesIt() {
    speak(GPU, Precision.SINGLE, List.of()); // what CUDA's libraries keep for good
    long before = usedBytes();
    EngineConfig config = new EngineConfig(GPU, Precision.SINGLE, SLOTS, 2);
    TortoiseSynthesizer synthesizer =
        TortoiseSynthesizer.load(STARTER, config, SpeechChecks.DEFAULTS);
    long loaded = usedBytes();
    try (NDManager everything = NDManager.newBaseManager(Device.gpu(0), "PyTorch")) {
      fill(everything);
      List<UtteranceRequest> requests =
          IntStream.range(0, 2 * SLOTS).mapToObj(CudaIT::request).toList();
      List<Rendering> renderings = Tiny.renderAll(synthesizer, requests);
      assertThat(renderings).hasSize(2 * SLOTS);
      assertThat(synthesizer.engine().slots()).isLessThan(SLOTS);
    }
    int slots = synthesizer.engine().slots();
    synthesizer.close();
    log.info(
        "{} MiB before loading, {} loaded, {} slots when full, {} MiB after closing",
        before / MIB,
        loaded / MIB,
        slots,
        usedBytes() / MIB);
    assertThat(synthesizer.openValues()).isZero();
    assertThat(usedBytes() - before).isLessThan((loaded - before) / 2);
  }

  private static long usedBytes() {
    return CudaUtils.getGpuMemory(Device.gpu(0)).getCommitted();
  }

  private static void fill(NDManager manager) {
    for (long mib = 4096; mib >= 2; ) {
      try {
        manager.zeros(new Shape(mib * MIB / Float.BYTES));
      } catch (EngineException e) {
        mib /= 2;
      }
    }
  }

  private static UtteranceRequest request(int number) {
    String text = TEXTS.get(number % TEXTS.size());
    return new UtteranceRequest(Sha256.ofText("cuda/" + number), text, VOICE, STARTER.defaults());
  }

  /**
   * Speaks all texts.
   *
   * @param given of which the later stages take their input, so that each is compared alone; none
   *     to take that of the stage before
   */
  private static List<Spoken> speak(String name, Precision precision, List<Spoken> given) {
    try (TorchDevice device = new TorchDevice(name, method -> {})) {
      TorchDevice.prepareThread();
      try (Networks networks = new Networks(device, STARTER, precision, 8)) {
        List<SpokenCodes> codes = codes(networks.autoregressive());
        List<Spoken> spoken = new ArrayList<>();
        for (int i = 0; i < TEXTS.size(); i++) {
          Spoken from = given.isEmpty() ? null : given.get(i);
          float[] latents = (from == null ? codes.get(i) : from.codes()).latents();
          float[] mel =
              networks
                  .diffusion()
                  .mel(latents, VOICE.latent(Latents.DIFFUSION), i, STARTER.defaults());
          float[] samples = networks.vocoder("").waveform(from == null ? mel : from.mel(), i);
          spoken.add(new Spoken(codes.get(i), mel, samples));
        }
        return spoken;
      }
    }
  }

  private static List<SpokenCodes> codes(AutoregressiveModel model) {
    SlotStatus[] states = new SlotStatus[model.slots()];
    for (int i = 0; i < TEXTS.size(); i++) {
      long[] text = STARTER.tokens(TEXTS.get(i));
      model.prefill(i, text, VOICE.latent(Latents.AUTOREGRESSIVE), i, STARTER.defaults());
    }
    do {
      model.steps(16, states);
    } while (Arrays.stream(states).anyMatch(state -> state == SlotStatus.LIVE));
    return IntStream.range(0, TEXTS.size()).mapToObj(model::result).toList();
  }

  private static int sameCodes(List<Spoken> expected, List<Spoken> actual) {
    int same = 0;
    for (int i = 0; i < expected.size(); i++) {
      same += Arrays.equals(expected.get(i).codes().codes(), actual.get(i).codes().codes()) ? 1 : 0;
    }
    log.info("{} of {} texts with the same codes", same, expected.size());
    return same;
  }

  /** {@return the largest root mean square of the difference of two mels, in natural-log units} */
  private static double melError(List<Spoken> expected, List<Spoken> actual) {
    double worst = 0;
    double worstDecibels = Double.POSITIVE_INFINITY;
    for (int i = 0; i < expected.size(); i++) {
      Spoken e = expected.get(i);
      Spoken a = actual.get(i);
      worst = Math.max(worst, Math.sqrt(meanSquare(e.mel(), a.mel())));
      double share = meanSquare(e.samples(), a.samples()) / meanSquare(e.samples(), null);
      worstDecibels = Math.min(worstDecibels, -10 * Math.log10(share));
    }
    log.info("Mels differ by {}, waveforms of one mel by {} dB at most", worst, worstDecibels);
    return worst;
  }

  private static double meanSquare(float[] values, float[] minus) {
    return IntStream.range(0, values.length)
        .mapToDouble(i -> Math.pow(values[i] - (minus == null ? 0 : minus[i]), 2))
        .average()
        .orElseThrow();
  }
}
