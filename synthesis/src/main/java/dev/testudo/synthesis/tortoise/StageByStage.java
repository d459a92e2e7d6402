package dev.testudo.synthesis.tortoise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Brings many decoded attempts through one later stage, then all through the next, so that each
 * network is on the device once for all of them. For one thread.
 */
final class StageByStage {
  private final TakeFinisher finisher;
  private final BiConsumer<Attempt, RuntimeException> failed;
  private List<Attempt> waiting = new ArrayList<>();

  /**
   * @param failed told which attempt failed, and why
   */
  StageByStage(TakeFinisher finisher, BiConsumer<Attempt, RuntimeException> failed) {
    this.finisher = finisher;
    this.failed = failed;
  }

  void add(Attempt attempt) {
    waiting.add(attempt);
  }

  boolean isIdle() {
    return waiting.isEmpty();
  }

  /** Finishes all that wait. */
  void run() {
    List<Attempt> attempts = waiting;
    waiting = new ArrayList<>();
    List<Attempt> wanted = new ArrayList<>();
    for (Attempt attempt : attempts) {
      collect(attempt, wanted, () -> finisher.judge(attempt));
    }
    while (!wanted.isEmpty()) {
      wanted = render(wanted);
    }
  }

  /** {@return attempts that are to be rendered in place of some of these} */
  private List<Attempt> render(List<Attempt> attempts) {
    List<Attempt> next = new ArrayList<>();
    List<Attempt> withMel = through(attempts, finisher::mel, next);
    for (Attempt attempt : through(withMel, finisher::waveform, next)) {
      collect(attempt, next, () -> finisher.settle(attempt, true));
    }
    return next;
  }

  /** {@return those that came out of a stage with finite values} */
  private List<Attempt> through(
      List<Attempt> attempts, Predicate<Attempt> stage, List<Attempt> next) {
    List<Attempt> done = new ArrayList<>();
    for (Attempt attempt : attempts) {
      collect(
          attempt,
          next,
          () -> {
            if (!stage.test(attempt)) {
              return finisher.settle(attempt, false);
            }
            done.add(attempt);
            return Optional.empty();
          });
    }
    return done;
  }

  /** Runs a step of an attempt that is still wanted, and keeps what is to be rendered then. */
  private void collect(Attempt attempt, List<Attempt> next, Step step) {
    if (attempt.utterance().isOpen()) {
      try {
        step.run().ifPresent(next::add);
      } catch (RuntimeException e) {
        failed.accept(attempt, e);
      }
    }
  }

  private interface Step {
    Optional<Attempt> run();
  }
}
