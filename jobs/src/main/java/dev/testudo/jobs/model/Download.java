// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.store.UnreachableException;
import dev.testudo.synthesis.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Downloads files that may be large over connections that may be cut: what arrived stays in {@code
 * NAME.part}, and the next attempt or run asks for the rest of the same version. A file gets its
 * name only when size and digest are right.
 */
public final class Download {
  private static final int MAX_FUTILE_ATTEMPTS = 6;

  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(Duration.ofSeconds(30))
          .build();
  private final Path folder;
  private final Duration firstWait;

  /**
   * @param folder where files go; it is made if need be
   * @param firstWait after a first futile attempt; doubled after each more
   */
  public Download(Path folder, Duration firstWait) {
    this.folder = requireNonNull(folder, "folder is null");
    this.firstWait = requireNonNull(firstWait, "firstWait is null");
  }

  /** What became of a file. */
  public enum Outcome {
    FETCHED,
    ALREADY_THERE
  }

  /**
   * Fetches one file, unless it is there.
   *
   * @param progress called with the number of bytes received so far
   * @throws UnreachableException in one sentence if the server fails again and again
   * @throws ConfigException in one sentence if it cannot be had
   */
  public Outcome fetch(RemoteFile file, LongConsumer progress) {
    Path target = folder.resolve(file.name());
    try {
      Files.createDirectories(folder);
      if (Files.exists(target)) {
        checkPresent(file, target);
        return Outcome.ALREADY_THERE;
      }
      new Attempts(file, progress).run(target);
      return Outcome.FETCHED;
    } catch (IOException e) {
      throw failure(file, "writing to " + folder + " failed (" + e.getMessage() + ")");
    }
  }

  private static void checkPresent(RemoteFile file, Path target) throws IOException {
    boolean sizeFits = file.bytes() < 0 || Files.size(target) == file.bytes();
    if (!sizeFits || (!file.sha256().isEmpty() && !file.sha256().equals(Sha256.ofFile(target)))) {
      throw failure(file, target + " is there but is another file; move it away");
    }
  }

  private static ConfigException failure(RemoteFile file, String reason) {
    return new ConfigException(sentence(file, reason));
  }

  private static String sentence(RemoteFile file, String reason) {
    return "Cannot fetch %s from %s: %s".formatted(file.name(), file.url(), reason);
  }

  /** The attempts at one file. */
  private final class Attempts {
    private final RemoteFile file;
    private final LongConsumer progress;
    private final PartFile part;
    private long bytes;
    private String sha256;

    Attempts(RemoteFile file, LongConsumer progress) {
      this.file = file;
      this.progress = progress;
      this.part = new PartFile(folder, file.name());
      this.bytes = file.bytes();
      this.sha256 = file.sha256();
    }

    void run(Path target) throws IOException {
      download();
      String mismatch = mismatch();
      if (!mismatch.isEmpty()) {
        // Once more from the beginning: a part may have been corrupted on the way.
        part.discard();
        download();
        mismatch = mismatch();
      }
      if (!mismatch.isEmpty()) {
        part.discard();
        throw failure(file, mismatch);
      }
      part.finish(target);
    }

    private void download() throws IOException {
      int futile = 0;
      while (true) {
        long before = part.resumableBytes();
        try {
          if (request(before)) {
            return;
          }
        } catch (Interrupted e) {
          futile = part.resumableBytes() > before ? 0 : futile + 1;
          if (futile == MAX_FUTILE_ATTEMPTS) {
            throw new UnreachableException(
                sentence(
                    file,
                    "%s; %d bytes are here, run again to resume"
                        .formatted(e.getMessage(), part.resumableBytes())),
                e);
          }
          pause(futile);
        }
      }
    }

    /** {@return whether the file is complete; if not, there is to be another request} */
    private boolean request(long offset) throws IOException, Interrupted {
      HttpRequest.Builder request = HttpRequest.newBuilder(file.url());
      if (offset > 0) {
        request.header("Range", "bytes=" + offset + "-").header("If-Range", part.version());
      }
      DownloadAnswer answer = new DownloadAnswer(send(request.build()));
      try (InputStream body = answer.body()) {
        int status = answer.status();
        switch (status) {
          case 200, 206 -> {
            if (status == 206 && !(offset > 0 && answer.continues(offset, part.version()))) {
              part.discard();
              return false;
            }
            readHeaders(answer);
            keep(body, status == 206 ? offset : 0);
            return true;
          }
          case 416 -> {
            if (answer.total().orElse(-1) == offset) {
              return true;
            }
            part.discard();
            return false;
          }
          default -> {
            if (status >= 500 || status == 429 || status == 408) {
              throw new Interrupted("the server answers with status " + status);
            }
            throw failure(file, "the server answers with status " + status);
          }
        }
      }
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws Interrupted {
      try {
        return client.send(request, BodyHandlers.ofInputStream());
      } catch (IOException e) {
        throw new Interrupted("the connection failed (" + e + ")");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure(file, "it was interrupted; run again to resume");
      }
    }

    /** Size, version and digest, as far as the server tells them. */
    private void readHeaders(DownloadAnswer answer) throws IOException {
      long announced = answer.total().orElse(-1);
      if (file.bytes() >= 0 && announced >= 0 && announced != file.bytes()) {
        throw failure(file, "the server has %d bytes, not %d".formatted(announced, file.bytes()));
      }
      bytes = Math.max(bytes, announced);
      part.setVersion(answer.strongTag());
      if (sha256.isEmpty()) {
        sha256 = answer.sha256();
      }
    }

    private void keep(InputStream body, long offset) throws IOException, Interrupted {
      byte[] buffer = new byte[1 << 16];
      long here = offset;
      try (OutputStream out = part.open(offset > 0)) {
        for (int n = receive(body, buffer); n >= 0; n = receive(body, buffer)) {
          out.write(buffer, 0, n);
          here += n;
          progress.accept(here);
        }
      }
    }

    private int receive(InputStream body, byte[] buffer) throws Interrupted {
      try {
        return body.read(buffer);
      } catch (IOException e) {
        throw new Interrupted("the connection was cut (" + e.getMessage() + ")");
      }
    }

    private String mismatch() throws IOException {
      long size = Files.size(part.path());
      if (bytes >= 0 && size != bytes) {
        return "it has %d bytes, not %d".formatted(size, bytes);
      }
      String actual = sha256.isEmpty() ? "" : Sha256.ofFile(part.path());
      return actual.equals(sha256)
          ? ""
          : "its SHA-256 is %s, not %s, twice".formatted(actual, sha256);
    }

    private void pause(int futile) {
      try {
        Thread.sleep(firstWait.multipliedBy(1L << futile).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure(file, "it was interrupted; run again to resume");
      }
    }
  }

  /** A transient failure. */
  private static final class Interrupted extends Exception {
    private static final long serialVersionUID = 1L;

    Interrupted(String message) {
      super(message);
    }
  }
}
