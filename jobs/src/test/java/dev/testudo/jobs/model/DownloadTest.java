// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.model.Download.Outcome;
import dev.testudo.jobs.store.UnreachableException;
import dev.testudo.synthesis.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
  private static final byte[] CONTENT = new byte[300_000];
  private static final String SHA256;

  static {
    new Random(1).nextBytes(CONTENT);
    SHA256 = Sha256.ofBytes(CONTENT);
  }

  @TempDir Path folder;
  private UnreliableServer server;

  @BeforeEach
  void start() throws IOException {
    server = new UnreliableServer(CONTENT);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RemoteFile file(long bytes, String sha256) {
    return new RemoteFile("a.pth", server.url(), bytes, sha256);
  }

  private Outcome fetch(RemoteFile file) {
    return new Download(folder, Duration.ZERO).fetch(file, bytes -> {});
  }

  private void assertFetched() {
    assertThat(folder.resolve("a.pth")).hasBinaryContent(CONTENT);
    assertThat(folder).isDirectoryNotContaining("glob:**.part*");
  }

  @Test
  void fetchesOnce() {
    RemoteFile file = file(CONTENT.length, SHA256);
    assertThat(fetch(file)).isEqualTo(Outcome.FETCHED);
    assertFetched();
    assertThat(fetch(file)).isEqualTo(Outcome.ALREADY_THERE);
    assertThat(server.ranges()).containsExactly("");
  }

  @Test
  void goesOnWhereEachConnectionWasCut() {
    server.cutAfter(70_000, 10);
    assertThat(fetch(file(CONTENT.length, SHA256))).isEqualTo(Outcome.FETCHED);
    assertFetched();
    assertThat(server.ranges()).hasSizeGreaterThanOrEqualTo(5);
    assertThat(server.bytesSent()).isLessThan(2L * CONTENT.length);
  }

  @Test
  void goesOnInAnotherRun() {
    server.cutAfter(100_000, 1);
    server.refuseAfter(1);
    assertThatThrownBy(() -> fetch(file(-1, SHA256)))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("status 503")
        .hasMessageContaining("bytes are here, run again to resume");
    long here = folder.resolve("a.pth.part").toFile().length();
    assertThat(here).isPositive();
    server.refuseAfter(Integer.MAX_VALUE);
    fetch(file(-1, SHA256));
    assertFetched();
    assertThat(server.ranges()).last().isEqualTo("bytes=" + here + "-");
  }

  @Test
  void beginsAgainWhenTheFileChangedMeanwhile() {
    server.cutAfter(100_000, 1);
    server.renameVersionAfter(1);
    fetch(file(CONTENT.length, SHA256));
    assertFetched();
    assertThat(server.bytesSent()).isGreaterThan(CONTENT.length);
  }

  @Test
  void aServerWithoutRangesIsAskedForTheWhole() {
    server.withoutVersions();
    server.cutAfter(100_000, 2);
    fetch(file(CONTENT.length, SHA256));
    assertFetched();
    assertThat(server.ranges()).containsExactly("", "", "");
  }

  @Test
  void wrongBytesAreFetchedOnceMore() {
    server.spoil(1);
    fetch(file(CONTENT.length, SHA256));
    assertFetched();
    assertThat(server.ranges()).hasSize(2);
  }

  @Test
  void wrongBytesTwiceAreRefusedAndForgotten() {
    server.spoil(2);
    assertThatThrownBy(() -> fetch(file(CONTENT.length, SHA256)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot fetch a.pth from " + server.url() + ": its SHA-256 is ")
        .hasMessageEndingWith("not " + SHA256 + ", twice");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void takesTheDigestThatAHubTells() {
    server.redirectWithDigest(Sha256.ofText("another"));
    assertThatThrownBy(() -> fetch(file(-1, "")))
        .hasMessageEndingWith("not " + Sha256.ofText("another") + ", twice");
    server.redirectWithDigest(SHA256);
    fetch(file(-1, ""));
    assertFetched();
  }

  @Test
  void anotherSizeIsRefused() {
    assertThatThrownBy(() -> fetch(file(5, "")))
        .hasMessageEndingWith("the server has 300000 bytes, not 5");
  }

  @Test
  void aMissingFileIsNotAskedForAgain() {
    RemoteFile missing = new RemoteFile("b.pth", server.url().resolve("/missing"), -1, "");
    assertThatThrownBy(() -> fetch(missing)).hasMessageEndingWith("status 404");
    assertThat(server.ranges()).isEmpty();
  }

  @Test
  void anotherFileOfThatNameIsLeftAlone() throws IOException {
    Files.writeString(folder.resolve("a.pth"), "mine");
    assertThatThrownBy(() -> fetch(file(-1, SHA256)))
        .hasMessageEndingWith("a.pth is there but is another file; move it away");
    assertThat(folder.resolve("a.pth")).hasContent("mine");
  }

  @Test
  void readsAList() {
    String list =
        "# comment\n\na.pth\thttps://example.org/a\t12\t" + SHA256 + "\nb\thttp://h/b\t-\t-\n";
    assertThat(RemoteFile.parseList(list, "list"))
        .extracting(RemoteFile::name, RemoteFile::bytes, RemoteFile::sha256)
        .containsExactly(tuple("a.pth", 12L, SHA256), tuple("b", -1L, ""));
    assertThatThrownBy(() -> RemoteFile.parseList("\n../a\thttp://h/b\t-\t-", "list"))
        .hasMessage("Cannot fetch by the list list: line 2: its name \"../a\" is not a file name");
    assertThatThrownBy(() -> RemoteFile.parseList("a http://h/b", "list"))
        .hasMessage(
            "Cannot fetch by the list list: line 1: it has 1 columns, not 4 with tabs between");
  }

  @Test
  void thePublishedListIsWellFormed() {
    assertThat(RemoteFile.officialCheckpoints())
        .extracting(RemoteFile::name)
        .contains("autoregressive.pth", "tokenizer.json", "mel_norms.pth", "rlg_auto.pth")
        .doesNotHaveDuplicates();
  }
}
