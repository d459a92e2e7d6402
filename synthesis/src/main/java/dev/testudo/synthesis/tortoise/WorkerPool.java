// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.torch.TorchDevice;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Worker threads behind a bounded queue. When it is full, the submitter runs the work itself: so it
 * neither piles up nor leaves a core idle.
 */
final class WorkerPool implements Executor, AutoCloseable {
  private static final int QUEUED_PER_WORKER = 2;

  private final ThreadPoolExecutor pool;

  /** Threads are started when work comes. */
  WorkerPool(int workers, TorchDevice device) {
    pool =
        new ThreadPoolExecutor(
            workers,
            workers,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUED_PER_WORKER * workers),
            work -> newThread(work, device),
            new ThreadPoolExecutor.CallerRunsPolicy());
  }

  private static Thread newThread(Runnable work, TorchDevice device) {
    Thread thread =
        new Thread(
            () -> {
              TorchDevice.prepareThread();
              device.useOwnStream(false);
              work.run();
            },
            "testudo-later-stages");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void execute(Runnable work) {
    pool.execute(work);
  }

  /** Drops what is queued and waits for what is running. */
  @Override
  public void close() {
    pool.shutdownNow();
    boolean interrupted = false;
    while (true) {
      try {
        if (pool.awaitTermination(1, TimeUnit.DAYS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
