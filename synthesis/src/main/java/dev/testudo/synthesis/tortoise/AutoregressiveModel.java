// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.torch.TorchDevice;
import dev.testudo.synthesis.torch.TorchFailures;
import dev.testudo.synthesis.torch.TorchModule;
import dev.testudo.synthesis.torch.TorchScope;
import dev.testudo.synthesis.torch.TorchValue;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Text ids to speech codes and their latents, in a fixed number of slots that are decoded side by
 * side. It owns the cache, which the module writes in place. For one thread.
 */
final class AutoregressiveModel implements LoadedModules.Network {
  private static final Logger log = LogManager.getLogger(AutoregressiveModel.class);

  /** Of one recorded graph; between two looks at who has finished. */
  private static final int PLANNED_STEPS = 8;

  private final TorchDevice device;
  private final BundleManifest manifest;
  private final TorchModule module;
  private final Map<Long, SlotStatus> statusByCode;
  private final DecodingGraphs graphs;
  private int slots;
  private TorchScope stateScope;
  private TorchValue state;

  AutoregressiveModel(
      TorchDevice device, Path file, BundleManifest manifest, Precision precision, int slots) {
    this.device = device;
    this.manifest = manifest;
    this.module = new TorchModule(device, file, precision);
    this.stateScope = device.scope();
    this.graphs = new DecodingGraphs(device);
    try (TorchScope scope = device.scope()) {
      this.statusByCode = SlotStatus.byCode(scope.longsByName(module.call(scope, "status_codes")));
      newState(slots);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Allocates this number of slots, or half, or half of that, until they fit into memory. */
  private void newState(int wanted) {
    for (int count = wanted; ; count = fewer(count)) {
      try {
        state = module.call(stateScope, "new_state", stateScope.value(count));
        slots = count;
        return;
      } catch (SynthesisException e) {
        if (count <= EngineConfig.MIN_SLOTS || !TorchFailures.isOutOfMemory(e)) {
          throw e;
        }
        log.warn("Out of memory for {} slots: trying {}", count, fewer(count));
        forgetState();
      }
    }
  }

  private void forgetState() {
    graphs.close();
    stateScope.close();
    stateScope = device.scope();
    device.releaseCachedMemory();
  }

  private static int fewer(int slots) {
    return Math.max(EngineConfig.MIN_SLOTS, slots / 2);
  }

  /** {@return how many there are, which may be fewer than were asked for} */
  int slots() {
    return slots;
  }

  /** Drops everything in the slots and continues with half as many, or as many as fit. */
  void restartWithFewerSlots() {
    forgetState();
    newState(fewer(slots));
  }

  /** Puts an utterance into a free slot. */
  void prefill(int slot, long[] text, float[] conditioning, long key, SynthesisConfig config) {
    try (TorchScope scope = device.scope()) {
      module.call(
          scope,
          "prefill",
          state,
          scope.tensor(text),
          scope.tensor(conditioning, conditioning.length),
          scope.value(slot),
          scope.value(key),
          scope.numbers(settings(config, manifest.maxCodes())));
    }
  }

  /** {@return the settings by the names that the module gives them} */
  static Map<String, Double> settings(SynthesisConfig config, int maxCodes) {
    Map<String, Double> settings = new LinkedHashMap<>();
    settings.put("temperature", config.temperature());
    settings.put("topK", (double) config.topK());
    settings.put("topP", config.topP());
    settings.put("repetitionPenalty", config.repetitionPenalty());
    settings.put("typicalMass", config.typicalMass());
    settings.put("skippedPositions", config.referenceCompat() ? 1.0 : 0.0);
    settings.put("maxCodes", (double) maxCodes);
    return settings;
  }

  /** Puts what another slot was filled with into a free slot too, to be drawn by another key. */
  void prefillAgain(int source, int slot, long key) {
    try (TorchScope scope = device.scope()) {
      module.call(
          scope, "prefill_again", state, scope.value(source), scope.value(slot), scope.value(key));
    }
  }

  /**
   * Decodes at most so many codes in every live slot, fewer once one of them is finished. Steps
   * that are recorded are always as many.
   *
   * @param statuses receives that of each slot
   * @return steps run
   */
  int steps(int count, SlotStatus[] statuses) {
    try (TorchScope scope = device.scope()) {
      boolean planned = device.recordsGraphs() && count >= PLANNED_STEPS;
      TorchValue progress =
          planned ? plannedSteps(scope) : module.call(scope, "steps", state, scope.value(count));
      long[] values = scope.longs(progress); // [2, slots]
      for (int slot = 0; slot < slots; slot++) {
        statuses[slot] = statusByCode.get(values[slot]);
      }
      return planned ? PLANNED_STEPS : (int) scope.longs(module.call(scope, "steps_run", state))[0];
    }
  }

  private TorchValue plannedSteps(TorchScope scope) {
    TorchValue count = scope.value(PLANNED_STEPS);
    TorchValue plan = module.call(scope, "plan", state, count);
    graphs.run(
        Arrays.toString(scope.longsOfList(plan)),
        () -> module.call(scope, "run", state, plan, count));
    return module.call(scope, "progress", state);
  }

  /** {@return what a finished slot holds} */
  SpokenCodes result(int slot) {
    try (TorchScope scope = device.scope()) {
      TorchValue[] result = scope.elements(module.call(scope, "result", state, scope.value(slot)));
      long[] codes = scope.longs(result[0]); // [M]
      float[] latents = scope.floats(result[1]); // [M, D]
      OutputShape.require("autoregressive.pt result", latents.length, codes.length, dim());
      return new SpokenCodes(codes, latents);
    }
  }

  /** {@return what the reference makes of given codes; only imported models can tell} */
  SpokenCodes secondPass(long[] text, float[] conditioning, long[] codes) {
    try (TorchScope scope = device.scope()) {
      TorchValue latents =
          module.call(
              scope,
              "second_pass",
              scope.tensor(text),
              scope.tensor(conditioning, conditioning.length),
              scope.tensor(codes));
      float[] values = scope.floats(latents); // [M, D]
      OutputShape.require("autoregressive.pt second_pass", values.length, codes.length, dim());
      return new SpokenCodes(codes, values);
    }
  }

  void release(int slot) {
    try (TorchScope scope = device.scope()) {
      module.call(scope, "release", state, scope.value(slot));
    }
  }

  private int dim() {
    return manifest.autoregressive().modelDim();
  }

  @Override
  public void close() {
    graphs.close();
    stateScope.close();
    module.close();
  }
}
