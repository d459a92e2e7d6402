package dev.testudo.jobs.cluster;

import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.spark.SparkException;

/** What executors have reported about failed devices; one for the driver's JVM. */
public final class DeviceReports {
  private static final Logger LOG = LogManager.getLogger(DeviceReports.class);
  private static final List<Report> REPORTS = new ArrayList<>();
  private static boolean noDeviceLeft;

  private DeviceReports() {}

  /** How a failed device was noticed. */
  enum Kind {
    /** It failed while it was rendering. */
    LOST,
    /** An executor came up on it and refused it. */
    REFUSED
  }

  /**
   * One executor's report.
   *
   * @param device its UUID or address
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
      return device + " of " + host + " (" + reason + ")";
    }
  }

  static synchronized void add(Report report) {
    LOG.warn("{}: {}", report.kind() == Kind.LOST ? "Lost a device" : "Refused a device", report);
    REPORTS.add(report);
  }

  /** Whatever fails from now on fails for this reason. */
  static synchronized void noDeviceLeft() {
    noDeviceLeft = true;
  }

  /** {@return how many devices this process's runs have lost so far} */
  public static synchronized int lost() {
    return (int) REPORTS.stream().filter(report -> report.kind() == Kind.LOST).count();
  }

  /**
   * {@return what to throw for a failure of a run: one sentence if only marked devices were left,
   * else what Spark's own exceptions are about}
   */
  public static synchronized RuntimeException explain(Exception failure) {
    Throwable cause = FailureSentence.cause(failure);
    if (noDeviceLeft && cause instanceof SparkException) {
      return new SynthesisException(Category.DEVICE, sentence(), failure);
    }
    return cause instanceof RuntimeException known
        ? known
        : new IllegalStateException(cause.getMessage(), failure);
  }

  private static String sentence() {
    TreeSet<String> devices = new TreeSet<>();
    REPORTS.forEach(report -> devices.add(report.toString()));
    return "Cannot render: no device is left that works: "
        + String.join("; ", devices)
        + "; when they are repaired, run \"testudo doctor --clear-device-marks\" on their hosts"
        + " and render again";
  }

  /** Forgets the reports of the session before. */
  static synchronized void clear() {
    REPORTS.clear();
    noDeviceLeft = false;
  }
}
