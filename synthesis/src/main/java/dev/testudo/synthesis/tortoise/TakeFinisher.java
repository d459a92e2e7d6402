package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Waveform;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/**
 * The later stages: latents to mel to waveform, the checks of both, and what follows from them: the
 * take, or another attempt. For any number of threads.
 */
final class TakeFinisher {
  private final ModelBundle bundle;
  private final BundleManifest manifest;
  private final Precision precision;
  private final SpeechChecks checks;
  private final Consumer<Attempt> tryAgain;
  private final DoubleConsumer busySeconds;

  /**
   * @param precision of first attempts
   * @param tryAgain takes an attempt that is to be decoded
   */
  TakeFinisher(
      ModelBundle bundle,
      Precision precision,
      SpeechChecks checks,
      Consumer<Attempt> tryAgain,
      DoubleConsumer busySeconds) {
    this.bundle = bundle;
    this.manifest = bundle.manifest();
    this.precision = precision;
    this.checks = checks;
    this.tryAgain = tryAgain;
    this.busySeconds = busySeconds;
  }

  /** Brings a decoded attempt to its end: a take, another attempt, or a failure. */
  void finish(Attempt attempt) {
    Ticket ticket = attempt.ticket();
    if (!isFinite(attempt.codes().latents())) {
      overflowed(attempt);
      return;
    }
    attempt
        .faults()
        .addAll(
            checks.ofCodes(attempt.codes().codes(), manifest.silenceCodes(), attempt.stopped()));
    if (attempt.codes().count() == 0) {
      attempt.faults().add(SpeechFault.SILENCE);
    }
    // A take whose codes are faulty is rendered only if no later one is better.
    if (attempt.faults().isEmpty() && !render(attempt)) {
      overflowed(attempt);
      return;
    }
    Attempt best = ticket.offer(attempt);
    if (best.faults().isEmpty() || !mayTryAgain(ticket)) {
      conclude(best);
    } else {
      tryAgain.accept(new Attempt(ticket, ticket.attempts(), precision));
    }
  }

  private boolean mayTryAgain(Ticket ticket) {
    return ticket.attempts() < checks.maxAttempts();
  }

  private void conclude(Attempt best) {
    Ticket ticket = best.ticket();
    if (best.codes().count() == 0) {
      ticket.fail(
          new SynthesisException(
              Category.MODEL,
              "Cannot speak this text: the model said nothing in "
                  + ticket.attempts()
                  + " attempts"));
      return;
    }
    if (!best.isRendered() && !render(best)) {
      ticket.drop(best);
      overflowed(best);
      return;
    }
    if (bundle.countUnknown(ticket.request().spokenText()) > 0) {
      best.faults().add(SpeechFault.UNKNOWN_CHARACTER);
    }
    ticket.complete(best);
  }

  /** After NaN or infinity: the same in single precision; where it was that, another attempt. */
  private void overflowed(Attempt attempt) {
    Ticket ticket = attempt.ticket();
    if (attempt.precision() == Precision.HALF) {
      tryAgain.accept(attempt.again(Precision.SINGLE));
    } else if (mayTryAgain(ticket)) {
      tryAgain.accept(new Attempt(ticket, ticket.attempts(), precision));
    } else if (ticket.best() != null) {
      conclude(ticket.best());
    } else {
      ticket.fail(
          new SynthesisException(
              Category.NUMERIC,
              "Cannot speak this text: all "
                  + ticket.attempts()
                  + " attempts came to values that are not finite, in single precision too"));
    }
  }

  /** {@return whether every value was finite; if so, the attempt has its waveform} */
  private boolean render(Attempt attempt) {
    UtteranceRequest request = attempt.ticket().request();
    long start = System.nanoTime();
    float[] mel =
        attempt
            .networks()
            .diffusion()
            .mel(
                attempt.codes().latents(),
                request.voice().diffusion(),
                attempt.seed(Seeds.DIFFUSION),
                request.config());
    attempt.chargeDiffusion(busy(start));
    if (!isFinite(mel)) {
      return false;
    }
    start = System.nanoTime();
    float[] samples = attempt.networks().vocoder().waveform(mel, attempt.seed(Seeds.VOCODER));
    attempt.chargeVocoder(busy(start));
    if (!isFinite(samples)) {
      return false;
    }
    check(attempt, samples);
    return true;
  }

  private double busy(long startNanos) {
    double seconds = Ticket.secondsSince(startNanos);
    busySeconds.accept(seconds);
    return seconds;
  }

  private void check(Attempt attempt, float[] samples) {
    int rate = manifest.sampleRateHz();
    UtteranceRequest request = attempt.ticket().request();
    float[] kept = TrailingSilence.trim(samples, rate);
    String voice = request.voice().name();
    double expected = bundle.estimateSeconds(voice, request.spokenText());
    Set<SpeechFault> faults =
        checks.ofWaveform(kept, rate, expected, bundle.toleranceSeconds(voice, expected));
    attempt.faults().addAll(faults);
    attempt.rendered(new Waveform(kept, rate), (double) (samples.length - kept.length) / rate);
  }

  static boolean isFinite(float[] values) {
    // NaN and infinity times zero are NaN, and NaN survives every sum.
    float sum = 0;
    for (float value : values) {
      sum += value * 0;
    }
    return sum == 0;
  }
}
