// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * A folder that is deleted with all that is in it: when it is closed, or the process is stopped.
 */
public final class TemporaryFolder implements AutoCloseable {
  /** Below that of a command's last line, which is printed first. */
  private static final int PRIORITY = 100;

  private final Path path;
  private final Runnable deleteAtExit = this::stop;
  private boolean stopped;

  private TemporaryFolder(Path path) {
    this.path = requireNonNull(path, "path is null");
  }

  /** Makes one where the system has them. */
  public static TemporaryFolder create() throws IOException {
    Path all = Path.of(System.getProperty("java.io.tmpdir"));
    return at(all.resolve("testudo-export-" + Math.abs(new SecureRandom().nextLong() / 2)));
  }

  /** Makes one at a path; what a killed process left there is deleted. */
  static TemporaryFolder at(Path path) throws IOException {
    TargetFolder.deleteAll(path);
    TemporaryFolder folder = new TemporaryFolder(path);
    ShutdownHookManager.get().addShutdownHook(folder.deleteAtExit, PRIORITY);
    folder.make();
    return folder;
  }

  private synchronized void make() throws IOException {
    if (stopped) {
      throw new IOException("the process is ending");
    }
    Files.createDirectory(path);
  }

  private synchronized void stop() {
    stopped = true;
    FileUtils.deleteQuietly(path.toFile());
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    // Refused while the process is ending, which deletes it.
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(deleteAtExit);
      TargetFolder.deleteAll(path);
    }
  }
}
