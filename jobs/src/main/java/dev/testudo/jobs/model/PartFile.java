// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** What has arrived of a file, as {@code NAME.part}, and of which version of it. */
final class PartFile {
  private final Path part;
  private final Path tag;

  PartFile(Path folder, String name) {
    this.part = folder.resolve(name + ".part");
    this.tag = folder.resolve(name + ".part.etag");
  }

  Path path() {
    return part;
  }

  /** {@return bytes after which a request may resume: of a version that can be named} */
  long resumableBytes() throws IOException {
    return Files.exists(part) && Files.exists(tag) ? Files.size(part) : 0;
  }

  /** {@return the ETag of what is here; only where there are {@link #resumableBytes}} */
  String version() throws IOException {
    return Files.readString(tag);
  }

  /** An empty ETag: this download cannot be resumed. */
  void setVersion(String etag) throws IOException {
    if (etag.isEmpty()) {
      Files.deleteIfExists(tag);
    } else {
      Files.writeString(tag, etag);
    }
  }

  /** Opens the file for what comes next, or from its beginning. */
  OutputStream open(boolean goOn) throws IOException {
    StandardOpenOption how =
        goOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    return Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
  }

  void discard() throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(tag);
  }

  /** Gives the file its name. */
  void finish(Path target) throws IOException {
    Files.deleteIfExists(tag);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
  }
}
