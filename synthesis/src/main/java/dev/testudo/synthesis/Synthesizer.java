// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import java.util.concurrent.CompletableFuture;

/**
 * A speech model on a device. One instance serves every task of a JVM: {@link #submit} may be
 * called from any thread, and concurrent requests share the device's batch.
 */
public interface Synthesizer extends AutoCloseable {
  /**
   * Queues one utterance. The future completes with its rendering, or with a {@link
   * SynthesisException}. Cancelling the future withdraws the utterance and frees its slot at the
   * next step. The bits of a rendering depend on the request, the slots, the precision and the
   * device's kind, never on what else is being rendered.
   */
  CompletableFuture<Rendering> submit(UtteranceRequest request);

  /** {@return what was loaded, where, and at what cost} */
  Engine engine();

  /** Completes every open future exceptionally and frees the device. */
  @Override
  void close();

  /**
   * What was loaded.
   *
   * @param device kind and address, such as {@code cpu (AVX512)} or {@code cuda:0 NVIDIA H200}
   * @param slots utterances decoded side by side
   * @param laterShape the shape of a call of the later stages, which can change bits: {@link
   *     EngineConfig#laterShape}
   * @param libraries the inference library and its version
   * @param outOfMemoryRestarts times that the slots were halved so far
   */
  record Engine(
      String device,
      EngineConfig.Precision precision,
      int slots,
      int workers,
      String laterShape,
      String libraries,
      double loadSeconds,
      long loadedBytes,
      int outOfMemoryRestarts) {}
}
