package dev.testudo.jobs.store;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Uploads in parts below a root of a bucket. */
final class S3Uploads {
  private final S3AFileSystem files;

  /** Of every key; empty for the whole bucket. */
  private final String prefix;

  S3Uploads(S3AFileSystem files, URI root) {
    this.files = files;
    String path = root.getPath().replaceFirst("^/+", "").replaceFirst("/+$", "");
    this.prefix = path.isEmpty() ? "" : path + "/";
  }

  /** {@return uploads that were begun and neither completed nor aborted} */
  List<UnfinishedWrite> unfinished() throws IOException {
    List<UnfinishedWrite> found = new ArrayList<>();
    RemoteIterator<MultipartUpload> uploads = files.listUploads(prefix);
    while (uploads.hasNext()) {
      MultipartUpload upload = uploads.next();
      if (upload.key().startsWith(prefix)) {
        String path = upload.key().substring(prefix.length());
        found.add(new UnfinishedWrite(path, upload.uploadId(), 0, upload.initiated()));
      }
    }
    return found;
  }

  void abort(UnfinishedWrite unfinished) throws IOException {
    files.abortMultipartUpload(prefix + unfinished.path(), unfinished.id());
  }
}
