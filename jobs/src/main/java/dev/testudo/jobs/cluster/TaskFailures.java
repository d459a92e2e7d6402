// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

import dev.testudo.jobs.store.UnreachableException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskEndReason;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * One line for each task that fails, in place of the stack traces that Spark logs for it. A task
 * that fails the same way twice, although its executor lives and the storage answers, would fail
 * again: its job ends with one sentence.
 */
final class TaskFailures extends SparkListener {
  private static final Logger LOG = LogManager.getLogger(TaskFailures.class);
  private static final Pattern NUMBERS = Pattern.compile("\\d+");

  private final SparkContext spark;

  /** How each task failed last, by stage and place in it. */
  private final Map<String, String> last = new HashMap<>();

  TaskFailures(SparkContext spark) {
    this.spark = spark;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    if (event.reason() instanceof ExceptionFailure failure && !mayPass(failure)) {
      endIfRepeated(event, sentence(failure));
    }
    if (event.reason() instanceof TaskFailedReason failed && !(failed instanceof TaskKilled)) {
      LOG.warn(
          "Task {} failed on {} (attempt {}): {}",
          event.taskInfo().index(),
          event.taskInfo().host(),
          event.taskInfo().attemptNumber() + 1,
          sentence(failed));
    }
  }

  /** Numbers, such as those in names of temporary files, make no difference. */
  private void endIfRepeated(SparkListenerTaskEnd event, String sentence) {
    String task = event.stageId() + " " + event.taskInfo().index();
    String how = NUMBERS.matcher(sentence).replaceAll("#");
    if (how.equals(last.put(task, how))) {
      String where = spark.isLocal() ? "" : " (on host " + event.taskInfo().host() + ")";
      DeviceReports.addFinalFailure(sentence + where);
      spark.cancelStage(event.stageId(), sentence + where);
    }
  }

  private static boolean mayPass(ExceptionFailure failure) {
    return failure.exception().isDefined()
        && FailureSentence.cause(failure.exception().get()) instanceof UnreachableException;
  }

  static String sentence(TaskEndReason reason) {
    if (reason instanceof ExceptionFailure failure && failure.exception().isDefined()) {
      return FailureSentence.of(failure.exception().get());
    }
    if (reason instanceof ExceptionFailure failure) {
      return FailureSentence.firstLine(failure.description());
    }
    return reason instanceof TaskFailedReason failed
        ? FailureSentence.firstLine(failed.toErrorString())
        : "";
  }
}
