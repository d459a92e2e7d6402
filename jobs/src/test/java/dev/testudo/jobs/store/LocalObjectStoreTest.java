// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalObjectStoreTest {
  @TempDir Path folder;
  private ObjectStore store;

  @BeforeEach
  void open() {
    store = ObjectStore.open(folder.resolve("library").toString(), Map.of());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void createsNothingBeforeTheFirstPut() {
    assertThat(store.list("")).isEmpty();
    assertThat(store.head("a/b")).isEmpty();
    assertThat(store.readVersioned("a/b")).isEmpty();
    assertThat(store.unfinishedWrites()).isEmpty();
    assertThat(folder.resolve("library")).doesNotExist();
  }

  @Test
  void secondPutOfObjectLeavesTheFirst() {
    assertThat(store.putIfAbsent("a/b", bytes("first"))).isTrue();
    assertThat(store.putIfAbsent("a/b", bytes("second"))).isFalse();

    assertThat(store.read("a/b")).asString(UTF_8).isEqualTo("first");
    assertThat(store.unfinishedWrites()).isEmpty();
  }

  @Test
  void oneOfManyWritersWins() throws Exception {
    List<Boolean> results = race(16, writer -> store.putIfAbsent("a/b", bytes("writer " + writer)));

    assertThat(results).containsOnlyOnce(true);
    assertThat(store.read("a/b")).asString(UTF_8).isEqualTo("writer " + results.indexOf(true));
    assertThat(store.unfinishedWrites()).isEmpty();
  }

  @Test
  void oneOfManyReplacersWins() throws Exception {
    store.putIfAbsent("a", bytes("first"));
    Optional<String> etag = store.readVersioned("a").map(VersionedBytes::etag);

    List<Boolean> results =
        race(
            16,
            writer -> {
              // Each by its own store, as two processes would.
              try (ObjectStore own = store.location().open()) {
                return own.replaceIfMatch("a", bytes("writer " + writer), etag);
              }
            });

    assertThat(results).containsOnlyOnce(true);
    assertThat(store.read("a")).asString(UTF_8).isEqualTo("writer " + results.indexOf(true));
  }

  @Test
  void refusesStaleEtag() {
    assertThat(store.replaceIfMatch("a", bytes("first"), Optional.empty())).isTrue();
    Optional<String> etag = store.readVersioned("a").map(VersionedBytes::etag);
    assertThat(store.replaceIfMatch("a", bytes("second"), Optional.empty())).isFalse();
    assertThat(store.replaceIfMatch("a", bytes("second"), etag)).isTrue();
    assertThat(store.replaceIfMatch("a", bytes("third"), etag)).isFalse();
    assertThat(store.replaceIfMatch("missing", bytes("third"), etag)).isFalse();

    assertThat(store.read("a")).asString(UTF_8).isEqualTo("second");
  }

  @Test
  void readersNeverSeePartOfAnObject() throws Exception {
    byte[] large = new byte[1 << 20];
    List<Integer> sizes = new ArrayList<>();
    CountDownLatch putsDone = new CountDownLatch(1);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    Future<?> reader =
        threads.submit(
            () -> {
              while (putsDone.getCount() > 0) {
                store.list("").forEach(object -> sizes.add((int) object.bytes()));
              }
            });
    for (int i = 0; i < 20; i++) {
      store.putIfAbsent("object-" + i, large);
    }
    putsDone.countDown();
    reader.get();
    threads.shutdown();

    assertThat(sizes).isNotEmpty().containsOnly(large.length);
  }

  @Test
  void namesFoldersWithoutReadingThem() {
    store.putIfAbsent("plans/book=b/_work.json", bytes("b"));
    store.putIfAbsent("plans/book=a/plan.parquet", bytes("a"));
    store.putIfAbsent("plans/stray.json", bytes("no folder"));

    assertThat(store.folders("plans/")).containsExactly("book=a", "book=b");
    assertThat(store.folders("none/")).isEmpty();
  }

  @Test
  void showsKilledWritersOnlyAsUnfinishedWrites() throws IOException {
    store.putIfAbsent("takes/whole", bytes("whole"));
    Path left = folder.resolve("library/takes/.unit.parquet.4711.tmp");
    Files.write(left, bytes("hal"));

    assertThat(store.list("")).extracting(StoredObject::path).containsExactly("takes/whole");
    List<UnfinishedWrite> unfinished = store.unfinishedWrites();
    assertThat(unfinished)
        .extracting(UnfinishedWrite::path)
        .containsExactly("takes/.unit.parquet.4711.tmp");

    store.discard(unfinished.get(0));
    assertThat(left).doesNotExist();
  }

  @Test
  void failingUploadLeavesNothing() {
    assertThatThrownBy(() -> store.uploadIfAbsent("chapter", folder.resolve("no such file")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("it does not exist");

    assertThat(store.list("")).isEmpty();
    assertThat(store.unfinishedWrites()).isEmpty();
  }

  @Test
  void uploadsFileOnce() throws IOException {
    Path file = Files.write(folder.resolve("chapter.flac"), bytes("sound"));

    assertThat(store.uploadIfAbsent("c/1.flac", file)).isTrue();
    assertThat(store.uploadIfAbsent("c/1.flac", file)).isFalse();

    try (InputStream in = store.openStream("c/1.flac")) {
      assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("sound");
    }
  }

  @Test
  void listsFolderInPathOrder() {
    for (String path : List.of("b/2", "a/x", "b/1/deep", "bb/no")) {
      store.putIfAbsent(path, bytes(path));
    }

    try (Stream<StoredObject> found = store.list("b/")) {
      assertThat(found).extracting(StoredObject::path).containsExactly("b/1/deep", "b/2");
    }
    assertThat(store.head("b/2").orElseThrow().bytes()).isEqualTo(3);
    assertThat(store.head("b")).isEmpty();
  }

  @Test
  void movesAndDeletes() {
    store.putIfAbsent("takes/a", bytes("a"));

    store.move("takes/a", "quarantine/takes/a");

    assertThat(store.list("")).extracting(StoredObject::path).containsExactly("quarantine/takes/a");
    assertThat(store.delete("quarantine/takes/a")).isTrue();
    assertThat(store.delete("quarantine/takes/a")).isFalse();
    assertThat(folder.resolve("library/quarantine")).doesNotExist();
  }

  @Test
  void readsAtAnyPosition() throws IOException {
    store.putIfAbsent("a", bytes("0123456789"));
    try (ObjectReader reader = store.openReader("a")) {
      byte[] buffer = new byte[4];
      reader.readFully(5, buffer, 1, 3);

      assertThat(reader.size()).isEqualTo(10);
      assertThat(buffer).containsExactly(0, '5', '6', '7');
      assertThatThrownBy(() -> reader.readFully(8, buffer, 0, 4))
          .isInstanceOf(IOException.class)
          .hasMessage("The file ends before byte 12");
    }
  }

  @Test
  void refusesPathsOutsideOfTheRoot() {
    assertThatThrownBy(() -> store.read("../secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot use \"../secret\" as the path of an object: it must lie below the root");
    assertThatThrownBy(() -> store.list("a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("end in a slash");
  }

  @Test
  void saysInOneSentenceWhatCannotBeWritten() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    try (ObjectStore unusable = ObjectStore.open(file.toString(), Map.of())) {
      assertThatThrownBy(() -> unusable.putIfAbsent("a/b", bytes("x")))
          .isInstanceOf(StorageException.class)
          .hasMessage(
              "Cannot write " + file.resolve("a/b") + ": a file stands where a folder is needed");
      assertThat(Probe.missingGuarantee(unusable))
          .hasValueSatisfying(s -> assertThat(s).contains("Cannot"));
    }
  }

  @Test
  void probeFindsNothingLackingAndLeavesNothing() {
    assertThat(Probe.missingGuarantee(store)).isEmpty();
    assertThat(store.list("")).isEmpty();
  }

  private interface Writer {
    boolean write(int number);
  }

  /** {@return what each writer was told, all of them started at once} */
  private static List<Boolean> race(int writers, Writer writer) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Boolean>> futures = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      int number = i;
      futures.add(
          threads.submit(
              () -> {
                start.await();
                return writer.write(number);
              }));
    }
    start.countDown();
    List<Boolean> results = new ArrayList<>();
    for (Future<Boolean> future : futures) {
      results.add(future.get());
    }
    threads.shutdown();
    return results;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
