// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static java.util.stream.Collectors.joining;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.Listening;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Waveform;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One submitted utterance over all its attempts. Its attempts follow each other, handed from thread
 * to thread through queues, so that nothing but the future is ever used by two threads at once.
 */
final class PendingUtterance {
  private static final int MAX_HALVINGS = 2;

  private final UtteranceRequest request;
  private final long[] text;
  private final int timesHalved;
  private final long submittedNanos = System.nanoTime();
  private final CompletableFuture<Rendering> future = new CompletableFuture<>();

  final StageTimes times = new StageTimes();

  /** The least faulty attempt so far; null before the first. */
  private Attempt best;

  private int attempts;
  private boolean isHalved;
  private double queueSeconds = -1;

  PendingUtterance(UtteranceRequest request, long[] text) {
    this(request, text, 0);
  }

  /** A half of an utterance. */
  PendingUtterance(UtteranceRequest request, long[] text, PendingUtterance whole) {
    this(request, text, whole.timesHalved + 1);
  }

  private PendingUtterance(UtteranceRequest request, long[] text, int timesHalved) {
    this.request = request;
    this.text = text;
    this.timesHalved = timesHalved;
  }

  UtteranceRequest request() {
    return request;
  }

  /** {@return the text's ids themselves, not a copy} */
  long[] text() {
    return text;
  }

  CompletableFuture<Rendering> future() {
    return future;
  }

  boolean isOpen() {
    return !future.isDone();
  }

  int attempts() {
    return attempts;
  }

  void entersSlot(Attempt attempt) {
    attempts = Math.max(attempts, attempt.number() + 1);
    if (queueSeconds < 0) {
      queueSeconds = secondsSince(submittedNanos);
    }
  }

  /** Keeps the attempt with fewer faults, the earlier of equals. */
  Attempt offer(Attempt attempt) {
    if (best == null || attempt.severity() < best.severity()) {
      best = attempt;
    }
    return best;
  }

  /** {@return the least faulty attempt so far, or null} */
  Attempt best() {
    return best;
  }

  void drop(Attempt attempt) {
    if (best == attempt) {
      best = null;
    }
  }

  /** {@return whether it was not tried before, and this is not already a small part} */
  boolean canBeHalved() {
    return !isHalved && timesHalved < MAX_HALVINGS;
  }

  /** {@return the requests for two halves, whose randomness hangs on the key of the whole} */
  List<UtteranceRequest> halved(TextHalves halves) {
    isHalved = true;
    return List.of(half(0, halves.first()), half(1, halves.second()));
  }

  private UtteranceRequest half(int number, String spokenText) {
    String key = Sha256.ofText(request.key() + "/half/" + number);
    // The whole is refused, not a half of it.
    Listening listening = request.listening() == Listening.OFF ? Listening.OFF : Listening.CHECK;
    return new UtteranceRequest(key, spokenText, request.voice(), request.config(), listening);
  }

  void complete(Attempt winner) {
    Rendering.Cost cost =
        cost(
            winner.codes().count(),
            attempts,
            winner.number(),
            winner.times.deviceSeconds(),
            winner.trimmedSeconds(),
            winner.precision());
    complete(new Rendering(winner.waveform(), cost, winner.faults(), winner.hearing()));
  }

  private void complete(Rendering rendering) {
    List<Hearing.Finding> findings = rendering.hearing().findings();
    if (request.listening() == Listening.STRICT && !findings.isEmpty()) {
      fail(
          new SynthesisException(
              Category.SPEECH,
              "The best of "
                  + rendering.cost().attempts()
                  + " attempts was heard to be faulty: "
                  + rendering.hearing().faults().stream().map(Enum::name).collect(joining(", "))
                  + "; retake it, change its text, or keep it by --set listen=check"));
    } else {
      future.complete(rendering);
    }
  }

  /**
   * Completes with both halves one after the other, unless they are worse than the best attempt at
   * the whole.
   *
   * @return whether it did
   */
  boolean completeHalved(List<PendingUtterance> halves) {
    List<Rendering> spoken = halves.stream().map(half -> half.future.join()).toList();
    Set<SpeechFault> faults = EnumSet.noneOf(SpeechFault.class);
    spoken.forEach(rendering -> faults.addAll(rendering.faults()));
    Hearing hearing = hearing(halves, spoken);
    if (SpeechChecks.severity(faults) + SpeechChecks.unheard(hearing) > best.severity()) {
      return false;
    }
    List<Rendering.Cost> costs = spoken.stream().map(Rendering::cost).toList();
    Rendering.Cost cost =
        cost(
            costs.stream().mapToInt(Rendering.Cost::codes).sum(),
            attempts + costs.stream().mapToInt(Rendering.Cost::attempts).sum(),
            attempts,
            costs.stream()
                .mapToDouble(half -> half.deviceSeconds() - half.discardedSeconds())
                .sum(),
            costs.stream().mapToDouble(Rendering.Cost::trimmedSeconds).sum(),
            costs.stream().map(Rendering.Cost::precision).min(Precision::compareTo).orElseThrow());
    Waveform waveform = spoken.get(0).waveform().followedBy(spoken.get(1).waveform());
    complete(new Rendering(waveform, cost, faults, hearing));
    return true;
  }

  private Hearing hearing(List<PendingUtterance> halves, List<Rendering> spoken) {
    if (!spoken.stream().allMatch(rendering -> rendering.hearing().isHeard())) {
      return Hearing.NONE;
    }
    String second = halves.get(1).request.spokenText();
    double firstSeconds = spoken.get(0).waveform().seconds();
    return spoken
        .get(0)
        .hearing()
        .followedBy(
            spoken.get(1).hearing(),
            request.spokenText().lastIndexOf(second),
            (int) Math.round(1000 * firstSeconds));
  }

  private Rendering.Cost cost(
      int codes,
      int attemptsMade,
      int attempt,
      double wonSeconds,
      double trimmedSeconds,
      Precision precision) {
    return new Rendering.Cost(
        text.length,
        codes,
        attemptsMade,
        attempt,
        queueSeconds,
        secondsSince(submittedNanos),
        times.seconds(),
        times.deviceSeconds() - wonSeconds,
        times.batchFill(),
        trimmedSeconds,
        precision);
  }

  void fail(SynthesisException reason) {
    future.completeExceptionally(reason);
  }

  static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) * 1e-9;
  }
}
