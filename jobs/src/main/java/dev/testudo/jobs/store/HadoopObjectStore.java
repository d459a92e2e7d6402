// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import static org.apache.hadoop.fs.Options.OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY;
import static org.apache.hadoop.fs.Options.OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY_RANDOM;
import static org.apache.hadoop.fs.Options.OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY_WHOLE_FILE;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.s3a.RemoteFileChangedException;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.util.functional.FutureIO;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Objects below a prefix of an S3 bucket, by Hadoop's S3A client and its conditional puts. */
final class HadoopObjectStore implements ObjectStore {
  private final StoreLocation location;

  /** Such as {@code s3a://bucket/library}, without a slash at its end. */
  private final String root;

  /** Of the key of every object of this store: empty, or with a slash at its end. */
  private final String keyPrefix;

  private S3AFileSystem opened;

  HadoopObjectStore(StoreLocation location, URI root) {
    this.location = location;
    this.root = root.toString().replaceFirst("/+$", "");
    String folder = hadoopPath("").toUri().getPath().replaceFirst("^/", "");
    this.keyPrefix = folder.isEmpty() ? "" : folder + "/";
  }

  @Override
  public StoreLocation location() {
    return location;
  }

  @Override
  public byte[] read(String path) {
    return readVersioned(path)
        .orElseThrow(() -> failure("read", path, new FileNotFoundException(path)))
        .bytes();
  }

