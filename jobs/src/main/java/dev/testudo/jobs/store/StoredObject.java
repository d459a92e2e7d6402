// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** An object as a listing shows it. */
public record StoredObject(String path, long bytes, Instant modified) {
  public StoredObject {
    requireNonNull(path, "path is null");
    requireNonNull(modified, "modified is null");
  }

  /** {@return the last part of the path} */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
