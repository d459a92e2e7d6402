// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;
import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE_ETAG;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.RemoteFileChangedException;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Conditional puts, which tell a lost race from a failure. */
final class S3Puts {
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;

  private S3Puts() {}

  /**
   * Writes an object if there is none yet or, given an ETag, if it still has that one.
   *
   * @return false if it came second
   */
  static boolean put(S3AFileSystem files, Path path, InputStream in, Optional<String> etag)
      throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = files.createFile(path).overwrite(true);
    if (etag.isPresent()) {
      builder.must(FS_OPTION_CREATE_CONDITIONAL_OVERWRITE_ETAG, etag.get());
    } else {
      builder.must(FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
    }
    try {
      copy(in, (FSDataOutputStream) builder.build());
      return true;
    } catch (IOException e) {
      boolean gone = etag.isPresent() && e instanceof FileNotFoundException;
      if (gone || isConflict(e)) {
        return false;
      }
      throw e;
    }
  }

  /** Writes all or nothing, and closes the object. */
  static void copy(InputStream in, FSDataOutputStream out) throws IOException {
    try {
      in.transferTo(out);
    } catch (IOException | RuntimeException e) {
      // Closing would publish what has been written so far.
      out.abort();
      throw e;
    }
    out.close();
  }

  /** {@return whether another was first: 412, or 409 while another put is under way} */
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
}
