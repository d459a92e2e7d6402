// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.Listening;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Waveform;
import dev.testudo.synthesis.listen.Listener;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/**
 * The later stages: latents to mel to waveform, the checks of both, what is heard in the waveform,
 * and what follows from all that: the take, another attempt, or the utterance in two halves. For
 * any number of threads.
 *
 * <p>An attempt goes through {@link #checkCodes}, {@link #mels}, {@link #waveforms}, {@link
 * #listen} and {@link #finishAttempt}, in this order; in the middle three, several go together that
 * {@link #callOf} finds alike.
 */
final class TakeFinisher {
  private final ModelBundle bundle;
  private final BundleManifest manifest;
  private final Precision precision;
  private final SpeechChecks checks;
  private final Consumer<Attempt> tryAgain;
  private final Halving halving;
  private final LaterShape shape;
  private final DoubleConsumer busySeconds;

  /**
   * @param precision of first attempts
   * @param tryAgain takes an attempt that is to be decoded
   * @param finishLater takes a decoded attempt that is to be finished by another call
   */
  TakeFinisher(
      ModelBundle bundle,
      Precision precision,
      SpeechChecks checks,
      LaterShape shape,
      Consumer<Attempt> tryAgain,
      Consumer<Attempt> finishLater,
      DoubleConsumer busySeconds) {
    this.bundle = bundle;
    this.manifest = bundle.manifest();
    this.precision = precision;
    this.checks = checks;
    this.shape = shape;
    this.tryAgain = tryAgain;
    this.halving =
        new Halving(
            bundle,
            utterance -> tryAgain.accept(new Attempt(utterance, 0, precision)),
            finishLater);
    this.busySeconds = busySeconds;
  }

  /** What the attempts of one call have in common. */
  record Call(Networks networks, SynthesisConfig config, LaterShape shape, int paddedCodes) {}

  /** {@return the call of later stages that this attempt belongs to} */
  Call callOf(Attempt attempt) {
    // The reference is compared with at exact lengths.
    LaterShape wanted = attempt.isReferenceCompat() ? LaterShape.EXACT : shape;
    SynthesisConfig config = attempt.utterance().request().config();
    return new Call(attempt.networks(), config, wanted, wanted.padded(attempt.codes().count()));
  }

  /** {@return the attempt that is to be rendered now; empty if its codes are faulty} */
  Optional<Attempt> checkCodes(Attempt attempt) {
    if (!isFinite(attempt.codes().latents())) {
      return retryAfterOverflow(attempt);
    }
    attempt
        .faults()
        .addAll(
            checks.ofCodes(attempt.codes().codes(), manifest.silenceCodes(), attempt.stopped()));
    if (attempt.codes().count() == 0) {
      attempt.faults().add(SpeechFault.SILENCE);
    }
    // A take whose codes are faulty is rendered only if no later one is better.
    return attempt.faults().isEmpty() ? Optional.of(attempt) : decide(attempt);
  }

  /**
   * Continues after an attempt was rendered, or could not be.
   *
   * @param finite whether it was, with finite values
   * @return another one that is to be rendered now
   */
  Optional<Attempt> finishAttempt(Attempt attempt, boolean finite) {
    if (!finite) {
      attempt.utterance().drop(attempt);
      return retryAfterOverflow(attempt);
    }
    return decide(attempt);
  }

  private Optional<Attempt> decide(Attempt attempt) {
    Attempt best = attempt.utterance().offer(attempt);
    if (best.faults().isEmpty() || !canRetry(attempt)) {
      return finishUtterance(best);
    }
    tryAgain.accept(new Attempt(attempt.utterance(), attempt.utterance().attempts(), precision));
    return Optional.empty();
  }

  private boolean canRetry(Attempt attempt) {
    return attempt.utterance().attempts() < checks.maxAttempts() && !attempt.isReferenceCompat();
  }

  private Optional<Attempt> finishUtterance(Attempt best) {
    PendingUtterance utterance = best.utterance();
    if (best.faults().contains(SpeechFault.NO_STOP) && halving.begin(best)) {
      return Optional.empty();
    }
    if (best.codes().count() == 0) {
      utterance.fail(
          new SynthesisException(
              Category.MODEL,
              "Cannot speak this text: the model produced no codes in "
                  + utterance.attempts()
                  + " attempts"));
      return Optional.empty();
    }
    if (!best.isRendered()) {
      return Optional.of(best);
    }
    if (bundle.countUnknown(utterance.request().spokenText()) > 0) {
      best.faults().add(SpeechFault.UNKNOWN_CHARACTER);
    }
    utterance.complete(best);
    return Optional.empty();
  }

