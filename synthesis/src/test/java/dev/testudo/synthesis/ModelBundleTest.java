// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelBundleTest {
  private static final Path TINY = Path.of("src/test/resources/tiny-bundle");

  @TempDir private Path temporary;
  private Path bundle;

  @BeforeEach
  void copyBundle() throws IOException {
    bundle = temporary.resolve("bundle");
    try (Stream<Path> paths = Files.walk(TINY)) {
      for (Path path : paths.toList()) {
        Files.copy(path, bundle.resolve(TINY.relativize(path).toString()));
      }
    }
  }

  @Test
  void tellsAllThatPlanningNeeds() {
    ModelBundle model = ModelBundle.open(bundle);
    assertThat(model.name()).isEqualTo("tiny");
    assertThat(model.digest()).matches("[0-9a-f]{64}");
    assertThat(model.voices()).containsExactly("ash", "birch");
    assertThat(model.sampleRateHz()).isEqualTo(16_000);
    assertThat(model.maxTokens()).isEqualTo(320);
    assertThat(model.maxSeconds()).isCloseTo(480 * 4 * 200 / 16_000.0, within(1e-9));
    assertThat(model.countTokens("It's  he\u2014re.")).isEqualTo(11);
    assertThat(model.estimateSeconds("ash", "a".repeat(10))).isCloseTo(0.8, within(1e-9));
    assertThat(model.estimateSeconds("anyone", "aa")).isEqualTo(model.estimateSeconds("ash", "aa"));
  }

  @Test
  void countsWhatItCannotRead() {
    ModelBundle model = ModelBundle.open(bundle);
    assertThat(model.countUnknown("plain words, \"quoted\"!")).isZero();
    assertThat(model.countUnknown("3 \u4e2d\u4e2d")).isEqualTo(3);
    assertThat(model.countTokens("\u4e2d\u4e2d")).isEqualTo(2);
  }

  @Test
  void voicesDifferAndAreNamed() {
    ModelBundle model = ModelBundle.open(bundle);
    assertThat(model.voice("ash").digest()).isNotEqualTo(model.voice("birch").digest());
    assertThatThrownBy(() -> model.voice("oak"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot speak with voice \"oak\": model \"tiny\" has [ash, birch]");
  }

  @Test
  void digestChangesWithWeightsButNotWithVoices() throws IOException {
    String digest = ModelBundle.open(bundle).digest();
    listAgain(
        "voices/ash.safetensors", Files.readAllBytes(bundle.resolve("voices/birch.safetensors")));
    assertThat(ModelBundle.open(bundle).digest()).isEqualTo(digest);
    listAgain("vocoder.pt", Files.readAllBytes(bundle.resolve("diffusion.pt")));
    assertThat(ModelBundle.open(bundle).digest()).isNotEqualTo(digest);
  }

  @Test
  void refusesAFlippedByte() throws IOException {
    byte[] bytes = Files.readAllBytes(bundle.resolve("diffusion.pt"));
    bytes[1_000] ^= 1;
    Files.write(bundle.resolve("diffusion.pt"), bytes);
    assertRefused("diffusion.pt: its SHA-256 differs from the manifest's; fetch the bundle again");
  }

  @Test
  void refusesAMissingFile() throws IOException {
    Files.delete(bundle.resolve("vocoder.pt"));
    assertRefused("vocoder.pt: the file is missing");
  }

  @Test
  void refusesAFileThatIsNotListed() throws IOException {
    Files.writeString(bundle.resolve("notes.txt"), "hello");
    assertRefused("[notes.txt]: the manifest does not list it");
  }

  @Test
  void refusesAFileOutsideTheBundle() throws IOException {
    edit("\"vocoder.pt\": ", "\"../vocoder.pt\": \"00\", \"vocoder.pt\": ");
    assertManifestRefused("\"files\" is ../vocoder.pt, it must be a path within the bundle");
  }

  @Test
  void refusesAnotherFormat() throws IOException {
    edit("\"format\": 3", "\"format\": 1");
    assertManifestRefused("\"format\" is 1, this version reads format 3; import the model again");
  }

  @Test
  void refusesAManifestByItsKey() throws IOException {
    edit("\"hopLength\": 200", "\"hopLength\": 0");
    assertManifestRefused("\"hopLength\" is 0, it must be above 0");
  }

  @Test
  void refusesDefaultsThatTheModelLacks() throws IOException {
    edit("\"sampler\": \"flow\"", "\"sampler\": \"dice\"");
    assertManifestRefused("\"defaults.sampler\" is dice, the bundle has [flow, flow-midpoint]");
  }

  @Test
  void refusesAManifestOfAnotherType() throws IOException {
    edit("\"hopLength\": 200", "\"hopLength\": []");
    assertThatThrownBy(() -> ModelBundle.open(bundle)).hasMessageContaining("hopLength");
    Files.writeString(bundle.resolve("bundle.json"), "format: 2");
    assertManifestRefused("it is not a JSON document");
  }

  @Test
  void refusesAVoiceOfAnotherShape() throws IOException {
    edit("\"modelDim\": 32", "\"modelDim\": 64");
    assertRefused("voices/ash.safetensors: \"autoregressive\" has 32 values, not 64");
  }

  @Test
  void refusesADirectoryWithoutManifest() {
    assertThatThrownBy(() -> ModelBundle.open(temporary))
        .hasMessage("Cannot open bundle " + temporary + ": it has no bundle.json");
  }

  private void assertRefused(String problem) {
    assertThatThrownBy(() -> ModelBundle.open(bundle))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot open bundle " + bundle + ": " + problem);
  }

  private void assertManifestRefused(String problem) {
    assertThatThrownBy(() -> ModelBundle.open(bundle))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot open bundle " + bundle.resolve("bundle.json") + ": " + problem);
  }

  private void edit(String from, String to) throws IOException {
    Path file = bundle.resolve("bundle.json");
    String json = Files.readString(file);
    assertThat(json).contains(from);
    Files.writeString(file, json.replaceFirst(Pattern.quote(from), to));
  }

  /** Replaces a file and its digest in the manifest. */
  private void listAgain(String name, byte[] content) throws IOException {
    String before = Sha256.ofFile(bundle.resolve(name));
    Files.write(bundle.resolve(name), content);
    edit(
        "\"" + name + "\": \"" + before + "\"",
        "\"" + name + "\": \"" + Sha256.ofBytes(content) + "\"");
  }
}
