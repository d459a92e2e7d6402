// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.torch.TorchFailures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Brings checked attempts of one call through the later stages to their ends. A failure stays with
 * the attempt that causes it. For any number of threads.
 */
final class LaterStages {
  private final TakeFinisher finisher;
  private final BiConsumer<Attempt, SynthesisException> failed;

  /**
   * @param failed called with the attempt that failed, and why
   */
  LaterStages(TakeFinisher finisher, BiConsumer<Attempt, SynthesisException> failed) {
    this.finisher = finisher;
    this.failed = failed;
  }

  /** {@return whether the attempt is to be rendered now, in a call that is like its own} */
  Optional<Attempt> checkCodes(Attempt attempt) {
    return attempted(attempt, () -> finisher.checkCodes(attempt));
  }

  TakeFinisher.Call callOf(Attempt attempt) {
    return finisher.callOf(attempt);
  }

  /** {@return attempts that are to be rendered in place of some of these} */
  List<Attempt> render(TakeFinisher.Call call, List<Attempt> attempts) {
    List<Attempt> next = new ArrayList<>();
    listen(call, waveforms(call, mels(call, attempts, next), next), next);
    return next;
  }

  /** {@return those whose mels are finite} */
  List<Attempt> mels(TakeFinisher.Call call, List<Attempt> attempts, List<Attempt> next) {
    List<Attempt> made = run(attempts, these -> finisher.mels(call, these));
    return finite(made, TakeFinisher::hasFiniteMel, next);
  }

  /** {@return those whose waveforms are finite} */
  List<Attempt> waveforms(TakeFinisher.Call call, List<Attempt> attempts, List<Attempt> next) {
    List<Attempt> made = run(attempts, these -> finisher.waveforms(call, these));
    return finite(made, Attempt::isRendered, next);
  }

  private List<Attempt> finite(
      List<Attempt> made, Predicate<Attempt> isFinite, List<Attempt> next) {
    made.stream().filter(isFinite.negate()).forEach(attempt -> finishAttempt(attempt, false, next));
    return made.stream().filter(isFinite).toList();
  }

  /** Listens to those that are to be listened to, and ends all. */
  void listen(TakeFinisher.Call call, List<Attempt> attempts, List<Attempt> next) {
    Map<Boolean, List<Attempt>> byWish =
        attempts.stream().collect(Collectors.partitioningBy(finisher::isToBeHeard));
    List<Attempt> done = new ArrayList<>(byWish.get(false));
    done.addAll(run(byWish.get(true), these -> finisher.listen(call, these)));
    done.forEach(attempt -> finishAttempt(attempt, true, next));
  }

  private void finishAttempt(Attempt attempt, boolean finite, List<Attempt> next) {
    attempted(attempt, () -> finisher.finishAttempt(attempt, finite)).ifPresent(next::add);
  }

  private interface Stage {
    void run(List<Attempt> attempts);
  }

  /** {@return those that came through a stage: all together, or each alone where that fails} */
  private List<Attempt> run(List<Attempt> attempts, Stage stage) {
    List<Attempt> wanted = attempts.stream().filter(a -> a.utterance().isOpen()).toList();
    if (wanted.isEmpty()) {
      return wanted;
    }
    try {
      stage.run(wanted);
      return wanted;
    } catch (RuntimeException | Error e) {
      SynthesisException reason = TorchFailures.of(e);
      if (wanted.size() == 1 || reason.category() != SynthesisException.Category.MODEL) {
        wanted.forEach(attempt -> failed.accept(attempt, reason));
        return List.of();
      }
      List<Attempt> through = new ArrayList<>();
      wanted.forEach(attempt -> through.addAll(run(List.of(attempt), stage)));
      return through;
    }
  }

  private Optional<Attempt> attempted(Attempt attempt, Supplier<Optional<Attempt>> step) {
    try {
      return attempt.utterance().isOpen() ? step.get() : Optional.empty();
    } catch (RuntimeException | Error e) {
      failed.accept(attempt, TorchFailures.of(e));
      return Optional.empty();
    }
  }
}
