// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.testudo.jobs.FaultProxy.Fault;
import dev.testudo.jobs.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What writers leave behind that were killed or ran out of disk, and how it is swept. */
class LeftoversIT {
  private static final String ROOT = "s3a://" + S3Server.BUCKET + "/library";
  private static final String OBJECT = "editions/book/main/digest/chapter-001.flac";

  @TempDir private Path folder;

  @Test
  void anUploadThatWasKilledIsSweptAndNothingOfItIsSeen() throws Exception {
    Path file = large();
    try (S3Server server = S3Server.start(folder.resolve("s3"))) {
      ChildProcess killed =
          ChildProcess.ofClass(
              folder, KilledUpload.class, ROOT, OBJECT, file.toString(), "" + server.port());
      assertThat(killed.exitCode()).as(killed.err()).isEqualTo(KilledUpload.EXIT_CODE);

      try (ObjectStore store = ObjectStore.open(ROOT, server.settings())) {
        assertThat(store.list("")).isEmpty();
        assertThat(sweep(server, "--dry-run").out())
            .contains("unfinished-write", OBJECT, "Would delete 1 leftovers");
        assertThat(store.unfinishedWrites()).hasSize(1);
        assertThat(sweep(server).out()).contains("Deleted 1 leftovers");
        assertThat(store.unfinishedWrites()).isEmpty();
        assertThat(sweep(server).out()).contains("Deleted 0 leftovers");
      }
    }
  }

  @Test
  void anUploadGoesOnWhenTheServerWasKilledBetweenItsPartsAndIsBack() throws Exception {
    Path file = large();
    try (S3Server server = S3Server.start(folder.resolve("s3"));
        FaultProxy proxy = FaultProxy.before(server.port())) {
      Map<String, String> settings = new TreeMap<>(S3Server.settingsAt(proxy.port()));
      settings.put("fs.s3a.multipart.size", "5M");
      FaultProxy.Rule rule = proxy.let(Fault.HOLD, "PUT .*partNumber=2", 1);
      try (ObjectStore store = ObjectStore.open(ROOT, settings)) {
        CompletableFuture<Boolean> upload =
            CompletableFuture.supplyAsync(() -> store.uploadIfAbsent(OBJECT, file));
        rule.awaitMet();
        server.kill();
        server.start();
        rule.release();

        assertThat(upload.join()).isTrue();
        assertThat(store.read(OBJECT)).isEqualTo(Files.readAllBytes(file));
        assertThat(store.unfinishedWrites()).isEmpty();
      }
    }
  }

  /** On a file system of two megabytes, which only a mount namespace of its own can have. */
  @Test
  void aFullScratchDiskLosesNoTakeAndLeavesNothingBehind() throws Exception {
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    String mount = "mount -t tmpfs -o size=2m scratch " + scratch;
    assumeThat(inNamespace(mount, List.of("true")).exitCode())
        .as("unshare can mount a small file system")
        .isZero();
    Path manuscript = Manuscripts.numbered(folder, 1, 80);
    LibraryFolder library = new LibraryFolder(folder.resolve("library"));
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "TESTUDO_JAVA_OPTS=" + SparkCluster.SHORT_LIVED + " -Djava.io.tmpdir=" + scratch));
    command.add(Path.of("../testudo").toRealPath().toString());
    command.addAll(List.of(CommandLineRun.arguments("render", manuscript, library.root())));

    ChildProcess full = inNamespace(mount, command);

    assertThat(full.exitCode()).as(full.err()).isEqualTo(1);
    assertThat(full.err().lines().filter(line -> line.startsWith("testudo: ")))
        .singleElement()
        .asString()
        .startsWith("testudo: Cannot write chapter \"" + scratch)
        .contains("No space left on device");
    assertThat(full.err()).doesNotContain("\tat ");
    assertThat(full.err().lines()).hasSizeLessThan(20);
    assertThat(full.out()).contains("left behind: 0 files");
    assertThat(library.hasEdition("main")).isFalse();

    CommandLineRun again = CommandLineRun.render(manuscript, library.root());
    assertThat(again.out()).contains("Published book", "(0 rendered, 82 reused)");
    anExportToAFullDiskIsWholeOrAbsent(mount, scratch, library);
  }

  private void anExportToAFullDiskIsWholeOrAbsent(String mount, Path scratch, LibraryFolder library)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Path.of("../testudo").toRealPath().toString()));
    command.addAll(List.of("export", "book", "--library", library.root().toString()));
    command.addAll(List.of("--format", "srt,wav", "--to", scratch + "/testudo-export"));

    ChildProcess full = inNamespace(mount, command);

    assertThat(full.exitCode()).as(full.err()).isEqualTo(1);
    assertThat(full.err().lines().filter(line -> line.startsWith("testudo: ")))
        .containsExactly(
            "testudo: Cannot export book as wav: no space is left on the disk of \"%s/testudo-export\"; free some and run again: formats that are finished are kept"
                .formatted(scratch));
    assertThat(full.out()).contains("left behind: 1 files");
  }

  /** Runs a command where the mount is seen, and then counts what is left in the scratch folder. */
  private ChildProcess inNamespace(String mount, List<String> command)
      throws IOException, InterruptedException {
    String script =
        mount
            + " && { \"$@\"; code=$?; echo \"left behind: $(find "
            + folder.resolve("scratch")
            + " -name 'testudo-*' | wc -l) files\"; exit $code; }";
    List<String> line = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", script, "sh"));
    line.addAll(command);
    return ChildProcess.of(folder, folder, line);
  }

  private Path large() throws IOException {
    byte[] bytes = new byte[12 << 20];
    bytes[bytes.length - 1] = 7;
    return Files.write(folder.resolve("large"), bytes);
  }

  private static CommandLineRun sweep(S3Server server, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("sweep", "--older-than", "0m", "--library", ROOT));
    arguments.addAll(List.of(more));
    arguments.addAll(S3Server.asArguments(server.settings()));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }
}
