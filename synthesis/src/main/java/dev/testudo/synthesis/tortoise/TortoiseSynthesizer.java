// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import dev.testudo.synthesis.Synthesizer;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.torch.Hardware;
import dev.testudo.synthesis.torch.TorchDevice;
import dev.testudo.synthesis.torch.TorchFailures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The batching synthesizer. One engine thread decodes all utterances in a fixed number of slots;
 * later stages run on worker threads, one utterance per call at its exact length or several of one
 * padded length, as the configuration says. The workers' queue is bounded: when it is full, the
 * engine thread does that work itself. On a GPU all calls go to one stream, in which what one
 * thread asks for stays in order.
 *
 * <p>{@link #submit} never waits: the caller bounds how much is open at a time, and only that much
 * is held here. Dependent stages of a future run on this class's threads, so they must be short or
 * asynchronous. After running out of memory the engine continues with fewer slots, which {@link
 * #engine} then reports.
 */
public final class TortoiseSynthesizer implements Synthesizer {
  private final ModelBundle bundle;
  private final Engine loaded;
  private final EngineLoop loop;
  private final Thread thread;
  private final TorchDevice device;
  private final Set<PendingUtterance> open = ConcurrentHashMap.newKeySet();
  private final AtomicReference<SynthesisException> failure = new AtomicReference<>();

  private TortoiseSynthesizer(
      ModelBundle bundle, EngineConfig config, SpeechChecks checks, TorchDevice device) {
    long start = System.nanoTime();
    this.bundle = bundle;
    this.device = device;
    this.loop = new EngineLoop(device, bundle, config, checks, this::fail);
    this.thread = new Thread(loop, "testudo-engine");
    thread.setDaemon(true);
    this.loaded =
        new Engine(
            Hardware.describe(config.device()),
            config.precision(),
            loop.slots(),
            config.workers(),
            config.laterShape(),
            TorchDevice.libraries(),
            PendingUtterance.secondsSince(start),
            bytes(bundle, config.precision()),
            0);
  }

  /**
   * Loads a bundle onto a device. The caller owns and closes the result.
   *
   * @throws SynthesisException if the device cannot take it
   */
  public static TortoiseSynthesizer load(
      ModelBundle bundle, EngineConfig config, SpeechChecks checks) {
    return load(bundle, config, checks, method -> {});
  }

  static TortoiseSynthesizer load(
      ModelBundle bundle, EngineConfig config, SpeechChecks checks, Consumer<String> probe) {
    TorchDevice device = new TorchDevice(config.device(), probe);
    try {
      TortoiseSynthesizer synthesizer = new TortoiseSynthesizer(bundle, config, checks, device);
      synthesizer.thread.start();
      return synthesizer;
    } catch (RuntimeException e) {
      device.close();
      SynthesisException reason = TorchFailures.of(e);
      throw new SynthesisException(
          reason.category(),
          "Cannot load bundle " + bundle.directory() + ": " + reason.getMessage(),
          e);
    }
  }

  /** Weights are stored in half precision. */
  private static long bytes(ModelBundle bundle, Precision precision) {
    long stored = 0;
    for (String name : List.of(Networks.AUTOREGRESSIVE, Networks.DIFFUSION, Networks.VOCODER)) {
      try {
        stored += Files.size(bundle.directory().resolve(name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return precision == Precision.SINGLE ? 2 * stored : stored;
  }

  @Override
  public CompletableFuture<Rendering> submit(UtteranceRequest request) {
    long[] text = bundle.tokens(request.spokenText());
    PendingUtterance utterance = new PendingUtterance(request, text);
    String reason = bundle.unsupportedReason(request, text.length);
    if (!reason.isEmpty()) {
      utterance.fail(new SynthesisException(Category.INPUT, "Cannot speak: " + reason));
      return utterance.future();
    }
    open.add(utterance);
    var unused = utterance.future().whenComplete((rendering, error) -> open.remove(utterance));
    // The failure is looked at after the utterance is open: a later failure completes it.
    if (failure.get() != null) {
      utterance.fail(failure.get());
    } else {
      loop.decode(new Attempt(utterance, 0, loaded.precision()));
    }
    return utterance.future();
  }

  /** Ends everything for this reason, unless it has ended for another. */
  private void fail(SynthesisException reason) {
    failure.compareAndSet(null, reason);
    open.forEach(utterance -> utterance.fail(failure.get()));
  }

  @Override
  public Engine engine() {
    return new Engine(
        loaded.device(),
        loaded.precision(),
        loop.slots(),
        loaded.workers(),
        loaded.laterShape(),
        loaded.libraries(),
        loaded.loadSeconds(),
        loaded.loadedBytes(),
        loop.outOfMemoryRestarts());
  }

  double busySeconds() {
    return loop.busySeconds();
  }

  /** {@return native values that are alive, apart from weights} */
  long openValues() {
    return device.openValues();
  }

  @Override
  public void close() {
    fail(
        new SynthesisException(
            Category.MODEL, "Cannot speak: the synthesizer was closed meanwhile"));
    loop.stop();
    if (Thread.currentThread() != thread) {
      join();
    }
  }

  private void join() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      // The thread ends after the call in progress, and is a daemon.
      Thread.currentThread().interrupt();
    }
  }
}
