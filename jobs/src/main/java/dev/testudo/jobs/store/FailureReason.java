// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.apache.hadoop.fs.s3a.HttpChannelEOFException;
import org.apache.hadoop.fs.s3a.UnknownStoreException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says in a clause why the storage failed. */
final class FailureReason {
  private static final String FILE_IN_THE_WAY = "a file stands where a folder is needed";
  private static final String CREDENTIALS =
      "; give credentials by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or another of the"
          + " client's providers";

  private FailureReason() {}

  static String of(IOException e) {
    if (e instanceof UnknownStoreException) {
      return "the bucket does not exist; create it or name another by --library";
    }
    if (e instanceof AccessDeniedException) {
      return "permission is denied" + (isOfServer(e) ? CREDENTIALS : "");
    }
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return "it does not exist";
    }
    if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
      return FILE_IN_THE_WAY;
    }
    if (e instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getReason().equals("Not a directory") ? FILE_IN_THE_WAY : failed.getReason();
    }
    return ofCause(e);
  }

  /** {@return whether it is a server or the network that failed, and not what was asked of it} */
  static boolean isTransient(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException
          || cause instanceof SocketTimeoutException
          || cause instanceof UnknownHostException
          || cause instanceof HttpChannelEOFException
          || (cause instanceof AwsServiceException service && service.statusCode() >= 500)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfServer(IOException e) {
    return e.getCause() instanceof SdkException;
  }

  /** S3A's own messages repeat the path and the request; what the server said is deeper. */
  private static String ofCause(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof AwsServiceException service && service.awsErrorDetails() != null) {
        return "the server answered " + service.awsErrorDetails().errorCode();
      }
      if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
        return "the server cannot be reached; check fs.s3a.endpoint and the network";
      }
      if (cause instanceof SocketTimeoutException) {
        return "the server does not answer; check it and the network, and run again";
      }
      if (cause instanceof SocketException || cause instanceof HttpChannelEOFException) {
        return "the server ends connections; check it and the network, and run again";
      }
    }
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse(message);
  }
}
