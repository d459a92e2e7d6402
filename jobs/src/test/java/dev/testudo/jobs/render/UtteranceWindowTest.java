// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

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
          new Rendering.Cost(1, 1, 1, 0, 0, 0, Map.of(), 0, 1, 0, Precision.SINGLE),
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
    // What each delivery finishes; 1 and 2 finish as they are submitted. At most one is ever on its
    // way, so the order does not depend on threads.
    Map<Integer, Integer> finishedAfter = Map.of(2, 0, 0, 3);
    List<Integer> order = new ArrayList<>();
    try (UtteranceWindow window =
        new UtteranceWindow(
            rows(4),
            2,
            row -> {
              CompletableFuture<Rendering> future = submit(row);
              if (row.ordinal() == 1 || row.ordinal() == 2) {
                future.complete(RENDERING);
              }
              return future;
            },
            () -> false)) {
      window.forEachRemaining(
          finished -> {
            int ordinal = finished.row().ordinal();
            order.add(ordinal);
            if (finishedAfter.containsKey(ordinal)) {
              submitted.get(finishedAfter.get(ordinal)).completeAsync(() -> RENDERING);
            }
          });
    }
    assertThat(order).containsExactly(1, 2, 0, 3);
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
