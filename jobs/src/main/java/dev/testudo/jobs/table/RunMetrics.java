// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One run of one book.
 *
 * @param outcome what became of the edition, such as {@code published}
 * @param started when the command began
 * @param startupSeconds from the command's begin to the first utterance being submitted
 * @param modelLoadSeconds longest load of the model by any executor
 * @param devices devices that rendered
 * @param device kind of the first device
 * @param chosen what else the run was set to, or chose by itself
 * @param rendered takes rendered by this run
 * @param reused takes that the ledger had already
 * @param missing utterances without a take
 * @param suspicious takes with faults
 * @param audioSeconds rendered by this run
 * @param deviceSeconds busy device time, discarded attempts included
 * @param discardedSeconds the part that went into discarded attempts
 * @param taskRetries Spark task attempts beyond the first
 * @param precisionRetries takes rendered again in single precision
 * @param outOfMemoryRestarts times that the slots were halved
 * @param devicesLost devices that failed permanently
 */
public record RunMetrics(
    String run,
    String book,
    String edition,
    String outcome,
    Instant started,
    Instant finished,
    double startupSeconds,
    double modelLoadSeconds,
    int devices,
    String device,
    int slots,
    Chosen chosen,
    int rendered,
    int reused,
    int missing,
    int suspicious,
    double audioSeconds,
    double deviceSeconds,
    double discardedSeconds,
    int taskRetries,
    int precisionRetries,
    int outOfMemoryRestarts,
    int devicesLost) {
  public RunMetrics {
    requireNonNull(run, "run is null");
    requireNonNull(book, "book is null");
    requireNonNull(edition, "edition is null");
    requireNonNull(outcome, "outcome is null");
    requireNonNull(started, "started is null");
    requireNonNull(finished, "finished is null");
    requireNonNull(device, "device is null");
    requireNonNull(chosen, "chosen is null");
  }

  /**
   * What a run was set to.
   *
   * @param workers threads of the later stages of a device
   * @param tasksPerExecutor that share a device
   * @param unitSeconds predicted audio of a task at most
   * @param pricePerHour of a device, in any currency; 0 if it was not given
   */
  public record Chosen(
      int workers, int tasksPerExecutor, double unitSeconds, double pricePerHour) {}

  /**
   * {@return what an hour of audio has cost at a price for an hour of each device; 0 without work}
   */
  public double costPerAudioHour(double pricePerHour) {
    return audioSeconds > 0 ? pricePerHour * devices * wallSeconds() / audioSeconds : 0;
  }

  public double wallSeconds() {
    return (finished.toEpochMilli() - started.toEpochMilli()) / 1000.0;
  }

  /** {@return wall seconds per audio second, start-up included; 0 if nothing was rendered} */
  public double realTimeFactor() {
    return audioSeconds > 0 ? wallSeconds() / audioSeconds : 0;
  }

  /** {@return wall seconds after start-up per audio second; 0 if nothing was rendered} */
  public double realTimeFactorWithoutStartup() {
    return audioSeconds > 0 ? (wallSeconds() - startupSeconds) / audioSeconds : 0;
  }

  /** {@return audio seconds per wall second after start-up and device} */
  public double throughputPerDevice() {
    double seconds = wallSeconds() - startupSeconds;
    return devices > 0 && seconds > 0 ? audioSeconds / seconds / devices : 0;
  }
}
