// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.library.LibraryException;
import dev.testudo.jobs.store.StorageException;
import dev.testudo.segmentation.ManuscriptException;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.audio.AudioException;
import java.io.UncheckedIOException;
import org.apache.spark.SparkException;

/** Failures as a person reads them. */
public final class FailureSentence {
  private FailureSentence() {}

  /** {@return one sentence: the failure's own if it is user-facing} */
  public static String of(Throwable failure) {
    Throwable cause = cause(failure);
    if (isUserFacing(cause)) {
      return cause.getMessage();
    }
    if (cause instanceof LinkageError) {
      // A class that could not be initialized says why in its cause.
      return "Cannot load a native library: " + firstLine(root(cause).getMessage());
    }
    return cause.getClass().getSimpleName() + ": " + firstLine(cause.getMessage());
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** {@return what Spark's own exceptions are about} */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof SparkException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  static String firstLine(String text) {
    return String.valueOf(text).lines().findFirst().orElse("").strip();
  }

  /** {@return whether the failure, or its cause below Spark's exceptions, is user-facing} */
  public static boolean isCauseUserFacing(Throwable failure) {
    return isUserFacing(cause(failure));
  }

  /** {@return whether the message was written for the person at the command line} */
  public static boolean isUserFacing(Throwable failure) {
    return failure instanceof ConfigException
        || failure instanceof IllegalArgumentException
        || failure instanceof ManuscriptException
        || failure instanceof LibraryException
        || failure instanceof StorageException
        || failure instanceof AudioException
        || failure instanceof SynthesisException
        || failure instanceof HopelessRunException
        || failure instanceof UncheckedIOException;
  }
}
