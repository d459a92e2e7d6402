// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.cluster.ExecutorListener;
import dev.testudo.jobs.cluster.TestudoPlugin;
import dev.testudo.jobs.library.HeardTakes;
import dev.testudo.jobs.library.TakeFiles;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.jobs.table.CorruptTableException;
import dev.testudo.jobs.table.HeardTake;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TakesTable;
import dev.testudo.synthesis.audio.AudioException;
import dev.testudo.synthesis.audio.Flac;
import dev.testudo.synthesis.listen.Listener;
import dev.testudo.synthesis.listen.TakeListener;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.LongAccumulator;

/** One Spark task: listens to takes of one takes file, and keeps the words beside it. */
final class TakesListener implements Function<TakesListener.Work, TakesListener.Done> {
  private static final long serialVersionUID = 1L;

  private final StoreLocation library;
  private final LongAccumulator takes;
  private final LongAccumulator millis;

  /**
   * @param takes counts takes as they are heard, for progress only
   * @param millis adds up their milliseconds, for progress only
   */
  TakesListener(StoreLocation library, LongAccumulator takes, LongAccumulator millis) {
    this.library = requireNonNull(library, "library is null");
    this.takes = requireNonNull(takes, "takes is null");
    this.millis = requireNonNull(millis, "millis is null");
  }

  /**
   * Takes of a file.
   *
   * @param texts what each take should say, by its name
   */
  record Work(String file, Map<String, String> texts) implements Serializable {
    Work {
      texts = new HashMap<>(texts);
    }
  }

  /** What was done with a file. */
  record Done(int takes, double audioSeconds, double busySeconds) implements Serializable {}

  @Override
  public Done call(Work work) {
    try (ObjectStore store = library.open()) {
      List<HeardTake> heard = new ArrayList<>();
      double audioSeconds = 0;
      long busyNanos = 0;
      TakeListener listener = ExecutorListener.get(TestudoPlugin.taskAddresses());
      for (Take take : read(store, work.file())) {
        String text = work.texts().get(HeardTakes.id(take.key(), take.audio().pcmSha256()));
        if (text != null) {
          long begin = System.nanoTime();
          heard.add(
              new HeardTake(
                  take.key(),
                  take.audio().pcmSha256(),
                  listener.hear(Flac.decode(take.audio().flac()), text),
                  Listener.digest()));
          busyNanos += System.nanoTime() - begin;
          audioSeconds += take.audio().seconds();
          takes.add(1);
          millis.add(Math.round(take.audio().seconds() * 1000));
        }
      }
      new HeardTakes(store).add(work.file(), heard);
      return new Done(heard.size(), audioSeconds, busyNanos * 1e-9);
    } catch (AudioException e) {
      throw new AudioException(
          "Cannot listen to the takes of " + work.file() + ": " + e.getMessage(), e);
    }
  }

  private static List<Take> read(ObjectStore store, String file) {
    try {
      return TakesTable.TABLE.read(store.read(file));
    } catch (CorruptTableException e) {
      throw TakeFiles.unusable(store, file, "it is damaged");
    }
  }
}
