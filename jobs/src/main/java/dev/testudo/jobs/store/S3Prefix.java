package dev.testudo.jobs.store;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The names of a store's objects, which Hadoop knows by their whole paths.
 *
 * @param root such as {@code s3a://bucket/library}, with or without a slash at its end
 */
record S3Prefix(URI root) {
  Path resolve(String path) {
    return new Path(text() + "/" + ObjectPaths.require(path));
  }

  Path folder(String folder) {
    return new Path(text() + "/" + ObjectPaths.requireFolder(folder));
  }

  StoredObject stored(FileStatus status) {
    String full = status.getPath().toUri().getPath();
    String above = new Path(text() + "/").toUri().getPath();
    String path = full.substring(above.length()).replaceFirst("^/", "");
    return new StoredObject(
        path, status.getLen(), Instant.ofEpochMilli(status.getModificationTime()));
  }

  StorageException failure(String verb, String path, IOException e) {
    String sentence = "Cannot " + verb + " " + text() + "/" + path + ": " + FailureReason.of(e);
    return FailureReason.mayPass(e)
        ? new UnreachableException(sentence, e)
        : new StorageException(sentence, e);
  }

  private String text() {
    return root.toString().replaceFirst("/+$", "");
  }
}
