// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.testudo.synthesis.BundleManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page and this side of the contract; {@code test_contract.py} holds the other. */
class BundlePageTest {
  private final String page = read();

  private static String read() {
    try {
      return Files.readString(Path.of("BUNDLE.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void settingsAreNamedAsOnThePage() {
    assertThat(AutoregressiveModel.settings(Tiny.BUNDLE.defaults(), 7).keySet())
        .containsExactlyElementsOf(firstColumn("| setting of `prefill` |"));
  }

  @Test
  void statusCodesAreNamedAsOnThePage() {
    Map<String, Long> codes = new LinkedHashMap<>();
    Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\d+) \\|")
        .matcher(table("| status | code |"))
        .results()
        .forEach(row -> codes.put(row.group(1), Long.valueOf(row.group(2))));
    assertThat(SlotStatus.byCode(codes)).hasSize(SlotStatus.values().length);
  }

  @Test
  void manifestHasTheKeysOfThePage() throws IOException {
    String json = page.substring(page.indexOf("```json") + 7);
    JsonNode example = new ObjectMapper().readTree(json.substring(0, json.indexOf("```")));
    List<String> keys = new ArrayList<>();
    example.fieldNames().forEachRemaining(keys::add);
    keys.addAll(optionalKeys());
    assertThat(example.get("format").asInt()).isEqualTo(BundleManifest.FORMAT);
    assertThat(keys).containsExactlyInAnyOrderElementsOf(components(BundleManifest.class));
    assertThat(example.get("autoregressive").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(components(BundleManifest.Autoregressive.class));
    assertThat(example.get("diffusion").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(components(BundleManifest.Diffusion.class));
    assertThat(example.get("voices").get(0).fieldNames())
        .toIterable()
        .containsExactlyElementsOf(components(BundleManifest.VoiceEntry.class));
  }

  /** Keys that only imported models have. */
  private List<String> optionalKeys() {
    return Pattern.compile("(?m)^\\| `\"(\\w+)\":")
        .matcher(page)
        .results()
        .map(row -> row.group(1))
        .toList();
  }

  private static List<String> components(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  private List<String> firstColumn(String header) {
    Stream<MatchResult> rows =
        Pattern.compile("(?m)^\\| `(\\w+)` \\|").matcher(table(header)).results();
    return rows.map(row -> row.group(1)).toList();
  }

  private String table(String header) {
    String rest = page.substring(page.indexOf(header));
    return rest.substring(0, rest.indexOf("\n\n"));
  }
}