  /** After NaN or infinity: the same in single precision; where it was that, another attempt. */
  private Optional<Attempt> retryAfterOverflow(Attempt attempt) {
    PendingUtterance utterance = attempt.utterance();
    if (attempt.precision() == Precision.HALF) {
      tryAgain.accept(attempt.again(Precision.SINGLE));
    } else if (canRetry(attempt)) {
      tryAgain.accept(new Attempt(utterance, utterance.attempts(), precision));
    } else if (utterance.best() != null) {
      return finishUtterance(utterance.best());
    } else {
      utterance.fail(
          new SynthesisException(
              Category.NUMERIC,
              "Cannot speak this text: all "
                  + utterance.attempts()
                  + " attempts produced NaN or infinite values, in single precision too"));
    }
    return Optional.empty();
  }

  /** Makes the mels of attempts that are alike; {@link #hasFiniteMel} tells how each came out. */
  void mels(Call call, List<Attempt> attempts) {
    long start = System.nanoTime();
    DiffusionDecoder diffusion = call.networks().diffusion();
    List<DiffusionDecoder.Row> rows =
        attempts.stream()
            .map(
                attempt ->
                    new DiffusionDecoder.Row(
                        attempt.codes().latents(),
                        attempt.utterance().request().voice().latent(Latents.DIFFUSION),
                        attempt.seed(Stages.DIFFUSION)))
            .toList();
    List<float[]> made =
        call.shape().isExact()
            ? rows.stream()
                .map(
                    row ->
                        diffusion.mel(row.latents(), row.conditioning(), row.key(), call.config()))
                .toList()
            : diffusion.mels(rows, call.shape(), call.config());
    double share = busy(start) / attempts.size();
    for (int i = 0; i < attempts.size(); i++) {
      attempts.get(i).keepMel(made.get(i));
      attempts.get(i).addSeconds(Stages.DIFFUSION, share);
    }
  }

  static boolean hasFiniteMel(Attempt attempt) {
    return isFinite(attempt.mel());
  }

  /**
   * Makes the waveforms of attempts that are alike, of their mels, which they have no longer then.
   */
  void waveforms(Call call, List<Attempt> attempts) {
    long start = System.nanoTime();
    Vocoder vocoder = call.networks().vocoder(call.config().vocoder());
    List<float[]> mels = attempts.stream().map(Attempt::mel).toList();
    List<Long> seeds = attempts.stream().map(attempt -> attempt.seed(Stages.VOCODER)).toList();
    List<float[]> made =
        call.shape().isExact()
            ? IntStream.range(0, mels.size())
                .mapToObj(i -> vocoder.waveform(mels.get(i), seeds.get(i)))
                .toList()
            : vocoder.waveforms(
                mels, seeds, call.shape().rows(), manifest.melFrames(call.paddedCodes()));
    double share = busy(start) / attempts.size();
    for (int i = 0; i < attempts.size(); i++) {
      Attempt attempt = attempts.get(i);
      attempt.addSeconds(Stages.VOCODER, share);
      attempt.keepMel(new float[0]);
      if (isFinite(made.get(i))) {
        check(attempt, made.get(i));
      }
    }
  }

  /** Listens to the waveforms of attempts that are alike and to be listened to. */
  void listen(Call call, List<Attempt> attempts) {
    long start = System.nanoTime();
    Listener listener = call.networks().listener();
    List<Listener.Subject> subjects =
        attempts.stream()
            .map(
                attempt ->
                    new Listener.Subject(
                        attempt.waveform(), attempt.utterance().request().spokenText()))
            .toList();
    List<Hearing> heard =
        call.shape().isExact()
            ? subjects.stream().map(listener::hear).toList()
            : listener.hear(
                subjects,
                call.shape().rows(),
                manifest.melFrames(call.paddedCodes()) * manifest.hopLength());
    double share = busy(start) / attempts.size();
    for (int i = 0; i < attempts.size(); i++) {
      attempts.get(i).addSeconds(Stages.LISTENER, share);
      attempts.get(i).heard(heard.get(i));
    }
  }

  /** {@return whether its waveform is to be listened to} */
  boolean isToBeHeard(Attempt attempt) {
    return attempt.utterance().request().listening() != Listening.OFF && bundle.canBeHeard();
  }

  private double busy(long startNanos) {
    double seconds = PendingUtterance.secondsSince(startNanos);
    busySeconds.accept(seconds);
    return seconds;
  }

  private void check(Attempt attempt, float[] samples) {
    int rate = manifest.sampleRateHz();
    UtteranceRequest request = attempt.utterance().request();
    float[] kept = attempt.isReferenceCompat() ? samples : TrailingSilence.trim(samples, rate);
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
