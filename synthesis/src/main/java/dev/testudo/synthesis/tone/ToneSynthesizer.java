// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tone;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import dev.testudo.synthesis.Synthesizer;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Waveform;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/** Hums utterances on the configured number of worker threads. */
final class ToneSynthesizer implements Synthesizer {
  /** The name of its only stage. */
  private static final String STAGE = "tone";

  private static final float PEAK = 0.25f;
  private static final double FADE_SECONDS = 0.01;
  private static final double CODES_PER_SECOND = 20;

  private final ToneModel model;
  private final EngineConfig config;
  private final double busySecondsPerAudioSecond;
  private final ToneModel.Disturbance disturbance;
  private final ExecutorService workers;
  private final Set<Order> open = ConcurrentHashMap.newKeySet();
  private volatile SynthesisException failure;

  ToneSynthesizer(
      ToneModel model,
      EngineConfig config,
      double busySecondsPerAudioSecond,
      ToneModel.Disturbance disturbance) {
    this.model = model;
    this.config = config;
    this.busySecondsPerAudioSecond = busySecondsPerAudioSecond;
    this.disturbance = disturbance;
    this.workers =
        Executors.newFixedThreadPool(
            config.workers(),
            task -> {
              Thread thread = new Thread(task, "tone-worker");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public CompletableFuture<Rendering> submit(UtteranceRequest request) {
    Order order = new Order(request);
    open.add(order);
    // The failure is looked at after the order is open: a later failure completes it.
    if (failure != null) {
      finish(order, () -> order.future.completeExceptionally(failure));
      return order.future;
    }
    try {
      workers.execute(() -> finish(order, () -> render(order)));
    } catch (RejectedExecutionException e) {
      finish(order, () -> order.future.completeExceptionally(failure));
    }
    return order.future;
  }

  private void finish(Order order, Runnable completion) {
    try {
      completion.run();
    } finally {
      open.remove(order);
    }
  }

  private void render(Order order) {
    CompletableFuture<Rendering> future = order.future;
    if (future.isDone()) {
      return;
    }
    try {
      long started = System.nanoTime();
      int tokens = countTokens(order.request);
      Set<SpeechFault> faults = disturbance.disturb(order.request);
      Waveform waveform = tone(order.request, tokens);
      hold(waveform.seconds() * busySecondsPerAudioSecond, future);
      future.complete(new Rendering(waveform, cost(order, tokens, waveform, started), faults));
    } catch (SynthesisException e) {
      if (e.category() == Category.DEVICE) {
        fail(e);
      }
      future.completeExceptionally(e);
    } catch (RuntimeException e) {
      future.completeExceptionally(e);
    }
  }

  private int countTokens(UtteranceRequest request) {
    int tokens = model.countTokens(request.spokenText());
    if (tokens == 0 || tokens > model.maxTokens()) {
      throw new SynthesisException(
          Category.INPUT,
          "Cannot speak a text of "
              + tokens
              + " tokens: 1 to "
              + model.maxTokens()
              + " can be spoken");
    }
    return tokens;
  }

  private Waveform tone(UtteranceRequest request, int tokens) {
    int rate = ToneModel.SAMPLE_RATE_HZ;
    float[] samples = new float[(int) Math.round(ToneModel.seconds(tokens) * rate)];
    double octave = Integer.parseInt(Sha256.ofText(request.key()).substring(0, 4), 16) / 65_536.0;
    double hertz = request.voice().latent(ToneModel.LOWEST_HZ)[0] * StrictMath.pow(2, octave);
    double fade = FADE_SECONDS * rate;
    for (int i = 0; i < samples.length; i++) {
      double gain = Math.min(1, Math.min(i, samples.length - 1 - i) / fade);
      // StrictMath: the same bits on every processor.
      samples[i] = (float) (PEAK * gain * StrictMath.sin(2 * Math.PI * hertz * i / rate));
    }
    return new Waveform(samples, rate);
  }

  /** Waits for this long, or until the future is cancelled. */
  private static void hold(double seconds, CompletableFuture<Rendering> future) {
    try {
      if (seconds > 0) {
        future.get((long) (seconds * 1e9), NANOSECONDS);
      }
    } catch (TimeoutException | ExecutionException | CancellationException e) {
      // The time is over, or the future is cancelled.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Rendering.Cost cost(Order order, int tokens, Waveform waveform, long started) {
    long now = System.nanoTime();
    return new Rendering.Cost(
        tokens,
        (int) Math.round(waveform.seconds() * CODES_PER_SECOND),
        1,
        0,
        (started - order.submitted) * 1e-9,
        (now - order.submitted) * 1e-9,
        Map.of(STAGE, (now - started) * 1e-9),
        0,
        1,
        0,
        config.precision());
  }

  private void fail(SynthesisException reason) {
    failure = reason;
    open.forEach(order -> order.future.completeExceptionally(reason));
  }

  @Override
  public Engine engine() {
    return new Engine(
        config.device(),
        config.precision(),
        config.slots(),
        config.workers(),
        config.laterShape(),
        "none",
        0,
        0,
        0);
  }

  @Override
  public void close() {
    fail(
        new SynthesisException(
            Category.MODEL, "Cannot speak: the synthesizer was closed meanwhile"));
    workers.shutdownNow();
    try {
      workers.awaitTermination(1, MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A submitted request; equal only to itself. */
  private static final class Order {
    final UtteranceRequest request;
    final long submitted = System.nanoTime();
    final CompletableFuture<Rendering> future = new CompletableFuture<>();

    Order(UtteranceRequest request) {
      this.request = request;
    }
  }
}
