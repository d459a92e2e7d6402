// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.jobs.store.StorageException;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParallelReadsTest {
  private static final int THREADS = 16;

  @Test
  void keepsTheOrderOfTheInputs() {
    List<Integer> inputs = IntStream.range(0, 500).boxed().toList();
    assertThat(ParallelReads.map(inputs, i -> 2 * i))
        .isEqualTo(inputs.stream().map(i -> 2 * i).toList());
    assertThat(ParallelReads.map(List.of(), i -> i)).isEmpty();
  }

  /** Fewer would never get past the barrier. */
  @Test
  void readsSixteenAtATime() {
    CyclicBarrier all = new CyclicBarrier(THREADS);
    assertThat(
            ParallelReads.map(
                IntStream.range(0, 2 * THREADS).boxed().toList(),
                i -> {
                  await(all);
                  return i;
                }))
        .hasSize(2 * THREADS);
  }

  @Test
  void throwsTheFirstFailureAndReadsNoMore() {
    AtomicInteger begun = new AtomicInteger();
    CyclicBarrier never = new CyclicBarrier(THREADS);
    assertThatThrownBy(
            () ->
                ParallelReads.map(
                    IntStream.range(0, 1000).boxed().toList(),
                    i -> {
                      begun.incrementAndGet();
                      if (i == 0) {
                        throw new StorageException("Cannot read the first file");
                      }
                      await(never);
                      return i;
                    }))
        .isInstanceOf(StorageException.class)
        .hasMessage("Cannot read the first file");
    assertThat(begun).hasValueLessThan(1000);
  }

  @Test
  void stopsWhenTheRunIsInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> ParallelReads.map(List.of(1), i -> i))
        .hasMessage("Cannot read the library: the run was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException("The other reads did not begin", e);
    }
  }
}
