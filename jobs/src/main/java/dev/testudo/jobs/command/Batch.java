// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The same work for each of many manuscripts, some of them side by side. One that fails does not
 * stop the others; results are printed in the manuscripts' order.
 *
 * @param <P> a manuscript as it was read
 */
final class Batch<P> {
  private final CommandSpec spec;
  private final int atOnce;
  private final Function<String, P> reading;
  private final Function<P, Done> work;

  /**
   * @param atOnce manuscripts at work side by side
   * @param reading what only looks at the input: its failure refuses the manuscript
   * @param work what follows: its failure leaves the book incomplete
   */
  Batch(CommandSpec spec, int atOnce, Function<String, P> reading, Function<P, Done> work) {
    this.spec = spec;
    this.atOnce = atOnce;
    this.reading = reading;
    this.work = work;
  }

  /**
   * How it went for one manuscript.
   *
   * @param complete whether the book is as was asked for
   * @param text for standard output
   */
  record Done(boolean complete, String text) {}

  /** {@return 0 if all is complete, 2 if every manuscript was refused, else 1} */
  int run(List<String> sources) {
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(atOnce, sources.size()));
    try {
      List<Future<Ended>> results = new ArrayList<>();
      sources.forEach(source -> results.add(threads.submit(() -> end(source))));
      List<String> incomplete = new ArrayList<>();
      int refused = 0;
      for (int i = 0; i < sources.size(); i++) {
        Ended ended = results.get(i).get();
        // Let go of what was printed: there may be ten thousand.
        results.set(i, null);
        print(sources, i, ended);
        if (!ended.done().complete()) {
          incomplete.add(sources.get(i));
        }
        refused += ended.refused() ? 1 : 0;
      }
      summarize(sources, incomplete);
      return incomplete.isEmpty()
          ? 0
          : refused == sources.size() ? Failures.REFUSED : Failures.INCOMPLETE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Failures.INCOMPLETE;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private Ended end(String source) {
    P read;
    try {
      read = reading.apply(source);
    } catch (RuntimeException e) {
      return new Ended(new Done(false, ""), Optional.of(e), Failures.isRefusal(e));
    }
    try {
      return new Ended(work.apply(read), Optional.empty(), false);
    } catch (Exception e) {
      // Any: Scala throws Spark's checked exceptions where Java expects none.
      return new Ended(new Done(false, ""), Optional.of(e), false);
    }
  }

  private void print(List<String> sources, int index, Ended ended) {
    String context = sources.size() > 1 ? sources.get(index) + ": " : "";
    ended.failure().ifPresent(failure -> Failures.print(spec, context, failure));
    spec.commandLine().getOut().print(ended.done().text());
    spec.commandLine().getOut().flush();
  }

  private void summarize(List<String> sources, List<String> incomplete) {
    if (sources.size() == 1) {
      return;
    }
    PrintWriter err = spec.commandLine().getErr();
    int complete = sources.size() - incomplete.size();
    err.printf("%d of %d manuscripts succeeded%n", complete, sources.size());
    incomplete.forEach(source -> err.printf("  failed: %s%n", source));
    err.flush();
  }

  private record Ended(Done done, Optional<Exception> failure, boolean refused) {}
}
