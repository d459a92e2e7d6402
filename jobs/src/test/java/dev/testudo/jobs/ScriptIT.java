// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of a manuscript, before and after it is rendered. */
class ScriptIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> FIELDS =
      List.of(
          "ordinal",
          "chapter",
          "chapterTitle",
          "kind",
          "language",
          "voice",
          "speaker",
          "pauseAfter",
          "source",
          "spoken",
          "predictedSeconds",
          "key",
          "file",
          "startSeconds",
          "endSeconds");

  @TempDir private Path folder;

  @Test
  void saysWhatIsReadAndWhereItIsHeard() throws IOException {
    Path manuscript =
        Files.writeString(
            folder.resolve("two.md"),
            "# Two\n\n## One\n\nMr. Hill came in.\n\nIt was *late*.\n\n## Two\n\nAll was well.\n");

    List<JsonNode> before = lines(script(manuscript, "--json"));
    assertThat(before).hasSize(6);
    assertThat(folder.resolve("library")).doesNotExist();
    before.forEach(
        line -> {
          List<String> names = new ArrayList<>();
          line.fieldNames().forEachRemaining(names::add);
          assertThat(names).isEqualTo(FIELDS);
          assertThat(line.get("file").isNull()).isTrue();
        });
    assertThat(before.get(2).get("source").asText()).isEqualTo("Mr. Hill came in.");
    assertThat(before.get(2).get("spoken").asText()).isEqualTo("mister Hill came in.");
    assertThat(before.get(2).get("kind").asText()).isEqualTo("paragraph");
    assertThat(before.get(2).get("chapterTitle").asText()).isEqualTo("One");

    assertThat(script(manuscript, "--changed").lines())
        .singleElement()
        .asString()
        .contains("Mr. Hill came in.\tmister Hill came in.");
    assertThat(script(manuscript, "--find", "LATE").lines()).hasSize(1);

    Path library = folder.resolve("library");
    assertThat(CommandLineRun.render(manuscript, library).exitCode()).isZero();
    List<JsonNode> after = lines(script(manuscript, "--json"));
    double end = 0;
    String file = "";
    for (JsonNode line : after) {
      end = line.get("file").asText().equals(file) ? end : 0;
      file = line.get("file").asText();
      assertThat(library.resolve(file)).exists();
      assertThat(line.get("startSeconds").asDouble()).isGreaterThan(end);
      end = line.get("endSeconds").asDouble();
      assertThat(end - line.get("startSeconds").asDouble())
          .isCloseTo(line.get("predictedSeconds").asDouble(), within(2.0));
    }
    assertThat(script(manuscript)).contains("chapter-002.flac");
  }

  private String script(Path manuscript, String... more) {
    CommandLineRun run =
        CommandLineRun.of(
            CommandLineRun.arguments("script", manuscript, folder.resolve("library"), more));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }

  private static List<JsonNode> lines(String text) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }
}
