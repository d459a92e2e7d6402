// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.store.StorageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Reads many objects of a library at a time, which hides the latency of an object storage. */
public final class ParallelReads {
  private static final int MAX_THREADS = 16;

  private ParallelReads() {}

  /**
   * {@return what the function reads for each input, in the order of the inputs}
   *
   * <p>The first failure is thrown as it is, and reads that have not begun are cancelled.
   *
   * @param read safe for any number of threads
   */
  public static <T, R> List<R> map(Collection<T> inputs, Function<T, R> read) {
    if (inputs.isEmpty()) {
      return List.of();
    }
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(MAX_THREADS, inputs.size()));
    try {
      List<Future<R>> reads = new ArrayList<>();
      inputs.forEach(input -> reads.add(threads.submit(() -> read.apply(input))));
      List<R> results = new ArrayList<>();
      for (Future<R> pending : reads) {
        results.add(await(pending));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static <R> R await(Future<R> read) {
    try {
      if (Thread.interrupted()) { // A read that is done already would not notice.
        throw new InterruptedException();
      }
      return read.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("Cannot read the library: the run was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException("A function throws no checked exception", e);
    }
  }
}
