// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdviceTest {
  private record Example(Advice advice, String figures, Consumer<ExampleRun> change) {
    @Override
    public String toString() {
      return advice.name();
    }
  }

  private static Example example(Advice advice, String figures, Consumer<ExampleRun> change) {
    return new Example(advice, figures, change);
  }

  static Stream<Example> examples() {
    return Stream.of(
        example(
            Advice.MORE_SLOTS,
            "batch fill 0.95, queue share 0.40",
            run -> {
              run.batchFill = 0.95;
              run.queueSeconds = 4;
            }),
        example(Advice.FEWER_SLOTS_OR_LONGER_UNITS, "batch fill 0.50", run -> run.batchFill = 0.5),
        example(
            Advice.FEWER_EXECUTORS,
            "start-up share 0.40, executors 2",
            run -> run.startupSeconds = 40),
        example(
            Advice.MORE_WORK_PER_RUN,
            "start-up share 0.40, executors 1",
            run -> {
              run.startupSeconds = 40;
              run.oneExecutor = true;
            }),
        // One of two executors stands idle for 40 of 85 seconds.
        example(Advice.SHORTER_UNITS, "idle tail 0.24, executors 2", run -> run.otherTaskEnds = 55),
        example(Advice.CHEAPER_DIFFUSION, "diffusion share 0.76", run -> run.diffusionSeconds = 5),
        example(Advice.LONGER_UTTERANCES, "short utterances 1", run -> run.takeSeconds = 1.5),
        example(Advice.CALMER_SAMPLING, "discarded share 0.39", run -> run.discardedSeconds = 1),
        example(Advice.READ_THE_LISTED, "suspicious takes 0.30", run -> run.suspicious = 3),
        example(Advice.SINGLE_PRECISION, "precision retries 0.20", run -> run.precisionRetries = 2),
        example(Advice.LESS_MEMORY, "out-of-memory restarts 1", run -> run.outOfMemoryRestarts = 1),
        example(Advice.REPLACE_THE_DEVICE, "devices lost 2", run -> run.devicesLost = 2),
        example(Advice.STEADIER_EXECUTORS, "task retries 0.50", run -> run.taskRetries = 1),
        example(
            Advice.FASTER_STORAGE,
            "encode and write share 0.13, queue share 0.02",
            run -> run.encodeSeconds = 10),
        // Tasks end at 70 of 100 seconds.
        example(
            Advice.PUBLISH_APART,
            "publishing share 0.30",
            run -> {
              run.lastTaskEnds = 70;
              run.otherTaskEnds = 70;
            }));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aChangedFigureBringsItsAdviceAndNoOther(Example example) {
    ExampleRun run = new ExampleRun();
    example.change().accept(run);

    assertThat(Advice.of(run.figures())).containsExactly(example.advice());
    assertThat(example.advice().figures(run.figures())).isEqualTo(example.figures());
  }

  @Test
  void saysNothingAboutARunThatIsAsItShouldBe() {
    assertThat(Advice.of(new ExampleRun().figures())).isEmpty();
  }

  @Test
  void everyRuleHasAnExample() {
    Set<Advice> shown = examples().map(Example::advice).collect(Collectors.toSet());
    assertThat(shown).isEqualTo(EnumSet.allOf(Advice.class));
  }

  @Test
  void aRuleStatesItsThresholds() {
    assertThat(Advice.MORE_SLOTS.rule())
        .isEqualTo("batch fill is at least 0.85 and queue share is at least 0.30");
    assertThat(Advice.MORE_WORK_PER_RUN.rule())
        .isEqualTo("start-up share is at least 0.30 and executors is below 2");
  }

  @Test
  void aThresholdItselfBelongsToTheUpperSide() {
    ExampleRun run = new ExampleRun();
    run.batchFill = 0.5;
    assertThat(Figure.BATCH_FILL.atLeast(0.5).holds(run.figures())).isTrue();
    assertThat(Figure.BATCH_FILL.below(0.5).holds(run.figures())).isFalse();
  }
}
