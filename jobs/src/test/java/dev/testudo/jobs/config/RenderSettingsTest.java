// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.segmentation.DataTables;
import dev.testudo.segmentation.ForeignPassages;
import dev.testudo.segmentation.PackingLimits;
import dev.testudo.segmentation.ReadingLimits;
import dev.testudo.synthesis.Listening;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.audio.MasteringProfile;
import dev.testudo.synthesis.tone.ToneModel;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderSettingsTest {
  @TempDir private Path folder;

  private static RenderSettings settings(Map<String, String> overrides) {
    return RenderSettings.of(
        Settings.of(Settings.DEFAULT_PRESET, overrides), ToneModel.NAME, new ToneModel());
  }

  @Test
  void takesTheModelsDefaults() {
    RenderSettings settings = settings(Map.of());
    assertThat(settings.synthesis()).isEqualTo(new ToneModel().defaults());
    assertThat(settings.engine().slots()).isEqualTo(8);
    assertThat(settings.engine().laterRows()).isEqualTo(1);
    assertThat(settings.mastering().name()).isEqualTo("audiobook");
    assertThat(settings.unitSeconds()).isEqualTo(120);
  }

  @Test
  void onAGpuBooksGoInLargerBatchesAndALoneUtteranceDoesNot() {
    Settings onGpu =
        Settings.of(Settings.DEFAULT_PRESET, Map.of("spark.executor.resource.gpu.amount", "1"));
    EngineSpec engine = RenderSettings.of(onGpu, ToneModel.NAME, new ToneModel()).engine();
    assertThat(engine.slots()).isEqualTo(256);
    assertThat(engine.laterRows()).isEqualTo(16);
    EngineSpec alone =
        RenderSettings.of(onGpu.forOneUtterance(), ToneModel.NAME, new ToneModel()).engine();
    assertThat(alone.laterRows()).isEqualTo(1);
  }

  /** Every value differs from its default and from the others, so that none can be swapped. */
  @Test
  void mapsEveryKey() throws IOException {
    Path lexicon = Files.writeString(folder.resolve("lexicon.tsv"), "Hale\thail\n");
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
    given.put("vocoder", "second");
    given.put("compat", "reference");
    given.put("target-characters", "100");
    given.put("max-characters", "200");
    given.put("lexicon", lexicon.toString());
    given.put("foreign", "read");
    given.put("foreign-passages", "skip");
    given.put("tables", "read");
    given.put("max-unpacked-mib", "513");
    given.put("max-text-mib", "65");
    given.put("max-files", "20001");
    given.put("max-elements", "3000001");
    given.put("listen", "strict");
    given.put("device", "cuda:1");
    given.put("precision", "half");
    given.put("slots", "17");
    given.put("workers", "3");
    given.put("low-memory", "true");
    given.put("later-rows", "8");
    given.put("later-step", "32");
    given.put("gpu-libraries", "/gpu");
    given.put("cuda-graphs", "true");
    given.put("unit-seconds", "301");
    given.put("price-per-hour", "3.5");
    given.put("mastering", "podcast");
    given.put("target-lufs", "-18");
    given.put("peak-ceiling-dbtp", "-2.5");
    given.put("sample-rate-hz", "22050");
    given.put("pause-clause-ms", "11");
    given.put("pause-sentence-ms", "12");
    given.put("pause-paragraph-ms", "13");
    given.put("pause-heading-ms", "14");
    given.put("lead-in-ms", "15");
    given.put("lead-out-ms", "6");
    assertThat(given.keySet()).isEqualTo(SettingsTable.keys());
    Map<String, String> defaults = settings(Map.of()).effective();
    given.forEach((key, value) -> assertThat(defaults.get(key)).as(key).isNotEqualTo(value));

    SpeechModel model = withTwoVocodersAndReferenceFaults();
    RenderSettings settings =
        RenderSettings.of(Settings.of(Settings.DEFAULT_PRESET, given), "tone", model);

    assertThat(settings.synthesis())
        .isEqualTo(
            new SynthesisConfig(0.7, 50, 0.9, 2, 0.5, 30, 2.5, 0.8, "other", 16, "second", true));
    assertThat(settings.packing()).isEqualTo(new PackingLimits(model.maxTokens(), 100, 200));
    assertThat(settings.reading())
        .isEqualTo(
            new ReadingSettings(
                true,
                ForeignPassages.SKIP,
                DataTables.READ,
                new ReadingLimits(513, 65, 20_001, 3_000_001)));
    assertThat(settings.listening()).isEqualTo(Listening.STRICT);
    assertThat(settings.lexicon()).contains("Hale\thail\n");
    assertThat(settings.engine())
        .isEqualTo(
            new EngineSpec(
                "tone", model.digest(), "cuda:1", "half", 17, 3, true, 8, 32, "/gpu", true));
    assertThat(settings.unitSeconds()).isEqualTo(301);
    assertThat(settings.pricePerHour()).isEqualTo(3.5);
    assertThat(settings.mastering())
        .isEqualTo(new MasteringProfile("podcast", -18, -2.5, 22_050, 11, 12, 13, 14, 15, 6));
  }

  private static SpeechModel withTwoVocodersAndReferenceFaults() {
    SpeechModel tone = new ToneModel();
    return (SpeechModel)
        Proxy.newProxyInstance(
            SpeechModel.class.getClassLoader(),
            new Class<?>[] {SpeechModel.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "vocoders" -> List.of("first", "second");
                  case "supportsReferenceCompat", "canBeHeard" -> true;
                  case "unsupportedReason" -> "";
                  default -> method.invoke(tone, arguments);
                });
  }

  @Test
  void refusesEveryValueOutsideItsRangeAtOnce() {
    Map<String, String> given =
        Map.of(
            "temperature", "50", "top-p", "0", "slots", "3", "lead-in-ms", "-1", "temprature", "2");
    assertThatThrownBy(() -> settings(given))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "Cannot use \"temperature\" = \"50\": it must be a number, above 0 and at most 5")
        .hasMessageContaining("\"top-p\" = \"0\"")
        .hasMessageContaining("\"slots\" = \"3\": it must be a whole number, 4 or more")
        .hasMessageContaining("\"lead-in-ms\" = \"-1\"")
        .hasMessageContaining("the unknown setting \"temprature\" (did you mean \"temperature\"?)");
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
  void pageShowsTheTable() throws IOException {
    String page = Files.readString(Path.of("../conf/README.md"));
    String table =
        SettingsTable.ALL.stream()
            .map(
                setting ->
                    "| `%s` | %s | %s | %s |%n"
                        .formatted(
                            setting.key(), setting.byDefault(), setting.range(), setting.meaning()))
            .collect(Collectors.joining());
    assertThat(page).contains("| key | default | range | meaning |\n|---|---|---|---|\n" + table);
  }

  @Test
  void readsEveryKeyOfTheTable() {
    assertThat(settings(Map.of()).effective().keySet()).isEqualTo(SettingsTable.keys());
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
