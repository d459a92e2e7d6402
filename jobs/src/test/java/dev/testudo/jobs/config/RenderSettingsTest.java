package dev.testudo.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.synthesis.tone.ToneModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RenderSettingsTest {
  private static RenderSettings settings(Map<String, String> overrides) {
    return RenderSettings.of(
        Settings.of(Settings.DEFAULT_PRESET, overrides), ToneModel.NAME, new ToneModel());
  }

  @Test
  void takesTheModelsDefaults() {
    RenderSettings settings = settings(Map.of());
    assertThat(settings.synthesis()).isEqualTo(new ToneModel().defaults());
    assertThat(settings.engine().slots()).isEqualTo(8);
    assertThat(settings.mastering().name()).isEqualTo("audiobook");
    assertThat(settings.unitSeconds()).isEqualTo(120);
  }

  @Test
  void mapsEveryKey() {
    Map<String, String> given = new HashMap<>();
    given.put("temperature", "0.7");
    given.put("top-k", "50");
    given.put("top-p", "0.9");
    given.put("repetition-penalty", "2");
    given.put("typical-mass", "0.5");
    given.put("diffusion-steps", "30");
    given.put("guidance", "2.5");
    given.put("diffusion-temperature", "0.8");
    given.put("sampler", "other");
    given.put("candidates", "16");
    given.put("vocoder", "default");
    given.put("compat", "none");
    given.put("target-characters", "100");
    given.put("max-characters", "200");
    given.put("lexicon", "default");
    given.put("foreign", "read");
    given.put("device", "cuda:1");
    given.put("precision", "half");
    given.put("slots", "16");
    given.put("workers", "3");
    given.put("low-memory", "true");
    given.put("later-rows", "8");
    given.put("later-step", "32");
    given.put("unit-seconds", "300");
    given.put("mastering", "podcast");
    given.put("target-lufs", "-18");
    given.put("peak-ceiling-dbtp", "-2");
    given.put("sample-rate-hz", "22050");
    given.put("pause-clause-ms", "1");
    given.put("pause-sentence-ms", "2");
    given.put("pause-paragraph-ms", "3");
    given.put("pause-heading-ms", "4");
    given.put("lead-in-ms", "5");
    given.put("lead-out-ms", "6");

    assertThat(settings(given).effective()).isEqualTo(given);
    assertThat(settings(given).engine().workers()).isEqualTo(3);
    assertThat(settings(given).engine().laterRows()).isEqualTo(8);
    assertThat(settings(given).engine().laterStepCodes()).isEqualTo(32);
    assertThat(settings(given).mastering().headingMillis()).isEqualTo(4);
    assertThat(settings(given).packing().maxCharacters()).isEqualTo(200);
  }

  @Test
  void presetsAreValid() {
    for (String preset : ConfFiles.names("presets")) {
      Settings settings = Settings.of(preset, Map.of());
      assertThat(RenderSettings.of(settings, ToneModel.NAME, new ToneModel()).effective())
          .as(preset)
          .containsAllEntriesOf(settings.own());
    }
  }

  @Test
  void pageNamesExactlyTheKeys() throws IOException {
    String page = Files.readString(Path.of("../conf/README.md"));
    String table = page.substring(page.indexOf("| key |"));
    TreeSet<String> named =
        Pattern.compile("(?m)^\\| (`[^|]+) \\|")
            .matcher(table)
            .results()
            .map(MatchResult::group)
            .flatMap(cell -> Pattern.compile("`([a-z-]+)`").matcher(cell).results())
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).isEqualTo(new TreeSet<>(settings(Map.of()).effective().keySet()));
  }

  @Test
  void sparkAndStorageKeysGoTheirOwnWay() {
    Settings settings =
        Settings.of(
            Settings.DEFAULT_PRESET,
            Map.of("spark.executor.memory", "4g", "fs.s3a.endpoint", "http://127.0.0.1:7070"));
    assertThat(settings.own()).isEmpty();
    assertThat(settings.spark())
        .containsEntry("spark.executor.memory", "4g")
        .containsEntry("spark.hadoop.fs.s3a.endpoint", "http://127.0.0.1:7070");
    assertThat(settings.storage()).containsEntry("fs.s3a.endpoint", "http://127.0.0.1:7070");
  }
}
