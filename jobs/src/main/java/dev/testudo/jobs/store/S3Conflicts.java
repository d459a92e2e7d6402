package dev.testudo.jobs.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.s3a.RemoteFileChangedException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Tells a lost race from a failure. */
final class S3Conflicts {
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;

  private S3Conflicts() {}

  /** {@return true if a conditional put came second: 412, or 409 while another one is under way} */
  static boolean isConflict(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof RemoteFileChangedException
          || cause instanceof FileAlreadyExistsException) {
        return true;
      }
      if (cause instanceof AwsServiceException service) {
        return service.statusCode() == PRECONDITION_FAILED || service.statusCode() == CONFLICT;
      }
    }
    return false;
  }

  /** {@return true if the object that was to be replaced does not exist} */
  static boolean isGone(IOException e) {
    return e instanceof FileNotFoundException;
  }
}
