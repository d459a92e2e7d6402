package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.jobs.table.PlanRow;
import dev.testudo.segmentation.Pause;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.Waveform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UtteranceWindowTest {
  private static final Rendering RENDERING =
      new Rendering(
          new Waveform(new float[] {0}, 16_000),
          new Rendering.Cost(1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, Precision.SINGLE),
          Set.of());

  private final Map<Integer, CompletableFuture<Rendering>> submitted = new ConcurrentHashMap<>();

  private CompletableFuture<Rendering> submit(PlanRow row) {
    CompletableFuture<Rendering> future = new CompletableFuture<>();
    submitted.put(row.ordinal(), future);
    return future;
  }

  private static List<PlanRow> rows(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new PlanRow("" + i, i, 1, "", 0, 1, "x", Pause.SENTENCE, 0, 0, 1, 1))
        .toList();
  }

  @Test
  void deliversWhatFinishesFirstAndRefills() {
    List<Integer> order = new ArrayList<>();
    try (UtteranceWindow window = new UtteranceWindow(rows(4), 2, this::submit, () -> false)) {
      Thread finisher = new Thread(() -> finishInOrder(1, 2, 0, 3));
      finisher.start();
      window.forEachRemaining(finished -> order.add(finished.row().ordinal()));
    }
    assertThat(order).containsExactly(1, 2, 0, 3);
  }

  private void finishInOrder(int... ordinals) {
    for (int ordinal : ordinals) {
      CompletableFuture<Rendering> future;
      do {
        Thread.onSpinWait();
        future = submitted.get(ordinal);
      } while (future == null);
      future.complete(RENDERING);
    }
  }

  @Test
  void neverHasMoreInFlightThanItsSize() {
    List<Long> inFlight = new ArrayList<>();
    try (UtteranceWindow window =
        new UtteranceWindow(
            rows(9),
            3,
            row -> {
              CompletableFuture<Rendering> future = submit(row);
              inFlight.add(submitted.values().stream().filter(f -> !f.isDone()).count());
              if (submitted.size() >= 3) {
                submitted.values().stream()
                    .filter(f -> !f.isDone())
                    .findFirst()
                    .get()
                    .complete(RENDERING);
              }
              return future;
            },
            () -> false)) {
      while (window.hasNext() && submitted.size() < 9) {
        window.next();
      }
    }
    assertThat(inFlight).allMatch(count -> count <= 3);
    assertThat(submitted).hasSize(9);
  }

  @Test
  void withdrawsWhatIsInFlightWhenClosed() {
    UtteranceWindow window = new UtteranceWindow(rows(3), 3, this::submit, () -> true);
    assertThatThrownBy(window::next)
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("cancelled");
    window.close();
    assertThat(submitted.values()).hasSize(3).allMatch(CompletableFuture::isCancelled);
  }
}