  @Override
  public Optional<VersionedBytes> readVersioned(String path) {
    try {
      return Optional.of(readConsistently(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure("read", path, e);
    }
  }

  private VersionedBytes readConsistently(String path) throws IOException {
    try {
      return readOnce(path);
    } catch (RemoteFileChangedException e) {
      // It was replaced between asking for its ETag and reading it.
      return readOnce(path);
    }
  }

  private VersionedBytes readOnce(String path) throws IOException {
    FileStatus status = files().getFileStatus(resolve(path));
    String etag = ((EtagSource) status).getEtag();
    if (etag == null || etag.isEmpty()) {
      throw new IOException("the server gives it no ETag to replace it by; choose one that does");
    }
    try (InputStream in = open(status, FS_OPTION_OPENFILE_READ_POLICY_WHOLE_FILE)) {
      return new VersionedBytes(in.readAllBytes(), etag);
    }
  }

  @Override
  public InputStream openStream(String path) {
    try {
      return open(files().getFileStatus(resolve(path)), FS_OPTION_OPENFILE_READ_POLICY_WHOLE_FILE);
    } catch (IOException e) {
      throw failure("read", path, e);
    }
  }

  @Override
  public ObjectReader openReader(String path) {
    try {
      FileStatus status = files().getFileStatus(resolve(path));
      return new S3ObjectReader(
          open(status, FS_OPTION_OPENFILE_READ_POLICY_RANDOM), status.getLen());
    } catch (IOException e) {
      throw failure("read", path, e);
    }
  }

  /** Opens exactly the object that the status describes: a newer one under its name fails. */
  private FSDataInputStream open(FileStatus status, String readPolicy) throws IOException {
    if (status.isDirectory()) {
      throw new FileNotFoundException(status.getPath().toString());
    }
    return FutureIO.awaitFuture(
        files()
            .openFile(status.getPath())
            .withFileStatus(status)
            .opt(FS_OPTION_OPENFILE_READ_POLICY, readPolicy)
            .build());
  }

  @Override
  public Optional<StoredObject> head(String path) {
    try {
      FileStatus status = files().getFileStatus(resolve(path));
      return status.isDirectory() ? Optional.empty() : Optional.of(stored(status));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure("look at", path, e);
    }
  }

  @Override
  public Stream<StoredObject> list(String folder) {
    List<StoredObject> found = new ArrayList<>();
    try {
      RemoteIterator<LocatedFileStatus> files = files().listFiles(resolveFolder(folder), true);
      while (files.hasNext()) {
        found.add(stored(files.next()));
      }
    } catch (FileNotFoundException e) {
      return Stream.empty();
    } catch (IOException e) {
      throw failure("list", folder, e);
    }
    found.sort(Comparator.comparing(StoredObject::path));
    return found.stream();
  }

  @Override
  public List<String> folders(String folder) {
    List<String> names = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> entries = files().listStatusIterator(resolveFolder(folder));
      while (entries.hasNext()) {
        FileStatus entry = entries.next();
        if (entry.isDirectory()) {
          names.add(entry.getPath().getName());
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw failure("list", folder, e);
    }
    return names.stream().sorted().toList();
  }

  @Override
  public boolean putIfAbsent(String path, byte[] bytes) {
    return put(path, new ByteArrayInputStream(bytes), Optional.empty());
  }

  @Override
  public boolean uploadIfAbsent(String path, java.nio.file.Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return put(path, in, Optional.empty());
    } catch (IOException e) {
      throw failure("upload " + file + " as", path, e);
    }
  }

  @Override
  public boolean replaceIfMatch(String path, byte[] bytes, Optional<String> etag) {
    return put(path, new ByteArrayInputStream(bytes), etag) || isStored(path, bytes);
  }

  /** A put whose answer was lost is sent again by the client, and then refused by its own ETag. */
  private boolean isStored(String path, byte[] bytes) {
    return readVersioned(path).filter(now -> Arrays.equals(now.bytes(), bytes)).isPresent();
  }

  private boolean put(String path, InputStream in, Optional<String> etag) {
    try {
      return S3Puts.put(files(), resolve(path), in, etag);
    } catch (IOException e) {
      throw failure("write", path, e);
    }
  }

  @Override
  public boolean delete(String path) {
    try {
      return files().delete(resolve(path), false);
    } catch (IOException e) {
      throw failure("delete", path, e);
    }
  }

  @Override
  public void move(String from, String to) {
    try (InputStream in = openStream(from)) {
      S3Puts.copy(in, files().create(resolve(to), true));
      files().delete(resolve(from), false);
    } catch (IOException e) {
      throw failure("move", from, e);
    }
  }

  @Override
  public List<UnfinishedWrite> unfinishedWrites() {
    List<UnfinishedWrite> found = new ArrayList<>();
    try {
      RemoteIterator<MultipartUpload> uploads = files().listUploads(keyPrefix);
      while (uploads.hasNext()) {
        MultipartUpload upload = uploads.next();
        if (upload.key().startsWith(keyPrefix)) {
          String path = upload.key().substring(keyPrefix.length());
          found.add(new UnfinishedWrite(path, upload.uploadId(), 0, upload.initiated()));
        }
      }
      return found;
    } catch (IOException e) {
      throw failure("list unfinished uploads of", "", e);
    }
  }

  @Override
  public void discard(UnfinishedWrite unfinished) {
    try {
      files().abortMultipartUpload(keyPrefix + unfinished.path(), unfinished.id());
    } catch (IOException e) {
      throw failure("abort the upload of", unfinished.path(), e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      if (opened != null) {
        opened.close();
        opened = null;
      }
    } catch (IOException e) {
      throw failure("close", "", e);
    }
  }

  private synchronized S3AFileSystem files() throws IOException {
    if (opened == null) {
      Configuration configuration = new Configuration();
      location.hadoopConf().forEach(configuration::set);
      // An own instance: Hadoop's cache ignores the settings.
      opened = (S3AFileSystem) FileSystem.newInstance(URI.create(root), configuration);
    }
    return opened;
  }

  private Path resolve(String path) {
    return hadoopPath(ObjectPaths.require(path));
  }

  private Path resolveFolder(String folder) {
    return hadoopPath(ObjectPaths.requireFolder(folder));
  }

  private Path hadoopPath(String path) {
    return new Path(root + "/" + path);
  }

  /** Hadoop knows objects by their whole paths. */
  private StoredObject stored(FileStatus status) {
    String key = status.getPath().toUri().getPath().replaceFirst("^/", "");
    return new StoredObject(
        key.substring(keyPrefix.length()),
        status.getLen(),
        Instant.ofEpochMilli(status.getModificationTime()));
  }

  private StorageException failure(String verb, String path, IOException e) {
    String sentence = "Cannot " + verb + " " + root + "/" + path + ": " + FailureReason.of(e);
    return FailureReason.isTransient(e)
        ? new UnreachableException(sentence, e)
        : new StorageException(sentence, e);
  }
}
