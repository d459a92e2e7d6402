package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.torch.TorchFailures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

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
    waveforms(call, mels(call, attempts, next), next);
    return next;
  }

  /** {@return those whose mels are finite} */
  List<Attempt> mels(TakeFinisher.Call call, List<Attempt> attempts, List<Attempt> next) {
    List<Attempt> made = run(attempts, these -> finisher.mels(call, these));
    List<Attempt> finite = made.stream().filter(TakeFinisher::hasFiniteMel).toList();
    made.stream()
        .filter(attempt -> !finite.contains(attempt))
        .forEach(attempt -> finishAttempt(attempt, false, next));
    return finite;
  }

  void waveforms(TakeFinisher.Call call, List<Attempt> attempts, List<Attempt> next) {
    run(attempts, these -> finisher.waveforms(call, these))
        .forEach(attempt -> finishAttempt(attempt, attempt.isRendered(), next));
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
