// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.UtteranceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model that may draw so few codes that it often does not come to an end. */
@Timeout(value = 3, unit = MINUTES, threadMode = SEPARATE_THREAD)
class HalvingIT {
  private static final SpeechChecks ONE_ATTEMPT = new SpeechChecks(1, 1_000, 0, 1);

  private static ModelBundle breathless(Path folder, int maxCodes) throws IOException {
    try (Stream<Path> files = Files.walk(Tiny.DIRECTORY)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(Tiny.DIRECTORY.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    Path manifest = folder.resolve("bundle.json");
    String shorter =
        Files.readString(manifest).replaceFirst("\"maxCodes\": \\d+", "\"maxCodes\": " + maxCodes);
    Files.writeString(manifest, shorter);
    return ModelBundle.open(folder);
  }

  private static UtteranceRequest half(UtteranceRequest whole, int number, String text) {
    return new UtteranceRequest(
        Sha256.ofText(whole.key() + "/half/" + number), text, whole.voice(), whole.config());
  }

  @Test
  void speaksHalvesOneAfterTheOtherAndLosesNothing(@TempDir Path folder) throws IOException {
    ModelBundle bundle = breathless(folder, 56);
    try (TortoiseSynthesizer synthesizer =
        TortoiseSynthesizer.load(bundle, Tiny.FOUR_SLOTS, ONE_ATTEMPT)) {
      List<UtteranceRequest> requests = Tiny.requests(40);
      List<Rendering> renderings = Tiny.renderAll(synthesizer, requests);
      int halved = 0;
      for (int i = 0; i < requests.size(); i++) {
        Rendering rendering = renderings.get(i);
        // Three attempts are one at the whole and one at each half: neither was halved again.
        if (rendering.cost().attempts() == 3) {
          halved++;
          assertThat(rendering.faults()).doesNotContain(SpeechFault.NO_STOP);
          assertIsMadeOfHalves(synthesizer, requests.get(i), rendering);
        }
      }
      assertThat(halved).isGreaterThan(3);
      double sum = renderings.stream().mapToDouble(r -> r.cost().discardedSeconds()).sum();
      assertThat(sum).isPositive();
    }
  }

  private static void assertIsMadeOfHalves(
      TortoiseSynthesizer synthesizer, UtteranceRequest request, Rendering rendering) {
    TextHalves texts = TextHalves.of(request.spokenText()).orElseThrow();
    Rendering first = synthesizer.submit(half(request, 0, texts.first())).join();
    Rendering second = synthesizer.submit(half(request, 1, texts.second())).join();
    assertThat(rendering.waveform().samples())
        .isEqualTo(first.waveform().followedBy(second.waveform()).samples());
    assertThat(rendering.cost().codes()).isEqualTo(first.cost().codes() + second.cost().codes());
    assertThat(rendering.cost().attempt()).isEqualTo(1);
  }

  @Test
  void listsWhatComesToNoEndInQuartersEither(@TempDir Path folder) throws IOException {
    try (TortoiseSynthesizer synthesizer =
        TortoiseSynthesizer.load(breathless(folder, 2), Tiny.FOUR_SLOTS, ONE_ATTEMPT)) {
      Rendering rendering = synthesizer.submit(Tiny.request("one two three four five six")).join();
      assertThat(rendering.faults()).contains(SpeechFault.NO_STOP);
      assertThat(rendering.cost().attempts()).isEqualTo(1 + 2 + 4);
      assertThat(rendering.cost().codes()).isEqualTo(4 * 2);
    }
  }

  @Test
  void withdrawingTheWholeWithdrawsItsHalves(@TempDir Path folder) throws IOException {
    try (TortoiseSynthesizer synthesizer =
        TortoiseSynthesizer.load(breathless(folder, 2), Tiny.FOUR_SLOTS, ONE_ATTEMPT)) {
      var future = synthesizer.submit(Tiny.request("one two three four five six"));
      future.cancel(true);
      assertThat(synthesizer.submit(Tiny.request("still speaking")).join().waveform().samples())
          .isNotEmpty();
    }
  }
}
