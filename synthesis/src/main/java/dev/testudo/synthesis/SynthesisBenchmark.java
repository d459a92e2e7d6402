// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.ToDoubleFunction;

/** Measures how fast a model speaks on a device, stage by stage. */
public final class SynthesisBenchmark {
  private SynthesisBenchmark() {}

  /**
   * Where the time went.
   *
   * @param wallSeconds from the first submission to the last take, after loading and one utterance
   *     to warm up
   * @param startUpSeconds loading and warming up
   * @param stageSeconds device seconds by stage, as the model names its stages
   * @param discardedSeconds the part of the device seconds that went into discarded attempts
   * @param batchFill mean share of live slots, each take weighted by its codes
   * @param faulty takes with at least one fault
   */
  public record Report(
      String model,
      Synthesizer.Engine engine,
      int workers,
      int utterances,
      int attempts,
      int faulty,
      long tokens,
      long codes,
      double audioSeconds,
      double wallSeconds,
      double startUpSeconds,
      Map<String, Double> stageSeconds,
      double discardedSeconds,
      double batchFill) {
    /** {@return wall seconds per audio second: lower is better} */
    public double realTimeFactor() {
      return wallSeconds / audioSeconds;
    }

    public double realTimeFactorWithStartUp() {
      return (wallSeconds + startUpSeconds) / audioSeconds;
    }
  }

  /** Speaks all texts with the model's default voice and settings, all submitted at once. */
  public static Report run(SpeechModel model, List<String> texts, EngineConfig config) {
    Voice voice = model.voice(model.voices().get(0));
    return run(
        model,
        List.of(voice),
        model.defaults(),
        Listening.OFF,
        texts,
        config,
        Math.max(1, texts.size()));
  }

  /**
   * Speaks all texts.
   *
   * @param voices which the texts take in turn
   * @param listening whether takes are compared with their text by ear
   * @param inFlight texts submitted side by side
   */
  public static Report run(
      SpeechModel model,
      List<Voice> voices,
      SynthesisConfig settings,
      Listening listening,
      List<String> texts,
      EngineConfig config,
      int inFlight) {
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("Cannot measure a model without a text to speak");
    }
    if (inFlight < 1) {
      throw new IllegalArgumentException(
          "Cannot measure with " + inFlight + " texts side by side: at least 1 is needed");
    }
    long start = System.nanoTime();
    try (Synthesizer synthesizer = model.load(config)) {
      synthesizer.submit(request(texts.get(0), -1, voices.get(0), settings, listening)).join();
      double startUpSeconds = secondsSince(start);
      start = System.nanoTime();
      Semaphore places = new Semaphore(inFlight);
      List<CompletableFuture<Rendering>> futures = new ArrayList<>();
      for (int i = 0; i < texts.size(); i++) {
        Voice voice = voices.get(i % voices.size());
        places.acquireUninterruptibly();
        futures.add(
            synthesizer
                .submit(request(texts.get(i), i, voice, settings, listening))
                .whenComplete((rendering, failure) -> places.release()));
      }
      List<Rendering> takes = futures.stream().map(CompletableFuture::join).toList();
      return report(model, synthesizer, config, takes, secondsSince(start), startUpSeconds);
    }
  }

  private static UtteranceRequest request(
      String text, int number, Voice voice, SynthesisConfig settings, Listening listening) {
    return new UtteranceRequest(
        Sha256.ofText("benchmark/" + number + "/" + text), text, voice, settings, listening);
  }

  private static Report report(
      SpeechModel model,
      Synthesizer synthesizer,
      EngineConfig config,
      List<Rendering> takes,
      double wallSeconds,
      double startUpSeconds) {
    List<Rendering.Cost> costs = takes.stream().map(Rendering::cost).toList();
    double codes = sum(costs, Rendering.Cost::codes);
    return new Report(
        model.name(),
        synthesizer.engine(),
        config.workers(),
        takes.size(),
        (int) sum(costs, Rendering.Cost::attempts),
        (int) takes.stream().filter(take -> !take.faults().isEmpty()).count(),
        (long) sum(costs, Rendering.Cost::tokens),
        (long) codes,
        takes.stream().mapToDouble(take -> take.waveform().seconds()).sum(),
        wallSeconds,
        startUpSeconds,
        stageSeconds(costs),
        sum(costs, Rendering.Cost::discardedSeconds),
        sum(costs, cost -> cost.batchFill() * cost.codes()) / codes);
  }

  private static Map<String, Double> stageSeconds(List<Rendering.Cost> costs) {
    Map<String, Double> sums = new LinkedHashMap<>();
    costs.forEach(
        cost -> cost.stageSeconds().forEach((stage, part) -> sums.merge(stage, part, Double::sum)));
    return sums;
  }

  private static double sum(List<Rendering.Cost> costs, ToDoubleFunction<Rendering.Cost> part) {
    return costs.stream().mapToDouble(part).sum();
  }

  private static double secondsSince(long startNanos) {
    return (System.nanoTime() - startNanos) * 1e-9;
  }
}
