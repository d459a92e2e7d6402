// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.library.EditionRecord.EditionChapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A standalone cluster of two workers, an S3 server that it renders to, and a proxy between them
 * that can break requests.
 */
final class RenderingCluster implements AutoCloseable {
  static final int WORKERS = 2;

  private static final int CHAPTERS = 2;
  private static final int PARAGRAPHS = 7;

  private final Path folder;
  private final S3Server server;
  private final FaultProxy proxy;
  private final SparkCluster spark;
  private final Map<Path, List<EditionChapter>> undisturbed = new HashMap<>();

  private RenderingCluster(Path folder, S3Server server, FaultProxy proxy, SparkCluster spark) {
    this.folder = folder;
    this.server = server;
    this.proxy = proxy;
    this.spark = spark;
  }

  static RenderingCluster start(Path folder) throws IOException {
    S3Server server = S3Server.start(folder.resolve("s3"));
    FaultProxy proxy = FaultProxy.before(server.port());
    SparkCluster spark = SparkCluster.start(folder.resolve("spark"), WORKERS);
    return new RenderingCluster(folder, server, proxy, spark);
  }

  S3Server server() {
    return server;
  }

  FaultProxy proxy() {
    return proxy;
  }

  SparkCluster spark() {
    return spark;
  }

  /** {@return a library of its own, and a book of 17 utterances, not yet two minutes long} */
  ClusterRun newRun() throws IOException {
    proxy.letAll();
    Path scratch = Files.createTempDirectory(folder, "run");
    return new ClusterRun(this, scratch, Manuscripts.numbered(scratch, CHAPTERS, PARAGRAPHS));
  }

  /** {@return the chapters of a manuscript as a run without a cluster makes them} */
  List<EditionChapter> undisturbed(Path manuscript) throws IOException {
    Path text = folder.resolve(Integer.toHexString(Files.readString(manuscript).hashCode()));
    if (!undisturbed.containsKey(text)) {
      LibraryFolder local = new LibraryFolder(text);
      assertThat(CommandLineRun.render(manuscript, local.root()).exitCode()).isZero();
      undisturbed.put(text, local.edition("main").chapters());
    }
    return undisturbed.get(text);
  }

  @Override
  public void close() {
    spark.close();
    proxy.close();
    server.close();
  }
}
