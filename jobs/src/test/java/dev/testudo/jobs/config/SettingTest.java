// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTest {
  @ParameterizedTest
  @CsvSource({
    "temperature, 5",
    "temperature, 0.01",
    "top-p, 1",
    "typical-mass, 0",
    "typical-mass, 0.99",
    "top-k, 0",
    "candidates, 1024",
    "target-lufs, none",
    "target-lufs, -40",
    "sample-rate-hz, native",
    "device, cuda:12",
    "compat, reference",
    "lexicon, any/file.tsv",
  })
  void accepts(String key, String value) {
    assertThat(accepts(find(key), value)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "temperature, 0",
    "temperature, 5.01",
    "temperature, NaN",
    "temperature, Infinity",
    "temperature, warm",
    "top-p, 1.5",
    "typical-mass, 1",
    "top-k, -1",
    "top-k, 1.0",
    "top-k, 99999999999",
    "candidates, 0",
    "candidates, 1025",
    "target-lufs, 0",
    "sample-rate-hz, none",
    "device, cuda",
    "low-memory, yes",
  })
  void refuses(String key, String value) {
    assertThat(accepts(find(key), value)).isFalse();
  }

  private static boolean accepts(Setting setting, String value) {
    return setting.check().accepts(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "temperature | a number, above 0 and at most 5",
        "typical-mass | a number, at least 0 and below 1",
        "guidance | a number, 0 or more",
        "unit-seconds | a number, above 0",
        "slots | a whole number, 4 or more",
        "candidates | a whole number, 1 to 1024",
        "target-lufs | a number, -40 to -5, or none",
      })
  void saysItsRange(String key, String range) {
    assertThat(find(key).range()).isEqualTo(range);
  }

  private static Setting find(String key) {
    return SettingsTable.find(key).orElseThrow();
  }
}
