package dev.testudo.jobs.cluster;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.TaskEndReason;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** One line for each task that fails, in place of the stack traces that Spark logs for it. */
final class TaskFailures extends SparkListener {
  private static final Logger LOG = LogManager.getLogger(TaskFailures.class);

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    if (event.reason() instanceof TaskFailedReason failed && !(failed instanceof TaskKilled)) {
      LOG.warn(
          "Task {} failed on {} (attempt {}): {}",
          event.taskInfo().index(),
          event.taskInfo().host(),
          event.taskInfo().attemptNumber() + 1,
          sentence(failed));
    }
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
