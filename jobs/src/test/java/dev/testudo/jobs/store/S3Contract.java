// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.jobs.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What a library needs of an S3 server, tried with a real one. */
abstract class S3Contract {
  private static final String ROOT = "s3a://" + S3Server.BUCKET + "/a/library";

  @TempDir private Path folder;
  private ObjectStore store;

  abstract S3Server server();

  ObjectStore store() {
    return store;
  }

  @BeforeEach
  void open() {
    store = ObjectStore.open(ROOT, server().settings());
    store.list("").forEach(object -> store.delete(object.path()));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void lacksNothing() {
    assertThat(Probe.missingGuarantee(store)).isEmpty();
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void secondPutOfAnObjectLeavesTheFirst() {
    assertThat(store.putIfAbsent("takes/book=b/x.parquet", bytes("first"))).isTrue();
    assertThat(store.putIfAbsent("takes/book=b/x.parquet", bytes("second"))).isFalse();

    assertThat(store.read("takes/book=b/x.parquet")).asString(UTF_8).isEqualTo("first");
    assertThat(store.list("takes/")).extracting(StoredObject::bytes).containsExactly(5L);
  }

  @Test
  void foldersAreNamedWithoutReadingThem() {
    store.putIfAbsent("plans/book=b/_work.json", bytes("b"));
    store.putIfAbsent("plans/book=a/plan.parquet", bytes("a"));
    store.putIfAbsent("plans/stray.json", bytes("no folder"));

    assertThat(store.folders("plans/")).containsExactly("book=a", "book=b");
    assertThat(store.folders("none/")).isEmpty();
  }

  @Test
  void neitherAStaleNorAGoneObjectIsReplaced() {
    store.putIfAbsent("edition.json", bytes("old"));
    Optional<String> stale = etag("edition.json");
    assertThat(store.replaceIfMatch("edition.json", bytes("new"), stale)).isTrue();

    assertThat(store.replaceIfMatch("edition.json", bytes("late"), stale)).isFalse();
    assertThat(store.replaceIfMatch("gone.json", bytes("late"), stale)).isFalse();
    assertThat(store.read("edition.json")).asString(UTF_8).isEqualTo("new");
    assertThat(store.head("gone.json")).isEmpty();
  }

  @Test
  void largeFilesAreUploadedInPartsAndReadAtAnyPosition() throws Exception {
    byte[] large = new byte[12 << 20];
    large[large.length - 1] = 7;
    Path file = Files.write(folder.resolve("large"), large);
    try (ObjectStore parts = ObjectStore.open(ROOT, with("fs.s3a.multipart.size", "5M"))) {
      assertThat(parts.uploadIfAbsent("large", file)).isTrue();
      assertThat(parts.uploadIfAbsent("large", file)).isFalse();
      try (ObjectReader reader = parts.openReader("large")) {
        byte[] end = new byte[2];
        reader.readFully(large.length - 2, end, 0, 2);
        assertThat(end).containsExactly(0, 7);
      }
    }
  }

  @Test
  void unfinishedUploadsBelowTheLibraryAreFoundAndDiscarded() {
    try (S3Client client = server().client()) {
      beginUpload(client, "a/library/takes/half.parquet");
      beginUpload(client, "another/library/half.parquet");
    }

    assertThat(store.unfinishedWrites())
        .extracting(UnfinishedWrite::path)
        .containsExactly("takes/half.parquet");
    store.unfinishedWrites().forEach(store::discard);
    assertThat(store.unfinishedWrites()).isEmpty();
    assertThat(store.head("takes/half.parquet")).isEmpty();
  }

  @Test
  void whatIsMissingIsSaidInOneSentence() {
    assertThatThrownBy(() -> store.read("nothing"))
        .isInstanceOf(StorageException.class)
        .hasMessage("Cannot read " + ROOT + "/nothing: it does not exist");
  }

  private static void beginUpload(S3Client client, String key) {
    String id =
        client.createMultipartUpload(upload -> upload.bucket(S3Server.BUCKET).key(key)).uploadId();
    client.uploadPart(
        part -> part.bucket(S3Server.BUCKET).key(key).uploadId(id).partNumber(1),
        RequestBody.fromBytes(new byte[1000]));
  }

  private Map<String, String> with(String key, String value) {
    Map<String, String> changed = new TreeMap<>(server().settings());
    changed.put(key, value);
    return changed;
  }

  private Optional<String> etag(String path) {
    return store.readVersioned(path).map(VersionedBytes::etag);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
