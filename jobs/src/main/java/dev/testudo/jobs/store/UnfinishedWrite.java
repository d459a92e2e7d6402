// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What an interrupted writer left behind; no reader ever sees it.
 *
 * @param path the temporary file, or the object that the upload would have become
 * @param id the upload's id, empty for a file
 */
public record UnfinishedWrite(String path, String id, long bytes, Instant started) {
  public UnfinishedWrite {
    requireNonNull(path, "path is null");
    requireNonNull(id, "id is null");
    requireNonNull(started, "started is null");
  }
}
