// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.util.ShutdownHookManager;

/**
 * Why a run cannot succeed: what executors have told the driver about devices that failed and about
 * their own start, and tasks that failed the same way twice. One for the driver's JVM.
 */
public final class DeviceReports {
  private static final Logger LOG = LogManager.getLogger(DeviceReports.class);
  private static final List<Report> REPORTS = new ArrayList<>();
  private static final Set<String> FINAL_FAILURES = new LinkedHashSet<>();

  /** What a standalone master says after ten executors that could not be created. */
  private static final String REMOVED = "Master removed our application";

  /**
   * How a standalone master's names of applications begin; an application that it has not has none.
   */
  private static final String ACCEPTED = "app-";

  private static boolean noExecutorLeft;

  /** That of the session, from the beginning of its start. */
  private static Optional<SparkContext> context = Optional.empty();

  private DeviceReports() {}

  /** How a failed device was noticed. */
  enum Kind {
    /** It failed while it was rendering. */
    LOST,
    /** An executor came up on it and refused it. */
    REFUSED,
    /** An executor could not start, for another reason than a device that was lost before. */
    FAILED
  }

  /**
   * One executor's report.
   *
   * @param device its UUID or address; empty for an executor without a GPU
   */
  record Report(Kind kind, String executor, String host, String device, String reason) {
    /** As plain strings, which every class loader knows. */
    String[] toMessage() {
      return new String[] {kind.name(), executor, host, device, reason};
    }

    static Report fromMessage(String[] message) {
      return new Report(Kind.valueOf(message[0]), message[1], message[2], message[3], message[4]);
    }

    @Override
    public String toString() {
      return (device.isEmpty() ? host : device + " of " + host) + " (" + reason + ")";
    }
  }

  static synchronized void add(Report report) {
    String event =
        switch (report.kind()) {
          case LOST -> "Lost a device";
          case REFUSED -> "Refused a device";
          case FAILED -> "An executor cannot start";
        };
    LOG.warn("{}: {}", event, report);
    REPORTS.add(report);
  }

  /** Whatever fails from now on fails because no executor can start. */
  static synchronized void noExecutorLeft() {
    noExecutorLeft = true;
  }

  /** A job that ends for this reason, which Spark carries in its own message. */
  static synchronized void addFinalFailure(String sentence) {
    FINAL_FAILURES.add(sentence);
  }

  /** {@return how many devices this process's runs have lost so far} */
  public static synchronized int lost() {
    return (int) REPORTS.stream().filter(report -> report.kind() == Kind.LOST).count();
  }

  /**
   * {@return what to throw for a failure of a run: one sentence if trying again could not help,
   * else what Spark's own exceptions are about}
   */
  public static synchronized RuntimeException explain(Exception failure) {
    Throwable cause = FailureSentence.cause(failure);
    Optional<String> sentence =
        cause instanceof SparkException
            ? finalSentence(String.valueOf(cause.getMessage()))
            : Optional.empty();
    if (sentence.isEmpty() && !FailureSentence.isUserFacing(cause) && isEndedByMaster()) {
      sentence = Optional.of(endedByMaster());
    }
    if (sentence.isPresent()) {
      return new HopelessRunException(sentence.get(), failure);
    }
    return cause instanceof RuntimeException known
        ? known
        : new IllegalStateException(cause.getMessage(), failure);
  }

  private static Optional<String> finalSentence(String message) {
    if (noExecutorLeft) {
      return Optional.of(withoutExecutors());
    }
    Optional<String> twice = FINAL_FAILURES.stream().filter(message::contains).findFirst();
    return twice.isEmpty() && message.contains(REMOVED) ? Optional.of(endedByMaster()) : twice;
  }

  /**
   * {@return whether a standalone master had accepted the application and has ended it} Spark then
   * stops the session in a thread of its own, and other threads meet its parts half stopped.
   */
  static synchronized boolean isEndedByMaster() {
    return !ShutdownHookManager.inShutdown()
        && context
            .filter(SparkContext::isStopped)
            .map(SparkContext::applicationId)
            .filter(id -> id.startsWith(ACCEPTED))
            .isPresent();
  }

  private static String endedByMaster() {
    return REPORTS.isEmpty()
        ? "Cannot render: the master gave up because executors could not be created; the logs"
            + " of its workers have the reason, often a full disk"
        : withoutExecutors();
  }

  private static String withoutExecutors() {
    boolean deviceIsLost = REPORTS.stream().anyMatch(report -> report.kind() != Kind.FAILED);
    if (deviceIsLost) {
      return "Cannot render: no device is left that works: "
          + join(REPORTS)
          + "; when they are repaired, run \"testudo doctor --clear-device-marks\" on their hosts"
          + " and render again";
    }
    return "Cannot render: no executor can start: " + join(REPORTS);
  }

  private static String join(List<Report> reports) {
    TreeSet<String> devices = new TreeSet<>();
    reports.forEach(report -> devices.add(report.toString()));
    return String.join("; ", devices);
  }

  /** Forgets the reports of the session before; called while the context is being made. */
  static synchronized void begin(SparkContext started) {
    clear();
    context = Optional.of(started);
  }

  /** Forgets the reports of the run before. */
  static synchronized void clear() {
    REPORTS.clear();
    FINAL_FAILURES.clear();
    noExecutorLeft = false;
  }
}
