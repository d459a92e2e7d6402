// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTokenizerTest {
  /** Ranks: 0 "t h", 1 "th e", 2 "a n". */
  private static final String TOKENIZER =
      """
      {"normalizer": null, "pre_tokenizer": {"type": "Whitespace"},
       "added_tokens": [{"id": 0, "content": "[STOP]"}, {"id": 1, "content": "[UNK]"},
                        {"id": 2, "content": "[SPACE]"}],
       "model": {"type": "BPE", "unk_token": "[UNK]", "fuse_unk": false,
                 "vocab": {"[STOP]": 0, "[UNK]": 1, "[SPACE]": 2, "'": 3, "a": 4, "e": 5, "h": 6,
                           "n": 7, "t": 8, "th": 9, "the": 10, "an": 11},
                 "merges": %s}}
      """;

  @TempDir private Path directory;

  @Test
  void appliesTheLowestMergeFirstInsideEachWord() throws IOException {
    BpeTokenizer tokenizer = tokenizer("[\"t h\", \"th e\", \"a n\"]");
    assertThat(tokenizer.encode("the than")).containsExactly(10, 2, 9, 11);
    assertThat(tokenizer.encode("t'h")).containsExactly(8, 3, 6);
    assertThat(tokenizer.encode(" a  n ")).containsExactly(2, 4, 2, 2, 7, 2);
  }

  @Test
  void readsMergesAsPairsToo() throws IOException {
    BpeTokenizer tokenizer = tokenizer("[[\"t\", \"h\"], [\"th\", \"e\"]]");
    assertThat(tokenizer.encode("thean")).containsExactly(10, 4, 7);
  }

  @Test
  void speaksWithoutMerges() throws IOException {
    assertThat(tokenizer("[]").encode("the")).containsExactly(8, 6, 5);
  }

  @Test
  void countsEachUnknownCharacterOnce() throws IOException {
    BpeTokenizer tokenizer = tokenizer("[]");
    assertThat(tokenizer.encode("a\ud83d\udc22zz")).containsExactly(4, 1, 1, 1);
    assertThat(tokenizer.unknownId()).isEqualTo(1);
  }

  @Test
  void refusesAnotherKindOfTokenizer() throws IOException {
    Path file = directory.resolve("tokenizer.json");
    Files.writeString(file, TOKENIZER.formatted("[]").replace("\"BPE\"", "\"Unigram\""));
    assertThatThrownBy(() -> BpeTokenizer.read(file))
        .hasMessage("Cannot use tokenizer " + file + ": \"model.type\" must be BPE");
    Files.writeString(file, "not json");
    assertThatThrownBy(() -> BpeTokenizer.read(file))
        .hasMessage("Cannot use tokenizer " + file + ": it is not a JSON document");
  }

  @Test
  void agreesWithTheReferenceOnTheOfficialVocabulary() throws IOException {
    BpeTokenizer tokenizer = BpeTokenizer.read(Parity.file("data/tokenizer.json"));
    JsonNode rows =
        new ObjectMapper().readTree(Parity.file("tokenizer.json").toFile()).path("rows");
    assertThat(rows.size()).isPositive();
    for (JsonNode row : rows) {
      long[] expected = new long[row.path("ids").size()];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = row.path("ids").get(i).asLong();
      }
      String cleaned = row.path("cleaned").asText();
      assertThat(tokenizer.encode(cleaned)).as(cleaned).isEqualTo(expected);
    }
  }

  private BpeTokenizer tokenizer(String merges) throws IOException {
    return BpeTokenizer.read(
        Files.writeString(directory.resolve("tokenizer.json"), TOKENIZER.formatted(merges)));
  }
}
