// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFilesTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final Instant YESTERDAY = NOW.minus(Duration.ofDays(1));

  @TempDir private Path folder;

  @Test
  void findsWhatWasLeftLongAgoAndNothingElse() throws IOException {
    Path chapter = Files.createTempDirectory(folder, "testudo-chapter-");
    Path file = write(chapter.resolve("chapter-001.flac"), YESTERDAY);
    Files.setLastModifiedTime(chapter, FileTime.from(YESTERDAY));
    Path decoded = write(Files.createTempFile(folder, "testudo-verify-", ".flac"), YESTERDAY);
    Path atWork = Files.createTempDirectory(folder, "testudo-chapter-");
    write(atWork.resolve("chapter-002.flac"), NOW);
    Files.setLastModifiedTime(atWork, FileTime.from(YESTERDAY));
    Path part = write(folder.resolve("s3ablock-0001-7.tmp"), YESTERDAY);
    write(folder.resolve("testudo-books"), YESTERDAY);
    write(folder.resolve("another-1"), YESTERDAY);

    assertThat(ScratchFiles.unchangedSince(folder, NOW.minusSeconds(60)))
        .containsExactly(part, chapter, decoded);
    assertThat(ScratchFiles.unchangedSince(folder.resolve("absent"), NOW)).isEmpty();
    assertThat(ScratchFiles.bytes(chapter)).isEqualTo(5);
    ScratchFiles.delete(chapter);
    assertThat(file).doesNotExist();
    assertThat(chapter).doesNotExist();
  }

  private static Path write(Path file, Instant time) throws IOException {
    return Files.setLastModifiedTime(Files.writeString(file, "sound"), FileTime.from(time));
  }
}
